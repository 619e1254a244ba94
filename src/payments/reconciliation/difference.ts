import { timestamp } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { PaymentId, TitleId } from '../../kernel/id.js';
import type { Purchase, PurchaseLine, Store } from '../../stores/store-gateway.js';
import { withKnownShares } from '../observed-payment.js';
import type { Payment } from '../payment.js';
import { seenOf } from '../payment-status.js';

/**
 * `notification`: the store could not tell us. `payment`: a purchase is not what our books say.
 * `task`: the store does not know what we did. `waiting`: a payment is undecided for too long.
 * `uncredited`: money was paid, and nobody got the gems.
 */
export type DifferenceKind = 'notification' | 'payment' | 'task' | 'waiting' | 'uncredited';

/**
 * `mended`: our books or the store follow by now. `accepted`: somebody decided to leave it, as long
 * as both say the same as then.
 */
export const DIFFERENCE_STATES = ['open', 'mended', 'accepted'] as const;
export type DifferenceState = (typeof DIFFERENCE_STATES)[number];

/** Where a store's view and ours were not the same. */
export interface Difference {
  /** A UUID of ours. */
  readonly id: string;
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly store: Store;
  readonly kind: DifferenceKind;
  /** What it is about: a transaction id of the store, or the id of a notification. */
  readonly subject: string;
  readonly paymentId: PaymentId | null;
  /** What our books said, what the store said; in words. */
  readonly ours: string;
  readonly theirs: string;
  readonly state: DifferenceState;
  /** Why somebody accepted it. */
  readonly reason: string | null;
  readonly foundAt: number;
  readonly closedAt: number | null;
}

/** Paid at the store, rejected by us, and ours alone to mend. */
export const MENDABLE_REASONS: readonly string[] = ['product_unknown', 'balance_limit_reached'];

/** True for a payment whose money was paid while nobody got anything for it. */
export function isUncredited({ status, reason }: Pick<Payment, 'status' | 'reason'>): boolean {
  if (status === 'unassigned') return true;
  return status === 'rejected' && reason !== null && MENDABLE_REASONS.includes(reason);
}

/** What was found, before it has an id. */
export type Found = Pick<
  Difference,
  'store' | 'kind' | 'subject' | 'paymentId' | 'ours' | 'theirs'
> & { readonly state: 'open' | 'mended' };

/** What is compared, as it is written down when that does not work. */
export type Compared = Omit<Found, 'store' | 'state'>;

/** What is written down of a purchase about which its store, or our own code, cannot tell. */
export function incomparable(subject: string, known: Payment | null): Compared {
  const theirs = 'cannot be compared';
  const paymentId = known?.id ?? null;
  return { kind: 'payment', subject, paymentId, ours: oursInWords(known), theirs };
}

/** What our books say of a purchase, in words. */
export function oursInWords(payment: Payment | null): string {
  if (payment === null) return 'unknown';
  const { status, reason, lines } = payment;
  return inWords(reason === null ? status : `${status} (${reason})`, lines);
}

/** What the store says of it, in words. */
export function theirsInWords(purchase: Purchase): string {
  return inWords(purchase.state, purchase.lines);
}

function inWords(state: string, lines: readonly PurchaseLine[]): string {
  const refunds = lines
    .filter(({ refunded }) => refunded.parts > 0)
    .map(({ productId, refunded }) => `${productId} ${refunded.parts}/${refunded.of} refunded`);
  return [state, ...refunds].join(', ');
}

/**
 * True when our books say of a purchase what its store says, or know something newer. What was not
 * credited for a reason of ours agrees with a purchase that was paid: that is our decision.
 */
export function agrees(payment: Payment | null, told: Purchase): boolean {
  if (payment === null) return false;
  const purchase = withKnownShares(told, payment);
  if (payment.observedAt !== null && payment.observedAt > purchase.asOf) return true;
  const seen = seenOf(purchase);
  switch (payment.status) {
    case 'verifying':
      return false;
    case 'pending':
      return seen === 'unpaid';
    case 'unassigned':
      return seen === 'paid' || seen === 'partly_refunded';
    case 'rejected':
      return true;
    default:
      return creditedAgrees(payment, purchase);
  }
}

function creditedAgrees({ status, lines }: Payment, purchase: Purchase): boolean {
  switch (seenOf(purchase)) {
    case 'paid':
      return status === 'credited' || status === 'refund_reversed';
    case 'partly_refunded':
      return status === 'partially_refunded' && sharesAgree(lines, purchase.lines);
    default:
      return status === 'refunded';
  }
}

function sharesAgree(ours: readonly PurchaseLine[], theirs: readonly PurchaseLine[]): boolean {
  return theirs.every(({ productId, refunded }) => {
    const line = ours.find((one) => one.productId === productId);
    return line && line.refunded.parts * refunded.of === refunded.parts * line.refunded.of;
  });
}

/** A difference as the studio sees it. A purchase token is not shown: the payment tells enough. */
export function differenceView(difference: Difference) {
  const { id, environment, store, kind, subject, paymentId, ours, theirs, state, reason } =
    difference;
  const secret = store === 'google' && kind !== 'notification';
  return {
    id,
    store,
    environment,
    kind,
    subject: secret ? null : subject,
    payment: paymentId,
    ours,
    theirs,
    state,
    reason,
    foundAt: timestamp(difference.foundAt),
    closedAt: difference.closedAt === null ? null : timestamp(difference.closedAt),
  };
}
