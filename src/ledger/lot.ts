import type { Amount } from '../kernel/amount.js';
import type { LotId, PaymentId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';
import type { LotBucket } from './bucket.js';

/**
 * What brought the gems of a lot. `bonus`: a promotion, with a payment whose refund takes it back.
 * `order`: an offer that gives a currency. `reversal`: a refund that the store took back, where the
 * lots that it had emptied had no room for the gems any more. `transfer`: another player gave them.
 */
export type LotOrigin = 'payment' | 'bonus' | 'promotion' | 'order' | 'reversal' | 'transfer';

/** What is kept of gems that another player gave. */
export interface Received {
  /** Until this moment they can be neither spent nor passed on. */
  readonly heldUntil: number;
  /** The lot of the sender that they were taken from. */
  readonly fromLotId: LotId;
  /** The payment that they were bought with, whoever paid; null: not known. */
  readonly paymentId: PaymentId | null;
}

/** What must be known of a lot to spend from it. */
export interface OpenLot {
  readonly id: LotId;
  readonly currency: string;
  readonly bucket: LotBucket;
  readonly origin: LotOrigin;
  /**
   * The payment (also of a bonus), the grant that a server or an operator made, the order, the
   * transaction of the reversal, or the transfer; its UUID is what is stored.
   */
  readonly originId: string;
  /** How many gems came in. */
  readonly original: Amount;
  /** How many are left. */
  readonly remaining: Amount;
  readonly createdAt: number;
  /** From this moment the gems can no longer be spent; null: never. */
  readonly expiresAt: number | null;
  /** Absent: the player got them from nobody else. */
  readonly received?: Received;
}

/** Gems from one source: an open lot and what was paid for it, which is written once and kept. */
export interface Lot extends OpenLot {
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
  return 'price' in lot;
}

export function isExpired(lot: OpenLot, now: number): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= now;
}

export function isHeld({ received }: OpenLot, now: number): boolean {
  return received !== undefined && received.heldUntil > now;
}

/** Whether the gems of a lot can be spent now. */
export function isSpendable(lot: OpenLot, now: number): boolean {
  return lot.remaining > 0 && !isExpired(lot, now) && !isHeld(lot, now);
}
