import type { PublishedCatalog } from '../catalog/model.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { idAs, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Wallet } from '../ledger/wallet.js';
import type { Scope } from '../platform/http/caller.js';
import type { Store } from '../stores/store-gateway.js';
import { type Claim, change, type Decision, type Desk, type Operation } from '../till/operation.js';
import { WALLETS, walletWithin } from '../till/wallet-book.js';
import { isFinal, newPayment } from './observed-payment.js';
import { nextCheck, PAYMENTS, type Payment, paymentKey } from './payment.js';
import { answerBody } from './payment-answer.js';
import { waitingEvent, waitingTold } from './payment-event.js';
import { isCredited, nextStatus, type PaymentStatus } from './payment-status.js';
import { PAYMENT_STEPS, type PaymentStep, stepKey } from './payment-step.js';

/** A purchase that its store could not be asked about, claimed by a player. */
export interface UnverifiedRequest extends Scope {
  readonly playerId: PlayerId;
  readonly store: Store;
  readonly storeTransactionId: string;
  readonly catalog: PublishedCatalog | null;
  readonly claim: Claim | null;
}

/**
 * Records that a payment waits to be verified, so that nothing is lost while the store is out. The
 * claimer is not yet its owner: whom the store names later gets it.
 */
export function unverifiedOperation(request: UnverifiedRequest): Operation {
  const { playerId } = request;
  const key = paymentKey(request);
  return {
    kind: 'unverified topup',
    players: [playerId],
    claim: request.claim,
    needs: new Map([[PAYMENTS, [key]]]),
    decide(desk): Decision {
      const wallet = walletWithin(desk, playerId, request);
      const known = desk.row(PAYMENTS, key);
      if (known && isCredited(known.status)) {
        if (known.playerId !== playerId) throw new Problem('receipt_already_used');
        return creditedBefore(desk, request, wallet, known);
      }
      const refusal = known && refusalFor(request, known);
      if (refusal) return { outcome: 'refused', problem: refusal, changes: [], final: false };
      const { store, environment, storeTransactionId } = request;
      const of = { store, environment, storeTransactionId };
      const named = known ?? newPayment(desk, request, of);
      // Also of a payment that waits for its owner: this claim is all that is known of one.
      const before = { ...named, playerId: named.playerId ?? playerId };
      const row = postponed(desk, before);
      const changes = [change(PAYMENTS, key, row)];
      if (!known) {
        const step = stepOf(desk, row, { from: null, source: 'client', reason: null });
        changes[0] = change(PAYMENTS, key, { ...row, steps: step.number });
        changes.push(change(PAYMENT_STEPS, stepKey(step), step));
      }
      const status = row.status === 'pending' ? 'pending' : 'verifying';
      const body = answerBody({ catalog: request.catalog, now: desk.now }, wallet, row, status);
      return { outcome: 'undecided', status: 202, body, changes };
    },
  };
}

/** As `settlement.ts` tells it: who claims it first hears that it is credited. */
function creditedBefore(
  desk: Desk,
  request: UnverifiedRequest,
  wallet: Wallet,
  known: Payment,
): Decision {
  const isFirstClaim = known.claimedAt === null && known.status !== 'refunded';
  const payment = isFirstClaim ? { ...known, claimedAt: desk.now } : known;
  const status = isFirstClaim ? 'credited' : 'already_credited';
  const body = answerBody({ catalog: request.catalog, now: desk.now }, wallet, payment, status);
  const changes = isFirstClaim ? [change(PAYMENTS, paymentKey(known), payment)] : [];
  const transactionId = idAs('txn', known.id);
  return { outcome: 'done', status: 200, body, changes, transactionId };
}

/** What can be said without the store; its next word may say otherwise. */
function refusalFor({ titleId, playerId }: UnverifiedRequest, known: Payment): Problem | null {
  // Another title has heard of it: only the store can say whose it is, so nothing is promised.
  if (known.titleId !== titleId) {
    return new Problem('store_unavailable', { retryAfterSeconds: 5 });
  }
  const { status, reason } = known;
  if (status !== 'rejected' || known.playerId !== playerId || !isFinal({ reason })) return null;
  const members = { payment: known.id };
  return new Problem((reason ?? 'purchase_revoked') as ErrorCode, { members });
}

/** The store still does not answer: it is asked again later. */
export function postponeOperation(payment: Payment): Operation {
  return waitingOperation(payment, 'postponed topup', (desk, known) => {
    return [change(PAYMENTS, paymentKey(known), postponed(desk, known))];
  });
}

/** The store refused for good what was waiting to be verified. */
export function refusedOperation(payment: Payment, reason: ErrorCode): Operation {
  return waitingOperation(payment, 'refused topup', (desk, known) => {
    const to = nextStatus(known.status, 'denied') as PaymentStatus;
    const row: Payment = { ...known, status: to, reason, checkAt: null };
    const step = stepOf(desk, row, { from: known.status, source: 'check', reason });
    const wallet = known.playerId === null ? undefined : desk.row(WALLETS, known.playerId);
    const type = waitingEvent(known.status, to);
    return [
      change(PAYMENTS, paymentKey(known), { ...row, steps: step.number }),
      change(PAYMENT_STEPS, stepKey(step), step),
      ...(wallet && type ? waitingTold(desk, wallet, type, row) : []),
    ];
  });
}

/** Changes a payment that still waits; one that was decided meanwhile stays as it is. */
function waitingOperation(
  payment: Payment,
  kind: string,
  changesOf: (desk: Desk, known: Payment) => ReturnType<typeof change>[],
): Operation {
  const key = paymentKey(payment);
  return {
    kind,
    players: payment.playerId === null ? [] : [payment.playerId],
    claim: null,
    needs: new Map([[PAYMENTS, [key]]]),
    decide(desk): Decision {
      const known = desk.row(PAYMENTS, key);
      const changes = known && known.checkAt !== null ? changesOf(desk, known) : [];
      return { outcome: 'undecided', status: 202, body: {}, changes };
    },
  };
}

function postponed(desk: Desk, payment: Payment): Payment {
  const checkAttempts = payment.checkAttempts + 1;
  return { ...payment, checkAt: nextCheck(desk.now, checkAttempts), checkAttempts };
}

function stepOf(
  desk: Desk,
  { id, playerId, status, steps, observedAt }: Payment,
  facts: Pick<PaymentStep, 'from' | 'source' | 'reason'>,
): PaymentStep {
  return {
    ...facts,
    paymentId: id,
    number: steps + 1,
    playerId,
    to: status,
    gems: {},
    transactionId: null,
    asOf: observedAt,
    createdAt: desk.now,
  };
}
