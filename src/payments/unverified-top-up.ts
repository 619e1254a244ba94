import type { PublishedCatalog } from '../catalog/model.js';
import { idAs, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Scope } from '../platform/http/caller.js';
import type { Store } from '../stores/store-gateway.js';
import { type Claim, change, type Decision, type Operation } from '../till/operation.js';
import { walletWithin } from '../till/wallet-book.js';
import { nextCheck, PAYMENTS, type Payment, paymentKey } from './payment.js';
import { answerBody } from './top-up.js';

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
  const { playerId, store, storeTransactionId, titleId, environment } = request;
  const key = paymentKey(request);
  return {
    kind: 'unverified topup',
    players: [playerId],
    claim: request.claim,
    needs: new Map([[PAYMENTS, [key]]]),
    decide(desk): Decision {
      const wallet = walletWithin(desk, playerId, request);
      const known = desk.row(PAYMENTS, key);
      if (known?.status === 'credited') {
        if (known.playerId !== playerId) throw new Problem('receipt_already_used');
        const body = answerBody(request, wallet, known, 'already_credited');
        const transactionId = idAs('txn', known.id);
        return { outcome: 'done', status: 200, body, changes: [], transactionId };
      }
      const checkAttempts = (known?.checkAttempts ?? 0) + 1;
      const fresh: Payment = {
        id: desk.ids.next('payment'),
        titleId,
        environment,
        store,
        storeTransactionId,
        storeOrderId: null,
        playerId,
        status: 'verifying',
        reason: null,
        lines: [],
        grants: {},
        price: null,
        country: null,
        accountBound: false,
        catalogVersionId: null,
        purchasedAt: null,
        createdAt: desk.now,
        creditedAt: null,
        checkAt: null,
        checkAttempts,
      };
      const checkAt = nextCheck(desk.now, checkAttempts);
      const row: Payment = { ...(known ?? fresh), checkAt, checkAttempts };
      const status = row.status === 'pending' ? 'pending' : 'verifying';
      const body = answerBody(request, wallet, row, status);
      return { outcome: 'undecided', status: 202, body, changes: [change(PAYMENTS, key, row)] };
    },
  };
}

/** The store refused for good what was waiting to be verified. */
export function refusedOperation(payment: Payment, reason: string): Operation {
  const key = paymentKey(payment);
  return {
    kind: 'refused topup',
    players: [payment.playerId],
    claim: null,
    needs: new Map([[PAYMENTS, [key]]]),
    decide(desk): Decision {
      const known = desk.row(PAYMENTS, key);
      const open = known && (known.status === 'verifying' || known.status === 'pending');
      const row = { ...known, status: 'rejected', reason, checkAt: null } as Payment;
      const changes = open ? [change(PAYMENTS, key, row)] : [];
      return { outcome: 'undecided', status: 202, body: {}, changes };
    },
  };
}
