import type { Amount } from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import type { Environment } from '../kernel/environment.js';
import type { CatalogVersionId, PaymentId, PlayerId, TitleId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';
import type { PurchaseLine, Store } from '../stores/store-gateway.js';
import { type Book, book } from '../till/book.js';

/** `verifying`: the store could not be asked. `pending`: the store waits for the money. */
export type PaymentStatus = 'verifying' | 'pending' | 'credited' | 'rejected';

/** One store transaction. */
export interface Payment {
  readonly id: PaymentId;
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly store: Store;
  readonly storeTransactionId: string;
  readonly storeOrderId: string | null;
  readonly playerId: PlayerId;
  readonly status: PaymentStatus;
  /** Why it was rejected: an error code. */
  readonly reason: string | null;
  readonly lines: readonly PurchaseLine[];
  /** What it credited, by currency. */
  readonly grants: Readonly<Record<string, Amount>>;
  /** What was paid, as far as the store tells. */
  readonly price: Money | null;
  readonly country: string | null;
  /** True when the payment itself names its player. */
  readonly accountBound: boolean;
  readonly catalogVersionId: CatalogVersionId | null;
  readonly purchasedAt: number | null;
  readonly createdAt: number;
  readonly creditedAt: number | null;
  /** When the store is to be asked again; null: not any more. */
  readonly checkAt: number | null;
  readonly checkAttempts: number;
}

/** A payment must still be finished at its store. */
export interface StoreTask {
  readonly id: string;
  readonly paymentId: PaymentId;
  readonly kind: 'finish';
  readonly dueAt: number;
  readonly createdAt: number;
}

/** By store, environment and store transaction id. */
export const PAYMENTS: Book<Payment> = book('payments');
/** Append only for the till; a worker finishes them. */
export const STORE_TASKS: Book<StoreTask> = book('store tasks');

export function paymentKey(payment: {
  readonly store: Store;
  readonly environment: Environment;
  readonly storeTransactionId: string;
}): string {
  return `${payment.store} ${payment.environment} ${payment.storeTransactionId}`;
}

/** Store, environment and store transaction id of a payment's key. */
export function paymentKeyParts(key: string): [string, string, string] {
  const first = key.indexOf(' ');
  const second = key.indexOf(' ', first + 1);
  return [key.slice(0, first), key.slice(first + 1, second), key.slice(second + 1)];
}

/** A payment as the API shows it. */
export function paymentView(payment: Payment) {
  const { id, status, store, environment, reason, grants, price } = payment;
  return {
    id,
    status,
    store,
    environment,
    reason,
    grants,
    price,
    createdAt: timestamp(payment.createdAt),
    creditedAt: payment.creditedAt === null ? null : timestamp(payment.creditedAt),
  };
}

const CHECK_DELAY_MS_FIRST = 5_000;
const CHECK_DELAY_MS_MAX = 60 * 60 * 1000;

/** When to ask the store again after a number of attempts: 5 s, doubling up to an hour. */
export function nextCheck(now: number, attempts: number): number {
  return now + Math.min(CHECK_DELAY_MS_MAX, CHECK_DELAY_MS_FIRST * 2 ** Math.min(attempts, 20));
}
