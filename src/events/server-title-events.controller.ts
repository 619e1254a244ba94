import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access } from '../platform/http/access.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { TitleEventsService } from './title-events.service.js';

@ApiTags('server')
@Controller('v1/server/events')
export class ServerTitleEventsController {
  constructor(@Inject(TitleEventsService) private readonly events: TitleEventsService) {}

  @Get()
  @Access('server')
  @ApiOperation({ summary: 'What happened to the title: publishes, sales that start and end' })
  @ApiQuery({ name: 'after', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', maximum: 200 } })
  list(@CurrentServer() server: ServerCaller, @Req() request: FastifyRequest) {
    return this.events.list(server, request.url);
  }
}
