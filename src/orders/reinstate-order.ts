import type { CatalogModel } from '../catalog/model.js';
import { tell } from '../events/event.js';
import { type Given, grantGifts } from '../inventory/grant-gifts.js';
import { holdingView } from '../inventory/holding.js';
import type { GivenItem } from '../inventory/take-items.js';
import { idAs, type TransactionId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { giftsGivenAgain, type LotGift } from '../ledger/gift-movements.js';
import { spendAgain } from '../ledger/spend-again.js';
import { lotsOf } from '../ledger/spent-lots.js';
import { type Wallet, walletView } from '../ledger/wallet.js';
import {
  type Change,
  change,
  type Decision,
  type Desk,
  type Operation,
} from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import { counted } from './offer-limits.js';
import { ORDERS, type Order, orderView } from './order.js';
import { assertRoom } from './order-gifts.js';
import { type Condition, needsOf, type PlacedOrder } from './placed-order.js';

/** An order whose refund is to be undone. */
export interface ReinstatementRequest {
  readonly placed: PlacedOrder;
  /** Why it was given back: refunds for other reasons stay. */
  readonly reason: string;
  /** While this holds, an order that cannot be bought again never will be. */
  readonly final: Condition;
  /** What stands as the reason then. */
  readonly finalReason: string;
  /** The currencies of the title: they are shown though the player never held them. */
  readonly currencies: CatalogModel['currencies'];
}

/**
 * Undoes the refund of an order, as its exact opposite: the same gems of the same lots, the same
 * items. Where that is not possible any more (a part is owned already, a limit is used up, the
 * gems are gone or those that it gave do not fit), the gems stay with the player and the order
 * stays refunded.
 */
export function reinstatementOperation(request: ReinstatementRequest): Operation {
  const { placed, final } = request;
  const { playerId, id } = placed.order;
  return {
    kind: 'order_reinstatement',
    players: [playerId],
    claim: null,
    needs: needsOf(placed, final),
    decide(desk): Decision {
      const wallet = walletWithin(desk, playerId, placed.order);
      const order = desk.row(ORDERS, id);
      const waiting = order?.status === 'refunded' && order.refundReason === request.reason;
      if (!waiting) return unchanged([]);
      try {
        return reinstated(desk, request, order, wallet);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (!final.holds(desk)) return unchanged([]);
        const kept: Order = { ...order, refundReason: request.finalReason };
        return unchanged([change(ORDERS, id, kept)]);
      }
    },
  };
}

function unchanged(changes: readonly Change[]): Decision {
  return { outcome: 'undecided', status: 202, body: {}, changes };
}

/** Throws the `Problem` that stands in the way; then nothing has happened. */
function reinstated(
  desk: Desk,
  { placed, currencies }: ReinstatementRequest,
  before: Order,
  wallet: Wallet,
): Decision {
  const { playerId } = before;
  const transactionId = desk.ids.next('txn');
  const usage = counted(desk, placed.limits, placed.order);
  const source = { source: 'order_reinstatement', sourceId: transactionId } as const;
  const items = grantGifts(desk, playerId, placed.gifts, source);
  assertSame(items, placed.given);
  const gives = Object.fromEntries(placed.gave.map((one) => [one.currency, one.amount]));
  const { currency, total: amount } = placed.order;
  assertRoom(wallet, gives, { currencies }, { currency, amount });
  const moved = paidAgain(desk, placed, wallet, transactionId);
  const order: Order = { ...before, status: 'completed', refundedAt: null, refundReason: null };
  const body = {
    order: orderView(order),
    wallet: walletView(moved.wallet, currencies.keys(), desk.now),
    inventory: items.holdings.map(holdingView),
  };
  const told = tell(desk, moved.wallet, { type: 'order.completed', transactionId, data: body });
  return {
    outcome: 'done',
    status: 200,
    body,
    transactionId,
    changes: [
      change(WALLETS, playerId, told.wallet),
      change(JOURNAL, transactionId, moved.transaction),
      change(ORDERS, order.id, order),
      ...usage,
      ...items.changes,
      told.change,
    ],
  };
}

/** Two levels from level 0 are not the two levels that were given from level 1. */
function assertSame({ grants }: Given, given: readonly GivenItem[]): void {
  const same =
    grants.length === given.length &&
    grants.every(({ sku, quantity, level }, at) => {
      const one = given[at]!;
      return one.sku === sku && one.quantity === quantity && one.level === level;
    });
  if (!same) throw new Problem('level_out_of_order');
}

function paidAgain(desk: Desk, placed: PlacedOrder, wallet: Wallet, id: TransactionId) {
  const { order, lots, gave } = placed;
  const find = lotsOf(desk, order.playerId, wallet);
  const gifts = gave.map(({ lotId, amount }): LotGift => {
    const lot = find(lotId);
    if (!lot) throw new Error(`the lot ${lotId} of ${order.id} is not there`);
    return { lot, amount };
  });
  const moved = spendAgain(
    wallet,
    {
      id,
      kind: 'order_reinstatement',
      reversesId: idAs('txn', order.id),
      at: desk.now,
      counter: 'sales',
    },
    lots,
    giftsGivenAgain(wallet, gifts),
  );
  if (!moved) throw new Problem('insufficient_balance');
  return moved;
}
