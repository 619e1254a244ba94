import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Access } from '../platform/http/access.js';
import { Answers, text } from '../platform/http/answers.js';
import type { PlayerCaller, ServerCaller } from '../platform/http/caller.js';
import { CurrentPlayer, CurrentServer } from '../platform/http/caller-parameters.js';
import { bearerOf } from '../platform/http/credentials.js';
import { Reply } from '../platform/http/stored-reply.js';
import { EVENTS } from './event.answers.js';
import { openingFrame } from './event-frame.js';
import { EventPages } from './event-pages.service.js';
import { eventsQueryOf, lastEventIdOf, PAGE_MAX } from './event-place.js';
import { EventStream } from './event-stream.js';
import { LiveStreams } from './live-streams.js';
import { PlayerEvents } from './player-events.service.js';

const AFTER = ApiQuery({
  name: 'after',
  required: false,
  schema: { type: 'integer', minimum: 0 },
});
const LIMIT = ApiQuery({
  name: 'limit',
  required: false,
  schema: { type: 'integer', minimum: 1, maximum: PAGE_MAX },
});

const EVENTS_OR_STREAM = ApiResponse({
  status: 200,
  description: '',
  content: {
    'application/json': { schema: EVENTS },
    'text/event-stream': { schema: text('Frames of server-sent events.') },
  },
});

@ApiTags('live')
@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(EventPages) private readonly pages: EventPages,
    @Inject(LiveStreams) private readonly streams: LiveStreams,
    @Inject(PlayerEvents) private readonly events: PlayerEvents,
  ) {}

  @Get()
  @Access('player')
  @ApiOperation({
    summary: 'What happened to the player: a stream of events, or a page of them',
    description:
      'With `Accept: text/event-stream` the answer is a stream of server-sent events that begins ' +
      'after `Last-Event-ID` (or `?after=`; without either, now). Otherwise it is `{data, last, more}`.',
  })
  @EVENTS_OR_STREAM
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  @AFTER
  @LIMIT
  async list(
    @CurrentPlayer() player: PlayerCaller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Reply | undefined> {
    const { headers, method, url } = request;
    const streaming = headers.accept?.includes('text/event-stream') && method === 'GET';
    if (!streaming)
      return new Reply(200, await this.pages.page(player, player.playerId, url), false);
    const named = lastEventIdOf(headers['last-event-id']) ?? eventsQueryOf(url).after;
    const after = await this.events.startOf(player.playerId, named);
    this.streams.admit(player.playerId);
    const raw = openedStream(reply);
    raw.write(openingFrame(after));
    const token = bearerOf(headers)!;
    const read = this.events.readerOf(player.playerId);
    const closed = new Promise<void>((resolve) => raw.once('close', resolve));
    this.streams.add(new EventStream(player, token, raw, after, read), closed);
    return undefined;
  }
}

/** Takes the answer out of the router's hands, with the headers that it has given it. */
function openedStream(reply: FastifyReply) {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // Nginx would keep the events until its buffer is full.
    'x-accel-buffering': 'no',
  });
  raw.socket?.setNoDelay(true);
  return raw;
}

@ApiTags('server')
@Controller('v1/server/players/:player/events')
export class ServerPlayerEventsController {
  constructor(@Inject(EventPages) private readonly pages: EventPages) {}

  @Get()
  @Access('server')
  @ApiOperation({ summary: 'What happened to any player of the title' })
  @Answers(EVENTS)
  @AFTER
  @LIMIT
  async list(
    @CurrentServer() server: ServerCaller,
    @Param('player') player: string,
    @Req() request: FastifyRequest,
  ): Promise<Reply> {
    if (!isId('player', player)) throw new Problem('not_found');
    return new Reply(200, await this.pages.page(server, player, request.url), false);
  }
}
