import type { Amount } from '../kernel/amount.js';
import type { LotId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';
import type { LotBucket } from './bucket.js';

/** What brought the gems of a lot. */
export type LotOrigin = 'payment' | 'promotion';

/** Gems from one source. */
export interface Lot {
  readonly id: LotId;
  readonly currency: string;
  readonly bucket: LotBucket;
  readonly origin: LotOrigin;
  /** The payment, or the grant that a server or an operator made; its UUID is what is stored. */
  readonly originId: string;
  /** How many gems came in. */
  readonly original: Amount;
  /** How many are left. */
  readonly remaining: Amount;
  /**
   * What was paid for all of `original`; the price of one gem is the share. null: unknown or free.
   */
  readonly price: Money | null;
  /** What the store keeps of the price, in micros of its currency; null: not known. */
  readonly feeMicros: number | null;
  /** Where it was bought, as the store writes it; null: not known. */
  readonly country: string | null;
  readonly createdAt: number;
  /** From this moment the gems can no longer be spent; null: never. */
  readonly expiresAt: number | null;
}

export function isExpired(lot: Lot, now: number): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= now;
}
