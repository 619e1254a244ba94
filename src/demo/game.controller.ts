import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { Access, Page } from '../platform/http/access.js';
import { PageFiles } from './page-files.gateway.js';

/** Serves the built demo game. */
@ApiExcludeController()
@Controller('game')
export class GameController {
  readonly #files = new PageFiles('game');

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  @Get()
  @Access('public')
  @Page()
  page(@Res() reply: FastifyReply): Promise<void> {
    return this.#files.sendPage(reply, this.configuration.simulatorUrl);
  }

  @Get('game.js')
  @Access('public')
  script(@Res() reply: FastifyReply): Promise<void> {
    return this.#files.send(reply, 'game.js');
  }

  /** The engine: the page asks for it once the shop is there. */
  @Get('stage.js')
  @Access('public')
  stage(@Res() reply: FastifyReply): Promise<void> {
    return this.#files.send(reply, 'stage.js');
  }

  @Get('game.css')
  @Access('public')
  style(@Res() reply: FastifyReply): Promise<void> {
    return this.#files.send(reply, 'game.css');
  }
}
