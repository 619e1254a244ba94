import { type Amount, amount } from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import type { Environment } from '../kernel/environment.js';
import type { CatalogVersionId, LotId, PaymentId, PlayerId, TitleId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';
import type { Taken } from '../ledger/refund-movements.js';
import type { PurchaseLine, RefundReason, Store, StorePayment } from '../stores/store-gateway.js';
import { type Book, book } from '../till/book.js';
import type { PaymentStatus } from './payment-status.js';

/** Gems by currency. */
export type Gems = Readonly<Record<string, Amount>>;

/** A line of a purchase, with what one unit of it was worth when it was credited. */
export interface PaymentLine extends PurchaseLine {
  /** null: not credited yet. */
  readonly unitGems: Gems | null;
  /** The free gems that promotions gave with all units of it. Absent: none. */
  readonly bonus?: Gems;
}

/** A lot of free gems that a promotion gave with a payment. */
export interface BonusLot {
  /** The promotion's key in the catalog version of the payment. */
  readonly promotion: string;
  readonly currency: string;
  readonly amount: Amount;
  readonly lotId: LotId;
}

/** One store transaction. */
export interface Payment {
  readonly id: PaymentId;
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly store: Store;
  readonly storeTransactionId: string;
  readonly storeOrderId: string | null;
  /** The bundle id or package that sold it; null: not known. */
  readonly app: string | null;
  /** null: nobody owns it yet. */
  readonly playerId: PlayerId | null;
  readonly status: PaymentStatus;
  /** Why it was rejected, or is unassigned: a code. */
  readonly reason: string | null;
  readonly lines: readonly PaymentLine[];
  /** What it credited for the money. */
  readonly grants: Gems;
  /** What promotions gave with it. */
  readonly bonus: readonly BonusLot[];
  /** What refunds have taken of that and not given back, in the order of taking. */
  readonly taken: readonly Taken[];
  /** How many of these are of the bonus, by currency. */
  readonly bonusTaken: Gems;
  /** False for what the store gave away. */
  readonly paid: boolean;
  /** What was paid, as far as the store tells. */
  readonly price: Money | null;
  readonly country: string | null;
  /** True when the payment itself names its player. */
  readonly accountBound: boolean;
  readonly catalogVersionId: CatalogVersionId | null;
  readonly purchasedAt: number | null;
  readonly createdAt: number;
  readonly creditedAt: number | null;
  /** When a device of its owner was first told that it is credited. null: not yet. */
  readonly claimedAt: number | null;
  /** When the store said what is known; an older word of the store changes nothing. null: never. */
  readonly observedAt: number | null;
  readonly refundedAt: number | null;
  readonly refundReason: RefundReason | null;
  /** How many steps its history has. */
  readonly steps: number;
  /** When the store is to be asked again; null: not any more. */
  readonly checkAt: number | null;
  readonly checkAttempts: number;
}

/** What must still be told to a store after the commit. */
export interface StoreTask {
  readonly id: string;
  readonly paymentId: PaymentId;
  /** `finish`: the purchase was credited. `assign`: who owns a purchase that named nobody. */
  readonly kind: 'finish' | 'assign';
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

/** A payment as a gateway knows it. */
export function storePaymentOf(payment: Payment): StorePayment {
  const { app, storeTransactionId, storeOrderId, environment, lines } = payment;
  return { app, storeTransactionId, storeOrderId, environment, lines };
}

/** The bonus of a payment, by currency. */
export function bonusGems({ bonus }: Pick<Payment, 'bonus'>): Gems {
  const gems: Record<string, Amount> = {};
  for (const one of bonus) gems[one.currency] = amount((gems[one.currency] ?? 0) + one.amount);
  return gems;
}

/** All gems that a payment brought, by currency. */
export function broughtGems(payment: Pick<Payment, 'grants' | 'bonus'>): Gems {
  const gems = { ...payment.grants };
  for (const [currency, more] of Object.entries(bonusGems(payment))) {
    gems[currency] = amount((gems[currency] ?? 0) + more);
  }
  return gems;
}

/** What each promotion gave with a payment, as the API shows it. */
export function bonusView(bonus: readonly Omit<BonusLot, 'lotId'>[]) {
  const shown = new Map<string, Record<string, Amount>>();
  for (const { promotion, currency, amount: gems } of bonus) {
    shown.set(promotion, { ...shown.get(promotion), [currency]: gems });
  }
  return [...shown].map(([promotion, gems]) => ({ promotion, gems }));
}

/** What refunds hold of a payment now, by currency, its bonus included. */
export function takenGems(payment: Pick<Payment, 'taken'>): Record<string, Amount> {
  const gems: Record<string, Amount> = {};
  for (const { currency, amount } of payment.taken) {
    gems[currency] = ((gems[currency] ?? 0) + amount) as Amount;
  }
  return gems;
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
    bonus: bonusView(payment.bonus),
    refunded: refundedView(payment),
    bonusRefunded: payment.bonusTaken,
    price,
    createdAt: timestamp(payment.createdAt),
    creditedAt: payment.creditedAt === null ? null : timestamp(payment.creditedAt),
  };
}

/** Of what was paid for: the bonus is told apart. */
function refundedView(payment: Payment): Gems {
  const gems = takenGems(payment);
  for (const [currency, bonus] of Object.entries(payment.bonusTaken)) {
    gems[currency] = amount((gems[currency] ?? 0) - bonus);
    if (gems[currency] === 0) delete gems[currency];
  }
  return gems;
}

const CHECK_DELAY_MS_FIRST = 5_000;
const CHECK_DELAY_MS_MAX = 60 * 60 * 1000;

/** When to ask the store again after a number of attempts: 5 s, doubling up to an hour. */
export function nextCheck(now: number, attempts: number): number {
  return now + Math.min(CHECK_DELAY_MS_MAX, CHECK_DELAY_MS_FIRST * 2 ** Math.min(attempts, 20));
}
