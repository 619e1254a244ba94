import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
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
import { OrderRefunds } from './order-refunds.service.js';
import { OrderRefundBody } from './server-orders.dto.js';

@ApiTags('server')
@Controller('v1/server/orders')
export class ServerOrdersController {
  constructor(@Inject(OrderRefunds) private readonly refunds: OrderRefunds) {}

  @Post(':id/refund')
  @HttpCode(200)
  @Access('server')
  @ApiOperation({ summary: 'Give an order back: gems to their lots, items taken, limit reopened' })
  @Answers(ORDER_PLACED)
  async refund(
    @CurrentServer() { titleId, environment }: ServerCaller,
    @Param('id') id: string,
    @JsonBody() { reason, missingItems = 'refuse' }: OrderRefundBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    if (!isId('order', id)) throw new Problem('not_found');
    const scope = { titleId, environment };
    const claim = { caller: serverKeyScope(scope), ...key };
    const name = { scope, orderId: id, playerId: null };
    const answer = await this.refunds.refund({ ...name, reason, missingItems, claim });
    return new Reply(answer.status, answer.body, answer.replayed);
  }
}
