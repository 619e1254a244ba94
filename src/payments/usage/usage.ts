import type { UsageReport } from '../../stores/store-gateway.js';
import type { ConsumptionPreference } from '../../titles/refund-settings.js';

/** The lot that a payment brought of one currency, and what became of it. */
export interface LotUsage {
  /** How many gems came in, debt included. */
  readonly original: number;
  /** How many of them the top-up itself left in the lot; the rest paid debt. */
  readonly credited: number;
  /** How many were spent, without those of orders that were refunded. */
  readonly spent: number;
  /** True for the currency that the price was paid for. */
  readonly priced: boolean;
}

/** All that a store counts: thousandths of a percent. */
export const WHOLE_MILLIUNITS = 100_000;

/**
 * How much of a payment was used, from 0 to 100,000, rounded down: what was spent of its lots, and
 * what paid debt, hence for earlier spending. Gems that expired or that a refund took were not
 * used. Where the price was paid for one currency, that one alone counts.
 */
export function consumedMilliunits(lots: readonly LotUsage[]): number {
  const priced = lots.filter((lot) => lot.priced);
  const counted = priced.length > 0 ? priced : lots;
  const brought = counted.reduce((sum, { original }) => sum + original, 0);
  if (brought === 0) return 0;
  const used = counted.reduce((sum, lot) => sum + usedOf(lot), 0);
  return Number((BigInt(used) * BigInt(WHOLE_MILLIUNITS)) / BigInt(brought));
}

function usedOf({ original, credited, spent }: LotUsage): number {
  return Math.min(original, Math.max(0, original - credited + spent));
}

/** What a title would like its store to do, in the words that the store accepts of such a usage. */
export function preferenceFor(
  consumed: number,
  wish: ConsumptionPreference,
): UsageReport['preference'] {
  if (wish !== 'prorated') return wish;
  // A share of nothing, or of everything, has a word of its own.
  if (consumed === 0) return 'grant';
  return consumed === WHOLE_MILLIUNITS ? 'decline' : 'prorated';
}
