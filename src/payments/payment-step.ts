import { timestamp } from '../kernel/clock.js';
import type { PaymentId, PlayerId, TransactionId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';
import type { Gems } from './payment.js';
import type { PaymentStatus } from './payment-status.js';

/** Who brought the news. */
export type StepSource = 'client' | 'check' | 'notification' | 'reconciliation' | 'server';

/** One change of a payment: from which status to which, what it moved, who told. Immutable. */
export interface PaymentStep {
  readonly paymentId: PaymentId;
  /** 1, 2, 3 … per payment. */
  readonly number: number;
  readonly playerId: PlayerId | null;
  /** null: the payment is new. */
  readonly from: PaymentStatus | null;
  readonly to: PaymentStatus;
  readonly source: StepSource;
  readonly reason: string | null;
  /** What was credited or given back (positive), or taken back (negative). */
  readonly gems: Gems;
  readonly transactionId: TransactionId | null;
  /** When the store said so; null: it said nothing. */
  readonly asOf: number | null;
  readonly createdAt: number;
}

/** Append only. */
export const PAYMENT_STEPS: Book<PaymentStep> = book('payment steps');

export function stepKey(step: Pick<PaymentStep, 'paymentId' | 'number'>): string {
  return `${step.paymentId} ${String(step.number).padStart(9, '0')}`;
}

/** A step as support sees it. */
export function stepView(step: PaymentStep) {
  const { number, from, to, source, reason, gems, transactionId, asOf, createdAt } = step;
  return {
    number,
    from,
    to,
    source,
    reason,
    gems,
    transaction: transactionId,
    asOf: asOf === null ? null : timestamp(asOf),
    createdAt: timestamp(createdAt),
  };
}
