import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Problem } from '../kernel/problem.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { projectRoot } from '../platform/config/project-root.js';
import { Access, Page } from '../platform/http/access.js';

const FOLDER = join(projectRoot(), 'dist', 'shop');
const UNBUILT = '<!doctype html><title>Gemtill</title><p>Run <code>npm run build</code> first.';

/** Serves the built demo shop. */
@ApiExcludeController()
@Controller()
export class ShopController {
  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  @Get()
  @Access('public')
  @Page()
  async page(@Res() reply: FastifyReply): Promise<void> {
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${this.configuration.simulatorUrl}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ];
    const page = await readFile(join(FOLDER, 'index.html'), 'utf8').catch(() => UNBUILT);
    reply
      .header('content-security-policy', policy.join('; '))
      .type('text/html; charset=utf-8')
      .send(page);
  }

  @Get('shop.js')
  @Access('public')
  script(@Res() reply: FastifyReply): Promise<void> {
    return this.#send(reply, 'shop.js', 'text/javascript; charset=utf-8');
  }

  @Get('shop.css')
  @Access('public')
  style(@Res() reply: FastifyReply): Promise<void> {
    return this.#send(reply, 'shop.css', 'text/css; charset=utf-8');
  }

  @Get('shop-settings.json')
  @Access('public')
  @Header('cache-control', 'no-store')
  settings() {
    return { key: 'pk_demo', simulatorUrl: this.configuration.simulatorUrl };
  }

  async #send(reply: FastifyReply, file: string, type: string): Promise<void> {
    const content = await readFile(join(FOLDER, file)).catch(() => null);
    if (content === null) throw new Problem('not_found');
    reply.header('cache-control', 'no-cache').type(type).send(content);
  }
}
