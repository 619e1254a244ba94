import { Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { serverKeyScope } from '../platform/http/server-key-scope.js';
import { Reply } from '../platform/http/stored-reply.js';
import { ORDER_PLACED } from './order.answers.js';
import { OrderBody } from './orders.dto.js';
import { OrdersService } from './orders.service.js';

@ApiTags('server')
@Controller('v1/server/players/:player/orders')
export class ServerPlayerOrdersController {
  constructor(@Inject(OrdersService) private readonly orders: OrdersService) {}

  @Post()
  @Access('server')
  @ApiOperation({ summary: 'Buy an offer for a player with the gems of the player' })
  @Answers(ORDER_PLACED, 201)
  async place(
    @CurrentServer() { titleId, environment }: ServerCaller,
    @Param('player') playerId: string,
    @JsonBody() body: OrderBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    if (!isId('player', playerId)) throw new Problem('not_found');
    const scope = { titleId, environment };
    const claim = { caller: serverKeyScope(scope), ...key };
    const wish = { player: { ...scope, playerId }, byServer: true, ...body, claim };
    const answer = await this.orders.place(wish);
    return new Reply(answer.status, answer.body, answer.replayed);
  }
}
