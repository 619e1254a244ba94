import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../../catalog/catalog.service.js';
import type { PublishedCatalog } from '../../catalog/model.js';
import { CLOCK, type Clock, timestamp } from '../../kernel/clock.js';
import type { PlayerId } from '../../kernel/id.js';
import type { Money } from '../../kernel/money.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import type { Reader } from '../../platform/database/transaction.js';
import type { PlayerCaller } from '../../platform/http/caller.js';
import { PlayersService } from '../../players/players.service.js';
import {
  brokenLimit,
  limitsAfter,
  limitsAt,
  NO_LIMITS,
  PERIODS,
  periodAround,
  type SpendingLimits,
} from './spending-limits.js';
import { SpendingLimitsStore } from './spending-limits.store.js';
import { countedMicros, pricedCurrencies } from './spent-money.js';

/** What players allow themselves to spend. */
@Injectable()
export class SpendingLimitsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SpendingLimitsStore) private readonly store: SpendingLimitsStore,
    @Inject(PlayersService) private readonly players: PlayersService,
    @Inject(CatalogService) private readonly catalogs: CatalogService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async view({ playerId }: Pick<PlayerCaller, 'playerId'>) {
    const now = this.clock.now();
    const { limits, pending } = await this.#kept(this.database.reader, playerId, now);
    return {
      ...limits,
      pending: pending && { ...pending.limits, at: timestamp(pending.at) },
    };
  }

  /**
   * What is stricter holds at once, what is more generous after a day. Throws `validation_failed`
   * for a currency that nothing is priced in: the player would trust in a limit that never holds.
   */
  async set(player: PlayerCaller, wanted: SpendingLimits) {
    const { playerId } = player;
    this.#assertPriced(player, wanted);
    const now = this.clock.now();
    await this.database.write(async (transaction) => {
      // Held before it is read: of two wishes at once, the stricter one must not be lost.
      await this.players.hold(transaction, playerId);
      const kept = await this.#kept(transaction, playerId, now);
      await this.store.put(transaction, playerId, limitsAfter(kept, wanted, now), now);
    });
    return this.view({ playerId });
  }

  /** The limit that a payment of this price would break now, as it leaves the house; null: none. */
  async broken(playerId: PlayerId, price: Money, catalog: PublishedCatalog) {
    const now = this.clock.now();
    const { limits } = await this.#kept(this.database.reader, playerId, now);
    if (!limits.daily && !limits.monthly) return null;
    const { currency } = price;
    const { from: month } = periodAround('monthly', now);
    const payments = await this.store.payments(this.database.reader, playerId, month);
    const since = (from: number) => countedMicros(payments, { currency, from, catalog });
    const spent = { daily: since(periodAround('daily', now).from), monthly: since(month) };
    const broken = brokenLimit(limits, price, spent, now);
    if (!broken) return null;
    const { period, limit, spentMicros, resetsAt } = broken;
    return {
      period,
      limit,
      spent: { currency, micros: spentMicros },
      resetsAt: timestamp(resetsAt),
    };
  }

  #assertPriced(player: PlayerCaller, wanted: SpendingLimits): void {
    const catalog = this.catalogs.current(player);
    const priced = catalog && pricedCurrencies(catalog);
    if (!priced) return;
    const errors = PERIODS.filter((period) => {
      const limit = wanted[period];
      return limit !== null && !priced.has(limit.currency);
    }).map((period) => ({
      pointer: `/${period}/currency`,
      code: 'invalid_format' as const,
      detail: `must be a currency that products are priced in: ${[...priced].join(', ')}`,
    }));
    if (errors.length > 0) throw new Problem('validation_failed', { errors });
  }

  async #kept(reader: Reader, playerId: PlayerId, now: number) {
    const kept = await this.store.of(reader, playerId);
    return limitsAt(kept ?? { limits: NO_LIMITS, pending: null }, now);
  }
}
