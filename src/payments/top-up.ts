import type { PublishedCatalog } from '../catalog/model.js';
import { tell } from '../events/event.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { idAs, idOfUuid, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Lot } from '../ledger/lot.js';
import { credit, fullLot } from '../ledger/movements.js';
import { fits, type Wallet, walletView } from '../ledger/wallet.js';
import type { Scope } from '../platform/http/caller.js';
import type { Purchase } from '../stores/store-gateway.js';
import {
  type Change,
  type Claim,
  change,
  type Decision,
  type Desk,
  type Operation,
} from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import { creditedGems } from './credited-gems.js';
import {
  nextCheck,
  PAYMENTS,
  type Payment,
  paymentKey,
  paymentView,
  STORE_TASKS,
} from './payment.js';

/** A purchase that its store has confirmed, claimed by or found for a player. */
export interface TopUpRequest extends Scope {
  readonly playerId: PlayerId;
  readonly purchase: Purchase;
  readonly catalog: PublishedCatalog;
  /** The store wants to be told after the credit. */
  readonly finishes: boolean;
  /** null: a worker asks, not a client. */
  readonly claim: Claim | null;
}

/**
 * Turns a confirmed purchase into gems, once. Checks, in this order: the owner
 * (`receipt_account_mismatch`, `receipt_already_used`), already credited, taken back or cancelled
 * (`purchase_revoked`, `purchase_cancelled`), not yet paid, consumed by somebody else
 * (`purchase_consumed_elsewhere`), the catalog (`product_unknown`), room (`balance_limit_reached`).
 */
export function topUpOperation(request: TopUpRequest): Operation {
  const { playerId, purchase, catalog } = request;
  const key = paymentKey(purchase);
  return {
    kind: 'topup',
    players: [playerId],
    claim: request.claim,
    needs: new Map([[PAYMENTS, [key]]]),
    decide(desk): Decision {
      const wallet = walletWithin(desk, playerId, request);
      const known = desk.row(PAYMENTS, key);
      assertOwner(request, known);
      if (known?.status === 'credited') return answered(request, wallet, known, 'already_credited');
      const payment = observed(request, desk, known);
      switch (purchase.state) {
        case 'revoked':
          return rejected(key, payment, 'purchase_revoked');
        case 'cancelled':
          return rejected(key, payment, 'purchase_cancelled');
        case 'pending':
          return awaited(request, desk, wallet, payment, known);
        case 'purchased':
          break;
      }
      if (purchase.consumed) return rejected(key, payment, 'purchase_consumed_elsewhere');
      const gems = creditedGems(catalog, purchase);
      // Real money was paid: a mended catalog must be able to credit it, so this is never final.
      if (gems === null) return { ...rejected(key, payment, 'product_unknown'), final: false };
      // A currency's cap is for what is given away: gems that were paid for are always credited.
      const held = Object.entries(gems.grants).every(([currency, amount]) =>
        fits(wallet, { currency, amount }, null),
      );
      if (!held) return { ...rejected(key, payment, 'balance_limit_reached'), final: false };
      return credited(request, desk, wallet, payment, gems);
    },
  };
}

/** The account token decides; without one the first who claims is the owner. */
function assertOwner({ playerId, purchase }: TopUpRequest, known: Payment | undefined): void {
  const { accountToken } = purchase;
  if (accountToken !== null) {
    if (idOfUuid('player', accountToken) !== playerId) {
      throw new Problem('receipt_account_mismatch');
    }
    return;
  }
  if (known && known.playerId !== playerId) throw new Problem('receipt_already_used');
}

/** The payment as the store describes it now, keeping the id and the beginning of a known one. */
function observed(request: TopUpRequest, desk: Desk, known: Payment | undefined): Payment {
  const { titleId, environment, playerId, purchase } = request;
  return {
    id: known?.id ?? desk.ids.next('payment'),
    titleId,
    environment,
    store: purchase.store,
    storeTransactionId: purchase.storeTransactionId,
    storeOrderId: purchase.storeOrderId,
    playerId,
    status: 'pending',
    reason: null,
    lines: purchase.lines,
    grants: {},
    price: purchase.price,
    country: purchase.country,
    accountBound: purchase.accountToken !== null,
    catalogVersionId: null,
    purchasedAt: purchase.purchasedAt,
    createdAt: known?.createdAt ?? desk.now,
    creditedAt: null,
    checkAt: null,
    checkAttempts: known?.checkAttempts ?? 0,
  };
}

