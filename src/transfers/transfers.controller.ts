import { Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { Reply } from '../platform/http/stored-reply.js';
import { DEBITED, TRANSFERRED } from './transfer.answers.js';
import { DebitBody, TransferBody } from './transfers.dto.js';
import { TransfersService } from './transfers.service.js';

@ApiTags('server')
@Controller('v1/server')
export class TransfersController {
  constructor(@Inject(TransfersService) private readonly transfers: TransfersService) {}

  @Post('players/:player/debits')
  @Access('server')
  @ApiOperation({ summary: 'Take gems from a player' })
  @Answers(DEBITED, 201)
  async debit(
    @CurrentServer() server: ServerCaller,
    @Param('player') player: string,
    @JsonBody() body: DebitBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const answer = await this.transfers.debit(server, player, body, key);
    return new Reply(answer.status, answer.body, answer.replayed);
  }

  @Post('transfers')
  @Access('server')
  @ApiOperation({ summary: 'Move gems that were paid for from one player to another' })
  @Answers(TRANSFERRED, 201)
  async transfer(
    @CurrentServer() server: ServerCaller,
    @JsonBody() body: TransferBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const answer = await this.transfers.transfer(server, body, key);
    return new Reply(answer.status, answer.body, answer.replayed);
  }
}
