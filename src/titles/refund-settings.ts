import { isStudioKey } from '../kernel/key.js';
import { fieldsOf, numberOf, TitleSettingsError, wordOf } from './setting-fields.js';

/** What happens to the part of a refund that was spent already; the first word is the usual one. */
export const REFUND_POLICIES = ['debt', 'take_items', 'write_off'] as const;
export type RefundPolicy = (typeof REFUND_POLICIES)[number];

/** What a player who is flagged for refunds may not do. */
export const FLAGGED_RULES = ['none', 'no_topups'] as const;
export type FlaggedRule = (typeof FLAGGED_RULES)[number];

/** How a title takes back what a store gave back. */
export interface RefundSettings {
  readonly policy: RefundPolicy;
  /** Which items `take_items` may take: skus, or beginnings of skus that end in `*`. */
  readonly items: readonly string[];
  /** So many refunds within `windowDays` flag a player. */
  readonly flagAfter: number;
  readonly windowDays: number;
  readonly flagged: FlaggedRule;
}

/** What a title prefers when a store asks how a purchase was used; the first is the usual one. */
export const CONSUMPTION_PREFERENCES = ['neutral', 'decline', 'prorated', 'grant'] as const;
export type ConsumptionPreference = (typeof CONSUMPTION_PREFERENCES)[number];

/** What a title tells a store that asks how a purchase was used, beside what the books say. */
export interface ConsumptionSettings {
  readonly preference: ConsumptionPreference;
  /** The players could try before they bought. */
  readonly sampleProvided: boolean;
}

const ITEMS_MAX = 1_000;

/** Reads how refunds are taken back; what is not said is as usual. Throws `TitleSettingsError`. */
export function refundSettingsOf(value: unknown): RefundSettings {
  const names = ['policy', 'items', 'flagAfter', 'windowDays', 'flagged'];
  const { policy, items = [], flagAfter, windowDays, flagged } = fieldsOf(value, 'refunds', names);
  const isItem = (item: unknown) =>
    item === '*' || isStudioKey(typeof item === 'string' ? item.replace(/\*$/, '') : item);
  if (!Array.isArray(items) || items.length > ITEMS_MAX || !items.every(isItem)) {
    throw new TitleSettingsError('refunds.items must be a list of skus, or beginnings with a *');
  }
  const read: RefundSettings = {
    policy: wordOf(policy, 'refunds.policy', REFUND_POLICIES),
    items: [...new Set(items as string[])],
    flagAfter: numberOf(flagAfter, 'refunds.flagAfter', { min: 1, max: 100, usual: 3 }),
    windowDays: numberOf(windowDays, 'refunds.windowDays', { min: 1, max: 365, usual: 90 }),
    flagged: wordOf(flagged, 'refunds.flagged', FLAGGED_RULES),
  };
  if (read.policy === 'take_items' && read.items.length === 0) {
    throw new TitleSettingsError('refunds.items must name what take_items may take');
  }
  return read;
}

/** Reads what a store is told of usage; what is not said is as usual. */
export function consumptionSettingsOf(value: unknown): ConsumptionSettings {
  const names = ['preference', 'sampleProvided'];
  const { preference, sampleProvided = false } = fieldsOf(value, 'consumption', names);
  if (typeof sampleProvided !== 'boolean') {
    throw new TitleSettingsError('consumption.sampleProvided must be true or false');
  }
  return {
    preference: wordOf(preference, 'consumption.preference', CONSUMPTION_PREFERENCES),
    sampleProvided,
  };
}
