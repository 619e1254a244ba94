import { idAs, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { SPENT_LOTS } from '../ledger/spent-lots.js';
import type { Purchase } from '../stores/store-gateway.js';
import type { Book } from '../till/book.js';
import { Draft } from '../till/draft.js';
import type { Claim, Decision, Operation } from '../till/operation.js';
import { walletWithin } from '../till/wallet-book.js';
import { EXPIRED_BONUS } from './expired-bonus.js';
import { PAYMENTS, type Payment, paymentKey, paymentView } from './payment.js';
import { answerBody, type TopUpStatus } from './payment-answer.js';
import { isCredited } from './payment-status.js';
import { PLAYER_RISKS } from './player-risk.js';
import { candidatePromotions } from './promotion-gems.js';
import { PROMOTION_USAGE } from './promotion-usage.js';
import { type Settled, type SettlementTerms, settled } from './settlement.js';

/** Purchases of one store answer that are to be settled together. */
export interface SettleRequest extends SettlementTerms {
  readonly purchases: readonly [Purchase, ...Purchase[]];
  /** null: nobody waits for an answer under a key. */
  readonly claim: Claim | null;
}

/**
 * Settles what a store said of purchases (`settlement.ts`). A client is answered with the first
 * purchase that is credited; all of them are listed when there are several. Its refusals: the
 * owner's (`receipt_account_mismatch`, `receipt_already_used`), then why nothing was credited.
 */
export function settleOperation(request: SettleRequest): Operation {
  const { catalog, playerId, purchases, riskKey } = request;
  const needs = new Map<Book<unknown>, string[]>([[PAYMENTS, purchases.map(paymentKey)]]);
  if (riskKey !== null && playerId !== null) {
    needs.set(SPENT_LOTS, [playerId]);
    needs.set(PLAYER_RISKS, [riskKey]);
    needs.set(EXPIRED_BONUS, [playerId]);
  }
  const promoted = (one: Purchase) => candidatePromotions(catalog!, one).length > 0;
  if (playerId !== null && catalog !== null && purchases.some(promoted)) {
    needs.set(PROMOTION_USAGE, [playerId]);
  }
  return {
    kind: 'topup',
    players: playerId === null ? [] : [playerId],
    claim: request.claim,
    needs,
    decide(desk): Decision {
      const draft = new Draft(desk);
      // A player who is not there, or not of this title, is told so before anything else.
      if (playerId !== null) walletWithin(desk, playerId, request);
      const results = settledEach(draft, request);
      if (request.source !== 'client' || playerId === null) return recorded(draft, results);
      return answered(request, playerId, draft, results);
    },
  };
}

export interface AssignRequest extends SettlementTerms {
  readonly playerId: PlayerId;
  readonly purchase: Purchase;
  readonly claim: Claim;
  /** What is answered. */
  readonly view: (payment: Payment) => object;
}

/**
 * Credits what waits for its owner to whom the studio names. That player's own payment is answered
 * as it is; refuses with `receipt_already_used` and `not_assignable`.
 */
export function assignOperation(request: AssignRequest): Operation {
  const { playerId, purchase } = request;
  const settle = settleOperation({ ...request, purchases: [purchase] });
  return {
    ...settle,
    kind: 'assignment',
    decide(desk): Decision {
      const known = desk.row(PAYMENTS, paymentKey(purchase));
      const status = known?.status ?? 'rejected';
      if (known && isCredited(status) && known.playerId !== playerId) {
        throw new Problem('receipt_already_used');
      }
      if (!known || !(isCredited(status) || status === 'unassigned')) {
        throw new Problem('not_assignable', { members: { status } });
      }
      const draft = new Draft(desk);
      walletWithin(desk, playerId, request);
      // What is credited is told as it is: our own last word must not undo what the store said.
      const { payment, refusal } = isCredited(status)
        ? { payment: known, refusal: null }
        : settled(draft, request, purchase);
      const { changes } = draft;
      if (refusal !== null) {
        return { outcome: 'refused', problem: new Problem(refusal.code), changes, final: false };
      }
      const body = { payment: request.view(payment) };
      return {
        outcome: 'done',
        status: 200,
        body,
        changes,
        transactionId: idAs('txn', payment.id),
      };
    },
  };
}

/** Of several purchases one that belongs to somebody else is no reason to withhold the others. */
function settledEach(draft: Draft, request: SettleRequest): Settled[] {
  const [only, ...more] = request.purchases;
  if (more.length === 0) return [settled(draft, request, only)];
  const results: Settled[] = [];
  let refused: Problem | null = null;
  for (const purchase of request.purchases) {
    try {
      results.push(settled(draft, request, purchase));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused ??= error;
    }
  }
  if (results.length === 0) throw refused;
  return results;
}

/** Nobody waits: what happened is in the payment and its steps. */
function recorded(draft: Draft, results: readonly Settled[]): Decision {
  const body = { payments: results.map(({ payment }) => paymentView(payment)) };
  return { outcome: 'undecided', status: 202, body, changes: draft.changes };
}

function answered(
  request: SettleRequest,
  playerId: PlayerId,
  draft: Draft,
  results: readonly Settled[],
): Decision {
  const { changes } = draft;
  const best =
    results.find((one) => statusOf(one) === 'credited') ??
    results.find((one) => statusOf(one) === 'already_credited') ??
    results.find((one) => one.refusal === null) ??
    results[0]!;
  const { payment, refusal, told } = best;
  if (refusal !== null) {
    const problem = new Problem(refusal.code, { members: { payment: payment.id } });
    return { outcome: 'refused', problem, changes, final: refusal.final };
  }
  const status = statusOf(best);
  const wallet = walletWithin(draft, playerId, request);
  const alone = results.length === 1;
  const shown = { catalog: request.catalog, now: draft.now };
  const body =
    alone && told !== null
      ? told.body
      : { ...answerBody(shown, wallet, payment, status), ...(!alone && listed(results)) };
  if (status === 'pending') return { outcome: 'undecided', status: 202, body, changes };
  const transactionId = idAs('txn', payment.id);
  const eventNumber = alone && told !== null ? { eventNumber: told.number } : {};
  return { outcome: 'done', status: 200, body, changes, transactionId, ...eventNumber };
}

function statusOf({ payment, isFirstClaim, refusal }: Settled): TopUpStatus {
  if (refusal !== null) return 'rejected';
  if (!isCredited(payment.status)) return 'pending';
  return isFirstClaim ? 'credited' : 'already_credited';
}

/** A legacy receipt holds all that the device has: each is told. */
function listed(results: readonly Settled[]) {
  return {
    payments: results.map((one) => ({ ...paymentView(one.payment), topUp: statusOf(one) })),
  };
}
