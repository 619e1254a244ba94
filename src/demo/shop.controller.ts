import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { Access, Page } from '../platform/http/access.js';
import { PageFiles } from './page-files.gateway.js';

/** Serves the built demo shop. */
@ApiExcludeController()
@Controller()
export class ShopController {
  readonly #files = new PageFiles('shop');

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  @Get()
  @Access('public')
  @Page()
  page(@Res() reply: FastifyReply): Promise<void> {
    return this.#files.sendPage(reply, this.configuration.simulatorUrl);
  }

  @Get('shop.js')
  @Access('public')
  script(@Res() reply: FastifyReply): Promise<void> {
    return this.#files.send(reply, 'shop.js');
  }

  @Get('shop.css')
  @Access('public')
  style(@Res() reply: FastifyReply): Promise<void> {
    return this.#files.send(reply, 'shop.css');
  }

  @Get('shop-settings.json')
  @Access('public')
  @Header('cache-control', 'no-store')
  settings() {
    return { key: 'pk_demo', simulatorUrl: this.configuration.simulatorUrl };
  }
}
