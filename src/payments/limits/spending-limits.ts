import type { Money } from '../../kernel/money.js';

export const PERIODS = ['daily', 'monthly'] as const;
export type Period = (typeof PERIODS)[number];

/** How much real money a player wants to spend at most per UTC day and month; null: no limit. */
export type SpendingLimits = Readonly<Record<Period, Money | null>>;

export const NO_LIMITS: SpendingLimits = { daily: null, monthly: null };

/** What a player has set, with what waits for its day. */
export interface KeptLimits {
  readonly limits: SpendingLimits;
  readonly pending: { readonly limits: SpendingLimits; readonly at: number } | null;
}

/** A player may allow themselves more only after a night has passed over it. */
export const COOLING_OFF_MS = 24 * 3_600_000;

/** What holds at a moment. */
export function limitsAt({ limits, pending }: KeptLimits, now: number): KeptLimits {
  return pending && pending.at <= now
    ? { limits: pending.limits, pending: null }
    : { limits, pending };
}

/**
 * What is kept after a player asked for `wanted`: what is stricter holds at once, what is more
 * generous, or in another currency, from the end of the cooling-off time.
 */
export function limitsAfter(kept: KeptLimits, wanted: SpendingLimits, now: number): KeptLimits {
  const { limits: held } = limitsAt(kept, now);
  const stricter = (period: Period) => isStricter(held[period], wanted[period]);
  const pick = (period: Period) => (stricter(period) ? wanted[period] : held[period]);
  const limits = { daily: pick('daily'), monthly: pick('monthly') };
  const waits = !PERIODS.every(stricter);
  return { limits, pending: waits ? { limits: wanted, at: now + COOLING_OFF_MS } : null };
}

function isStricter(held: Money | null, wanted: Money | null): boolean {
  if (held === null) return true;
  return wanted !== null && wanted.currency === held.currency && wanted.micros <= held.micros;
}

/** The UTC day or month around a moment: when it began and when it ends. */
export function periodAround(period: Period, now: number): { from: number; until: number } {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return period === 'daily'
    ? { from: Date.UTC(year, month, day), until: Date.UTC(year, month, day + 1) }
    : { from: Date.UTC(year, month, 1), until: Date.UTC(year, month + 1, 1) };
}

/** A limit that a payment would break. */
export interface BrokenLimit {
  readonly period: Period;
  readonly limit: Money;
  readonly spentMicros: number;
  readonly resetsAt: number;
}

/**
 * The first limit that a payment of this price would break; null: none. A limit looks only at
 * prices in its own currency; `spent-money.ts` says what counts as spent.
 */
export function brokenLimit(
  limits: SpendingLimits,
  price: Money,
  spentMicros: Readonly<Record<Period, number>>,
  now: number,
): BrokenLimit | null {
  for (const period of PERIODS) {
    const limit = limits[period];
    if (!limit || limit.currency !== price.currency) continue;
    if (spentMicros[period] + price.micros > limit.micros) {
      const { until } = periodAround(period, now);
      return { period, limit, spentMicros: spentMicros[period], resetsAt: until };
    }
  }
  return null;
}
