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
  /** The key of the sale that lowered the price; null: none did. */
  readonly sale: string | null;
  /** When the price was found: a quote is older than its order. null: an order of old. */
  readonly pricedAt: number | null;
  /** The limit period that counts it (`limit-period.ts`); null: none does. */
  readonly period: string | null;
  readonly createdAt: number;
  /** When it was given back; null: it was not, or that was undone. */
  readonly refundedAt: number | null;
  /** Why it was given back, by whoever did it. */
  readonly refundReason: string | null;
}

/** By order id. What it sold never changes: only whether it was given back. */
export const ORDERS: Book<Order> = book('orders');

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
    sale: order.sale,
    catalogVersion: order.catalogVersionId,
    createdAt: timestamp(order.createdAt),
    refundedAt: refundedAt === null ? null : timestamp(refundedAt),
    refundReason,
  };
}