function rejected(key: string, payment: Payment, reason: ErrorCode) {
  const row: Payment = { ...payment, status: 'rejected', reason };
  const changes = [change(PAYMENTS, key, row)];
  const problem = new Problem(reason, { members: { payment: payment.id } });
  return { outcome: 'refused' as const, problem, changes, final: true };
}

function awaited(
  request: TopUpRequest,
  desk: Desk,
  wallet: Wallet,
  payment: Payment,
  known: Payment | undefined,
): Decision {
  const checkAttempts = payment.checkAttempts + 1;
  const checkAt = nextCheck(desk.now, checkAttempts);
  const row: Payment = { ...payment, status: 'pending', checkAt, checkAttempts };
  const changes: Change[] = [change(PAYMENTS, paymentKey(row), row)];
  if (known?.status !== 'pending') {
    const data = { payment: paymentView(row) };
    const told = tell(desk, wallet, { type: 'payment.pending', transactionId: null, data });
    changes.push(change(WALLETS, wallet.playerId, told.wallet), told.change);
  }
  const body = answerBody(request, wallet, row, 'pending');
  return { outcome: 'undecided', status: 202, body, changes };
}

function credited(
  request: TopUpRequest,
  desk: Desk,
  before: Wallet,
  payment: Payment,
  gems: NonNullable<ReturnType<typeof creditedGems>>,
): Decision {
  const row: Payment = {
    ...payment,
    status: 'credited',
    grants: gems.grants,
    catalogVersionId: request.catalog.versionId,
    creditedAt: desk.now,
  };
  const lots = Object.entries(gems.grants).map(([currency, original]) =>
    fullLot({
      id: desk.ids.next('lot'),
      currency,
      bucket: 'paid',
      origin: 'payment',
      originId: row.id,
      original,
      price: currency === gems.pricedCurrency ? gems.lotPrice : null,
      feeMicros: null,
      country: row.country,
      createdAt: desk.now,
      expiresAt: null,
    } satisfies Omit<Lot, 'remaining'>),
  );
  const cause = { id: idAs('txn', row.id), kind: 'topup' as const, at: desk.now };
  const { wallet, transaction } = credit(before, cause, lots);
  const body = answerBody(request, wallet, row, 'credited');
  const transactionId = transaction.id;
  const told = tell(desk, wallet, { type: 'payment.credited', transactionId, data: body });
  const changes = [
    change(WALLETS, wallet.playerId, told.wallet),
    change(JOURNAL, transactionId, transaction),
    change(PAYMENTS, paymentKey(row), row),
    told.change,
  ];
  if (request.finishes) {
    const id = desk.ids.next('event');
    const task = {
      id,
      paymentId: row.id,
      kind: 'finish' as const,
      dueAt: desk.now,
      createdAt: desk.now,
    };
    changes.push(change(STORE_TASKS, id, task));
  }
  const eventNumber = told.number;
  return { outcome: 'done', status: 200, body, changes, transactionId, eventNumber };
}

function answered(
  request: TopUpRequest,
  wallet: Wallet,
  payment: Payment,
  status: 'already_credited',
): Decision {
  const body = answerBody(request, wallet, payment, status);
  const transactionId = idAs('txn', payment.id);
  return { outcome: 'done', status: 200, body, changes: [], transactionId };
}

/** `finish`: the device may finish the store transaction now. */
export function answerBody(
  request: { catalog: PublishedCatalog | null },
  wallet: Wallet,
  payment: Payment,
  status: 'credited' | 'already_credited' | 'pending' | 'verifying',
) {
  const currencies = request.catalog?.model.currencies.keys() ?? [];
  return {
    payment: paymentView(payment),
    status,
    granted: payment.grants,
    wallet: walletView(wallet, currencies),
    finish: payment.status === 'credited',
  };
}
