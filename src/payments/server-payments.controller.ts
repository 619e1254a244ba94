import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { type FilteredQuery, ListQuery } from '../platform/http/list-query.js';
import { Reply } from '../platform/http/stored-reply.js';
import { SEEN_PAYMENT, SEEN_PAYMENTS } from './payment.answers.js';
import { PaymentDesk } from './payment-desk.service.js';
import { PAYMENT_STATUSES } from './payment-status.js';
import { AssignBody } from './payments.dto.js';

const ORDER_ID = /^[\x21-\x7e]{1,255}$/;
const PLAYER = /^player_[0-9a-z]{26}$/;

/** Payments as the studio sees them: where they came from, what became of them, whose they are. */
@ApiTags('server')
@Controller('v1/server/payments')
export class ServerPaymentsController {
  constructor(@Inject(PaymentDesk) private readonly desk: PaymentDesk) {}

  @Get()
  @Access('server')
  @ApiOperation({ summary: 'Payments by status, by player or by the order id of a store' })
  @Answers(SEEN_PAYMENTS)
  list(
    @CurrentServer() server: ServerCaller,
    @ListQuery({ status: PAYMENT_STATUSES, player: PLAYER, order: ORDER_ID }) query: FilteredQuery,
  ) {
    return this.desk.list(server, query);
  }

  @Get(':id')
  @Access('server')
  @ApiOperation({ summary: 'One payment: each step from the proof to the last refund' })
  @Answers(SEEN_PAYMENT)
  find(@CurrentServer() server: ServerCaller, @Param('id') id: string) {
    return this.desk.find(server, id);
  }

  @Post(':id/assign')
  @HttpCode(200)
  @Access('server')
  @ApiOperation({ summary: 'Say who owns a payment that nobody owns, and credit it' })
  async assign(
    @CurrentServer() server: ServerCaller,
    @Param('id') id: string,
    @JsonBody() { player }: AssignBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const answer = await this.desk.assign(server, id, { player, key });
    return new Reply(answer.status, answer.body, answer.replayed);
  }

  @Post(':id/check')
  @HttpCode(200)
  @Access('server')
  @ApiOperation({ summary: 'Ask the store now what is true of a payment' })
  @Answers(SEEN_PAYMENT)
  check(@CurrentServer() server: ServerCaller, @Param('id') id: string) {
    return this.desk.check(server, id);
  }
}
