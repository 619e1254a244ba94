import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { Currency } from '../catalog/model.js';
import { amount } from '../kernel/amount.js';
import { isId, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import type { Scope } from '../platform/http/caller.js';
import type { IdempotencyKey } from '../platform/http/idempotency-key.js';
import { serverKeyScope } from '../platform/http/server-key-scope.js';
import type { Answer } from '../till/operation.js';
import { Till } from '../till/till.js';
import { debitOperation } from './debit.js';
import { transferOperation } from './transfer-gems.js';

/** What a game server wants to be moved. */
export interface Wish {
  readonly currency: string;
  readonly amount: number;
  readonly reason?: string;
}

/** Moves gems as a game server asks. */
@Injectable()
export class TransfersService {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Till) private readonly till: Till,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Throws a `Problem` for every refusal (`debit.ts`). */
  async debit(scope: Scope, player: string, wish: Wish, key: IdempotencyKey): Promise<Answer> {
    const { titleId, environment } = scope;
    const playerId = playerOf(player);
    await this.#currency(scope, wish.currency);
    const { currency, reason = null } = wish;
    const claim = { caller: serverKeyScope(scope), ...key };
    const gems = { currency, amount: amount(wish.amount), reason };
    return this.till.run(debitOperation({ titleId, environment, playerId, ...gems, claim }));
  }

  /** Throws a `Problem` for every refusal (`transfer-gems.ts`). */
  async transfer(
    scope: Scope,
    wish: Wish & { readonly from: string; readonly to: string },
    key: IdempotencyKey,
  ): Promise<Answer> {
    const { titleId, environment } = scope;
    const { cap } = await this.#currency(scope, wish.currency);
    const { currency, reason = null } = wish;
    return this.till.run(
      transferOperation({
        titleId,
        environment,
        from: playerOf(wish.from),
        to: playerOf(wish.to),
        currency,
        amount: amount(wish.amount),
        cap,
        reason,
        rules: this.configuration.transfers,
        claim: { caller: serverKeyScope(scope), ...key },
      }),
    );
  }

  async #currency(scope: Scope, code: string): Promise<Currency> {
    const { model } = await this.catalog.require(scope);
    const currency = model.currencies.get(code);
    if (currency) return currency;
    const errors = [{ pointer: '/currency', code: 'invalid_format', detail: 'is no currency' }];
    throw new Problem('validation_failed', { errors });
  }
}

function playerOf(text: string): PlayerId {
  if (!isId('player', text)) throw new Problem('not_found');
  return text;
}
