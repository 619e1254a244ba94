import { limitPeriodAt, nextPeriodAt } from '../catalog/limit-period.js';
import type { Offer } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { timestamp } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import type { Book } from '../till/book.js';
import { type Change, change, type Desk } from '../till/operation.js';
import {
  OFFER_PERIOD_USAGE,
  OFFER_STOCK,
  OFFER_USAGE,
  periodKey,
  stockKey,
  usageKey,
} from './offer-usage.js';
import type { Order } from './order.js';

/** What an offer may be bought at most. */
export type OfferLimits = Pick<Offer, 'limitPerPlayer' | 'limitPerPeriod' | 'stock'>;

/** Units that limits count: those of an order. */
export type Units = Pick<
  Order,
  'playerId' | 'titleId' | 'environment' | 'offer' | 'quantity' | 'period'
>;

/** An operation may be decided so much later than it is made. */
const WAIT_MS_MAX = 60_000;

/** The name of the period that counts what is bought at a moment; null: none does. */
export function periodAt(
  { limitPerPeriod }: OfferLimits,
  { timeZone }: PlayerFacts,
  now: number,
): string | null {
  return limitPerPeriod && limitPeriodAt(limitPerPeriod.period, now, timeZone);
}

/** The periods that an operation which is made now may be decided in: two around a midnight. */
export function periodsSoon(limits: OfferLimits, facts: PlayerFacts, now: number): string[] {
  const periods = [now, now + WAIT_MS_MAX].map((at) => periodAt(limits, facts, at));
  return [...new Set(periods.filter((period) => period !== null))];
}

/** The rows that counting looks at; only an offer with such a limit has any. */
export function limitNeeds(
  { limitPerPlayer, stock }: OfferLimits,
  units: Omit<Units, 'quantity' | 'period'>,
  periods: readonly string[],
): (readonly [Book<unknown>, readonly string[]])[] {
  const { playerId, offer } = units;
  const needs: (readonly [Book<unknown>, readonly string[]])[] = [];
  if (limitPerPlayer !== null) needs.push([OFFER_USAGE, [usageKey(playerId, offer)]]);
  if (periods.length > 0) {
    needs.push([OFFER_PERIOD_USAGE, periods.map((period) => periodKey(playerId, offer, period))]);
  }
  if (stock !== null) needs.push([OFFER_STOCK, [stockKey(units, offer)]]);
  return needs;
}

/**
 * Counts units, or throws the first that refuses them: `limit_reached` of the player, the same of
 * the period, `sold_out`. `resetsAt`: when the next period begins.
 */
export function counted(
  desk: Desk,
  limits: OfferLimits,
  units: Units,
  resetsAt: number | null = null,
): Change[] {
  const { playerId, titleId, environment, offer, quantity, period } = units;
  const { limitPerPlayer, limitPerPeriod, stock } = limits;
  const changes: Change[] = [];
  if (limitPerPlayer !== null) {
    const key = usageKey(playerId, offer);
    const used = (desk.row(OFFER_USAGE, key)?.used ?? 0) + quantity;
    if (used > limitPerPlayer) {
      throw new Problem('limit_reached', { members: { limit: limitPerPlayer } });
    }
    changes.push(change(OFFER_USAGE, key, { playerId, offer, used }));
  }
  if (limitPerPeriod !== null && period !== null) {
    const key = periodKey(playerId, offer, period);
    const used = (desk.row(OFFER_PERIOD_USAGE, key)?.used ?? 0) + quantity;
    if (used > limitPerPeriod.count) throw periodReached(limitPerPeriod, resetsAt);
    changes.push(change(OFFER_PERIOD_USAGE, key, { playerId, offer, period, used }));
  }
  if (stock !== null) {
    const key = stockKey(units, offer);
    const before = desk.row(OFFER_STOCK, key)?.sold ?? 0;
    const sold = before + quantity;
    if (sold > stock) {
      throw new Problem('sold_out', { members: { left: Math.max(stock - before, 0) } });
    }
    changes.push(change(OFFER_STOCK, key, { titleId, environment, offer, sold }));
  }
  return changes;
}

function periodReached(
  { count, period }: NonNullable<OfferLimits['limitPerPeriod']>,
  resetsAt: number | null,
): Problem {
  const members = { limit: count, period };
  return new Problem('limit_reached', {
    members: resetsAt === null ? members : { ...members, resetsAt: timestamp(resetsAt) },
  });
}

/** When the limit of the period counts anew, for this player. */
export function resetAt(limits: OfferLimits, facts: PlayerFacts, now: number): number | null {
  const { limitPerPeriod } = limits;
  return limitPerPeriod && nextPeriodAt(limitPerPeriod.period, now, facts.timeZone);
}

/**
 * Undoes the counting of an order: its player, the period that it was bought in and the stock have
 * its units again. Only what was counted is: `limits` are those of the order's catalog version.
 */
export function uncounted(
  desk: Desk,
  { limitPerPlayer, stock }: OfferLimits,
  units: Units,
): Change[] {
  const { playerId, titleId, environment, offer, quantity, period } = units;
  const changes: Change[] = [];
  if (limitPerPlayer !== null) {
    const key = usageKey(playerId, offer);
    const used = (desk.row(OFFER_USAGE, key)?.used ?? 0) - quantity;
    changes.push(change(OFFER_USAGE, key, { playerId, offer, used }));
  }
  if (period !== null) {
    const key = periodKey(playerId, offer, period);
    const used = (desk.row(OFFER_PERIOD_USAGE, key)?.used ?? 0) - quantity;
    changes.push(change(OFFER_PERIOD_USAGE, key, { playerId, offer, period, used }));
  }
  if (stock !== null) {
    const key = stockKey(units, offer);
    const sold = (desk.row(OFFER_STOCK, key)?.sold ?? 0) - quantity;
    changes.push(change(OFFER_STOCK, key, { titleId, environment, offer, sold }));
  }
  return changes;
}
