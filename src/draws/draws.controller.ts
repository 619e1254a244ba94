import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { Caller, PlayerCaller } from '../platform/http/caller.js';
import { CurrentCaller, CurrentPlayer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { ListQuery } from '../platform/http/list-query.js';
import { Reply } from '../platform/http/stored-reply.js';
import { DRAW_RESULTS, REVEALED, SEED } from './draw.answers.js';
import { SeedBody } from './draws.dto.js';
import { DrawsService } from './draws.service.js';
import { PublishedTables } from './published-tables.service.js';

@ApiTags('draws')
@Controller('v1/draws')
export class DrawsController {
  constructor(
    @Inject(DrawsService) private readonly draws: DrawsService,
    @Inject(PublishedTables) private readonly tables: PublishedTables,
  ) {}

  @Get('seed')
  @Access('player')
  @ApiOperation({ summary: 'What the next draws are committed to' })
  @Answers(SEED)
  async seed(@CurrentPlayer() player: PlayerCaller): Promise<Reply> {
    return new Reply(200, await this.draws.seed(player));
  }

  @Post('seed')
  @Access('player')
  @ApiOperation({ summary: 'Reveal the seed and go on with the next one' })
  @Answers(REVEALED, 201)
  async rotate(
    @CurrentPlayer() player: PlayerCaller,
    @JsonBody() body: SeedBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const answer = await this.draws.rotate(player, body.clientSeed ?? null, key);
    return new Reply(answer.status, answer.body, answer.replayed);
  }

  @Get()
  @Access('player')
  @ApiOperation({ summary: 'The draws of the player, newest first, with all that proves them' })
  @Answers(DRAW_RESULTS)
  list(@CurrentPlayer() player: PlayerCaller, @ListQuery() query: ListQuery) {
    return this.draws.list(player, query);
  }

  /** A version never changes, and neither does what this says of it. */
  @Get('tables/:version/:draw')
  @Access('game-or-player')
  @ApiOperation({ summary: 'The table that a draw of this catalog version is made from' })
  async table(
    @CurrentCaller() caller: Caller,
    @Param('version') version: string,
    @Param('draw') draw: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const table = await this.tables.find(caller, version, draw);
    reply.header('cache-control', 'private, max-age=31536000, immutable');
    return table;
  }
}
