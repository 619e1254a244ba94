import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { idBytes } from '../kernel/id.js';
import { Access, BodyLimit } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { CurrentPlayer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { Reply } from '../platform/http/stored-reply.js';
import { MAY_BUY, PAYMENT_FOUND, TOPPED_UP } from './payment.answers.js';
import { TopUpBody, TopUpCheckBody } from './payments.dto.js';
import { StoreTaskWorker } from './store-task.worker.js';
import { TopUpChecks, TopUpsService } from './top-ups.service.js';

const RECEIPT_BYTES_MAX = 256 * 1024;

@ApiTags('payments')
@Controller('v1')
export class PaymentsController {
  constructor(
    @Inject(TopUpsService) private readonly topUps: TopUpsService,
    @Inject(TopUpChecks) private readonly checks: TopUpChecks,
    @Inject(StoreTaskWorker) private readonly tasks: StoreTaskWorker,
  ) {}

  @Post('topups')
  @Access('player')
  @BodyLimit(RECEIPT_BYTES_MAX)
  @ApiOperation({ summary: 'Turn a store payment into gems, once' })
  @Answers(TOPPED_UP)
  @Answers(TOPPED_UP, 202, 'Kept, and not credited yet')
  async topUp(
    @CurrentPlayer() player: PlayerCaller,
    @JsonBody() { store, proof, productId }: TopUpBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    // A payment never comes too late.
    const claim = { caller: idBytes(player.playerId), ...key, replayOnly: false };
    const shown = { text: proof, productId: productId ?? null };
    const answer = await this.topUps.topUp({ player, store, proof: shown, claim });
    this.tasks.job.nudge();
    return new Reply(answer.status, answer.body, answer.replayed);
  }

  @Post('topups/checks')
  @HttpCode(200)
  @Access('player')
  @ApiOperation({ summary: 'May this player buy this product now' })
  @Answers(MAY_BUY)
  check(@CurrentPlayer() player: PlayerCaller, @JsonBody() { store, productId }: TopUpCheckBody) {
    return this.checks.mayBuy(player, store, productId);
  }

  @Get('payments/:id')
  @Access('player')
  @ApiOperation({ summary: 'One payment: has it been credited' })
  @Answers(PAYMENT_FOUND)
  find(@CurrentPlayer() player: PlayerCaller, @Param('id') id: string) {
    return this.topUps.find(player, id);
  }
}
