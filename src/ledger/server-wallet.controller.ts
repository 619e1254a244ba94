import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CatalogService } from '../catalog/catalog.service.js';
import { amount } from '../kernel/amount.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { ListQuery } from '../platform/http/list-query.js';
import { serverKeyScope } from '../platform/http/server-key-scope.js';
import { Reply } from '../platform/http/stored-reply.js';
import { Till } from '../till/till.js';
import { promotionOperation } from './promotion.js';
import { PromotionBody } from './server-wallet.dto.js';
import { ENTRIES, GRANTED, WALLET } from './wallet.answers.js';
import { WalletService } from './wallet.service.js';

@ApiTags('server')
@Controller('v1/server/players/:player')
export class ServerWalletController {
  constructor(
    @Inject(WalletService) private readonly wallets: WalletService,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Till) private readonly till: Till,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('wallet')
  @Access('server')
  @ApiOperation({ summary: 'The balances of any player of the title' })
  @Answers(WALLET)
  view(@CurrentServer() server: ServerCaller, @Param('player') player: string) {
    return this.wallets.view(server, this.wallets.playerOf(player));
  }

  @Get('entries')
  @Access('server')
  @ApiOperation({ summary: 'The ledger entries of any player of the title, newest first' })
  @Answers(ENTRIES)
  entries(
    @CurrentServer() server: ServerCaller,
    @Param('player') player: string,
    @ListQuery() query: ListQuery,
  ) {
    return this.wallets.entriesOf(server, this.wallets.playerOf(player), query);
  }

  @Post('grants')
  @Access('server')
  @ApiOperation({ summary: 'Give free gems to a player' })
  @Answers(GRANTED, 201)
  async grant(
    @CurrentServer() server: ServerCaller,
    @Param('player') player: string,
    @JsonBody() body: PromotionBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const { titleId, environment } = server;
    const playerId = this.wallets.playerOf(player);
    const { model } = await this.catalog.require(server);
    const currency = model.currencies.get(body.currency);
    if (!currency) {
      const errors = [{ pointer: '/currency', code: 'invalid_format', detail: 'is no currency' }];
      throw new Problem('validation_failed', { errors });
    }
    const lifetime = body.expiresInSeconds;
    const answer = await this.till.run(
      promotionOperation({
        titleId,
        environment,
        playerId,
        currency: body.currency,
        amount: amount(body.amount),
        cap: currency.cap,
        expiresAt: lifetime === undefined ? null : this.clock.now() + lifetime * 1000,
        reason: body.reason,
        claim: { caller: serverKeyScope(server), ...key },
      }),
    );
    return new Reply(answer.status, answer.body, answer.replayed);
  }
}
