import { Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { CurrentPlayer } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { QuoteBody } from './quotes.dto.js';
import { QuotesService } from './quotes.service.js';
import { QUOTE } from './shop.answers.js';

@ApiTags('orders')
@Controller('v1/quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  /** Needs no Idempotency-Key: nothing is stored and nothing of value moves. */
  @Post()
  @Access('player')
  @ApiOperation({ summary: 'Keep the price of an offer for a minute' })
  @Answers(QUOTE, 201)
  issue(@CurrentPlayer() player: PlayerCaller, @JsonBody() { offer, quantity }: QuoteBody) {
    return this.quotes.issue(player, offer, quantity);
  }
}
