import type { PlayerId } from '../../kernel/id.js';
import type { Basket } from './basket.js';

/** An order as it was, and what its buyer held just before it. */
export interface ReplayedOrder {
  readonly kind: 'order';
  readonly at: number;
  readonly playerId: PlayerId;
  readonly offer: string;
  readonly quantity: number;
  readonly currency: string;
  readonly total: number;
  /** When the price was found: a quote is older than its order. */
  readonly pricedAt: number;
  /** By currency, at least of the price then and of the price in the draft. */
  readonly balances: Basket;
  /** Currencies that it gave besides. */
  readonly gave: Basket;
  /** The level that it gave of the upgrade that it sold; null: none. */
  readonly level: number | null;
}

/** A payment when it was credited. */
export interface ReplayedCredit {
  readonly kind: 'credit';
  readonly at: number;
  readonly playerId: PlayerId;
  readonly store: 'apple' | 'google';
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
  /** For the money, without what promotions gave. */
  readonly gave: Basket;
}

export type Replayed = ReplayedOrder | ReplayedCredit;
