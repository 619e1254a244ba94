import { idOfUuid, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Scope } from '../platform/http/caller.js';
import type { Purchase, PurchaseLine } from '../stores/store-gateway.js';
import type { Desk } from '../till/operation.js';
import type { Payment, PaymentLine } from './payment.js';
import { isCredited } from './payment-status.js';

/**
 * Whether a client may claim a purchase. The account token decides; without one the first who
 * claims it is the owner. Throws `receipt_account_mismatch` and `receipt_already_used`.
 */
export function assertClaimable(
  playerId: PlayerId,
  { accountToken }: Pick<Purchase, 'accountToken'>,
  known: Payment | undefined,
): void {
  if (accountToken !== null && idOfUuid('player', accountToken) !== playerId) {
    throw new Problem('receipt_account_mismatch');
  }
  const owner = known?.playerId ?? playerId;
  // Whom the store names gets what another only waited for, but never what was credited.
  const taken = accountToken === null || (known !== undefined && isCredited(known.status));
  if (taken && owner !== playerId) throw new Problem('receipt_already_used');
}

/**
 * True when a store's word is older than what is known: it must not undo it. Of two words of one
 * moment the one that tells of more refunds counts as the later one, so that their order of arrival
 * does not matter.
 */
export function isOlder(purchase: Purchase, known: Payment | undefined): boolean {
  if (!known || known.observedAt === null) return false;
  if (purchase.asOf !== known.observedAt) return purchase.asOf < known.observedAt;
  return refundedShare(purchase.lines) < refundedShare(known.lines);
}

/** True for the very word that is known: of the same moment, and of as much that was given back. */
export function isSaidAgain(purchase: Purchase, known: Payment): boolean {
  const same = refundedShare(purchase.lines) === refundedShare(known.lines);
  return same && purchase.asOf === known.observedAt;
}

/** Real money was paid: a mended catalog must be able to credit it. */
export function isFinal({ reason }: Pick<Payment, 'reason'>): boolean {
  return reason !== 'product_unknown' && reason !== 'balance_limit_reached';
}

/** What the store does not tell any more of what it took back is as it was known. */
export function withKnownShares(
  purchase: Purchase,
  known: Pick<Payment, 'lines' | 'refundReason' | 'refundedAt'> | null | undefined,
): Purchase {
  if (!purchase.lines.some((line) => line.shareUntold)) return purchase;
  const lines = purchase.lines.map(({ shareUntold, ...line }) => {
    const before = known?.lines.find((one) => one.productId === line.productId);
    return shareUntold && before ? { ...line, refunded: before.refunded } : line;
  });
  const { refundReason = null, refundedAt = null } = known ?? {};
  return { ...purchase, lines, refundReason, refundedAt };
}

/**
 * The store's last word is that it was paid, and only something of ours is missing: who owns it, or
 * the product. Then an older proof, such as a device keeps, brings what is missing, and what the
 * store said last counts with it; or the gems would be withheld for as long as no newer word comes.
 */
export function withLastWord(purchase: Purchase, known: Payment | undefined): Purchase {
  if (known === undefined || !isOlder(purchase, known)) return purchase;
  const { status, lines, observedAt, refundedAt, refundReason } = known;
  const waits = status === 'unassigned' || (status === 'rejected' && !isFinal(known));
  if (!waits || observedAt === null) return purchase;
  return { ...purchase, state: 'purchased', lines, refundedAt, refundReason, asOf: observedAt };
}

function refundedShare(lines: readonly PurchaseLine[]): number {
  return lines.reduce((sum, { refunded }) => sum + refunded.parts / refunded.of, 0);
}

/** The payment as the store describes it now; what it was and did before is kept. */
export function observed(
  desk: Desk,
  scope: Scope,
  purchase: Purchase,
  known: Payment | undefined,
): Payment {
  const { store, environment, storeTransactionId } = purchase;
  const before = known ?? newPayment(desk, scope, { store, environment, storeTransactionId });
  return {
    ...before,
    // Two titles may have heard of it: until it is credited it is nobody's for good.
    titleId: isCredited(before.status) ? before.titleId : scope.titleId,
    storeOrderId: purchase.storeOrderId ?? before.storeOrderId,
    app: purchase.app,
    lines: mergedLines(purchase.lines, before.lines),
    paid: isCredited(before.status) ? before.paid : purchase.paid,
    price: before.price ?? purchase.price,
    country: before.country ?? purchase.country,
    accountBound: purchase.accountToken !== null,
    purchasedAt: purchase.purchasedAt ?? before.purchasedAt,
    observedAt: purchase.asOf,
    refundedAt: purchase.refundedAt,
    refundReason: purchase.refundReason,
    checkAt: null,
  };
}

/** A line keeps what it was worth when it was credited, whatever the catalog says today. */
export function mergedLines(
  lines: readonly PurchaseLine[],
  before: readonly PaymentLine[],
): readonly PaymentLine[] {
  return lines.map((line, at) => {
    const same = before[at]?.productId === line.productId ? before[at] : undefined;
    const known = same ?? before.find((one) => one.productId === line.productId);
    const bonus = known?.bonus && { bonus: known.bonus };
    return { ...line, unitGems: known?.unitGems ?? null, ...bonus };
  });
}

/** A payment of which nothing is known but that it exists. */
export function newPayment(
  desk: Desk,
  scope: Scope,
  of: Pick<Payment, 'store' | 'environment' | 'storeTransactionId'>,
): Payment {
  const { store, environment, storeTransactionId } = of;
  return {
    store,
    environment,
    storeTransactionId,
    id: desk.ids.next('payment'),
    titleId: scope.titleId,
    storeOrderId: null,
    app: null,
    playerId: null,
    status: 'verifying',
    reason: null,
    lines: [],
    grants: {},
    bonus: [],
    taken: [],
    bonusTaken: {},
    paid: true,
    price: null,
    country: null,
    accountBound: false,
    catalogVersionId: null,
    purchasedAt: null,
    createdAt: desk.now,
    creditedAt: null,
    claimedAt: null,
    observedAt: null,
    refundedAt: null,
    refundReason: null,
    steps: 0,
    checkAt: null,
    checkAttempts: 0,
  };
}
