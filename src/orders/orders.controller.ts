import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { idBytes } from '../kernel/id.js';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { CurrentPlayer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { ListQuery } from '../platform/http/list-query.js';
import { Reply } from '../platform/http/stored-reply.js';
import { ORDER_PLACED, ORDER_WITH_LOTS, ORDERS } from './order.answers.js';
import { OrderList } from './order-list.service.js';
import { OrderBody } from './orders.dto.js';
import { OrdersService } from './orders.service.js';

@ApiTags('orders')
@Controller('v1/orders')
export class OrdersController {
  constructor(
    @Inject(OrdersService) private readonly orders: OrdersService,
    @Inject(OrderList) private readonly placed: OrderList,
  ) {}

  @Post()
  @Access('player')
  @ApiOperation({ summary: 'Buy an offer with gems' })
  @Answers(ORDER_PLACED, 201)
  async place(
    @CurrentPlayer() player: PlayerCaller,
    @JsonBody() body: OrderBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const claim = { caller: idBytes(player.playerId), ...key };
    const answer = await this.orders.place({ player, ...body, claim });
    return new Reply(answer.status, answer.body, answer.replayed);
  }

  @Get()
  @Access('player')
  @ApiOperation({ summary: 'The orders of the player, newest first' })
  @Answers(ORDERS)
  list(@CurrentPlayer() player: PlayerCaller, @ListQuery() query: ListQuery) {
    return this.placed.list(player, query);
  }

  @Get(':id')
  @Access('player')
  @ApiOperation({ summary: 'One order: what it gave and which lots paid for it' })
  @Answers(ORDER_WITH_LOTS)
  find(@CurrentPlayer() player: PlayerCaller, @Param('id') id: string) {
    return this.placed.find(player, id);
  }
}
