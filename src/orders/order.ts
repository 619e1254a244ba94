import type { Amount } from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import type { Environment } from '../kernel/environment.js';
import type { CatalogVersionId, OrderId, PlayerId, TitleId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';

/** One purchase with gems. */
export interface Order {
  readonly id: OrderId;
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly playerId: PlayerId;
  readonly offer: string;
  readonly quantity: number;
  readonly currency: string;
  readonly unitPrice: Amount;
  readonly total: Amount;
  readonly status: 'completed' | 'refunded';
  readonly catalogVersionId: CatalogVersionId;
  readonly createdAt: number;
  /** When it was given back; null: it was not, or that was undone. */
  readonly refundedAt: number | null;
  /** Why it was given back, by whoever did it. */
  readonly refundReason: string | null;
}

/** How many units of an offer a player has bought. */
export interface OfferUsage {
  readonly playerId: PlayerId;
  readonly offer: string;
  readonly used: number;
}

/** By order id. What it sold never changes: only whether it was given back. */
export const ORDERS: Book<Order> = book('orders');
export const OFFER_USAGE: Book<OfferUsage> = book('offer usage');

export function usageKey(playerId: PlayerId, offer: string): string {
  return `${playerId} ${offer}`;
}

/** An order as the API shows it: `price` is that of one unit, `total` what was paid. */
export function orderView(order: Order) {
  const { id, status, offer, quantity, currency, refundedAt, refundReason } = order;
  return {
    id,
    status,
    offer,
    quantity,
    price: { currency, amount: order.unitPrice },
    total: { currency, amount: order.total },
    catalogVersion: order.catalogVersionId,
    createdAt: timestamp(order.createdAt),
    refundedAt: refundedAt === null ? null : timestamp(refundedAt),
    refundReason,
  };
}
