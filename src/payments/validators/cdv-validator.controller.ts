import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import { Access, BodyLimit, KeyInQuery } from '../../platform/http/access.js';
import type { GameCaller } from '../../platform/http/caller.js';
import { CurrentGame } from '../../platform/http/caller-parameters.js';
import { StoreTaskWorker } from '../store-task.worker.js';
import { refusedReply, transactionOf } from './cdv-reply.js';
import { CdvValidator } from './cdv-validator.service.js';

const RECEIPT_BYTES_MAX = 256 * 1024;
/** The plug-in sends the products of the shop along. */
const KEYS_MAX = 10_000;

@ApiTags('payments')
@Controller('v1/validators/cdv')
export class CdvValidatorController {
  constructor(
    @Inject(CdvValidator) private readonly validator: CdvValidator,
    @Inject(StoreTaskWorker) private readonly tasks: StoreTaskWorker,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('game')
  @KeyInQuery()
  @BodyLimit(RECEIPT_BYTES_MAX, KEYS_MAX)
  @ApiOperation({
    summary: 'The validator URL of cordova-plugin-purchase',
    description:
      'Takes what the plug-in sends and answers in its own form. The payment is credited to the player ' +
      'whom its signed proof names.',
  })
  @ApiQuery({ name: 'key', schema: { type: 'string' }, description: 'The publishable key.' })
  @ApiBody({ schema: { type: 'object', additionalProperties: true } })
  async validate(@CurrentGame() game: GameCaller, @Req() request: FastifyRequest) {
    const transaction = transactionOf(request.body);
    if (!transaction) {
      const { code, message } = new Problem('validation_failed');
      return refusedReply(code, message);
    }
    const reply = await this.validator.validate(game, transaction);
    this.tasks.job.nudge();
    return reply;
  }
}
