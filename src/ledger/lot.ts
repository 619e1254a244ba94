import type { Amount } from '../kernel/amount.js';
import type { LotId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';
import type { LotBucket } from './bucket.js';

/** What brought the gems of a lot. */
export type LotOrigin = 'payment' | 'promotion';

/** What must be known of a lot to spend from it. */
export interface OpenLot {
  readonly id: LotId;
  readonly currency: string;
  readonly bucket: LotBucket;
  /** How many gems came in. */
  readonly original: Amount;
  /** How many are left. */
  readonly remaining: Amount;
  readonly createdAt: number;
  /** From this moment the gems can no longer be spent; null: never. */
  readonly expiresAt: number | null;
}

/** Gems from one source: an open lot and where it came from, which is written once and kept. */
export interface Lot extends OpenLot {
  readonly origin: LotOrigin;
  /** The payment, or the grant that a server or an operator made; its UUID is what is stored. */
  readonly originId: string;
  /**
   * What was paid for all of `original`; the price of one gem is the share. null: unknown or free.
   */
  readonly price: Money | null;
  /** What the store keeps of the price, in micros of its currency; null: not known. */
  readonly feeMicros: number | null;
  /** Where it was bought, as the store writes it; null: not known. */
  readonly country: string | null;
}

/** A lot that is not stored yet: of one that was loaded only the open part is known. */
export function isNewLot(lot: OpenLot): lot is Lot {
  return 'origin' in lot;
}

export function isExpired(lot: OpenLot, now: number): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= now;
}
