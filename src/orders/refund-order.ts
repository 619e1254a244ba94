import { tell } from '../events/event.js';
import { holdingView } from '../inventory/holding.js';
import { takeItems } from '../inventory/take-items.js';
import { type Amount, smaller, subtract, sum } from '../kernel/amount.js';
import { idAs, type TransactionId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { giftsTaken, type LotGift } from '../ledger/gift-movements.js';
import { giveBack, type Return } from '../ledger/refund-movements.js';
import { spendingOrder } from '../ledger/spending-policy.js';
import { lotsOf } from '../ledger/spent-lots.js';
import { type Wallet, walletView } from '../ledger/wallet.js';
import { type Claim, change, type Decision, type Desk, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletWithin } from '../till/wallet-book.js';
import { uncounted } from './offer-limits.js';
import { ORDERS, type Order, orderView } from './order.js';
import { type Condition, needsOf, type PlacedOrder } from './placed-order.js';

/** What happens when the player does not hold all items or gems that the order gave any more. */
export const MISSING_ITEMS = ['refuse', 'accept'] as const;
export type MissingItems = (typeof MISSING_ITEMS)[number];

/** An order that is to be given back. */
export interface OrderRefundRequest {
  readonly placed: PlacedOrder;
  readonly reason: string;
  readonly missingItems: MissingItems;
  /** null: another room asks; then the reason tells whether it has asked for this before. */
  readonly claim: Claim | null;
  /** Given back only while this holds; otherwise `NotWanted` is thrown. null: in any case. */
  readonly onlyWhile: Condition | null;
  /** The currencies that are shown though the player never held them. */
  readonly currencies: readonly string[];
}

/** What asked for a refund does not want it any more. */
export class NotWanted extends Error {
  constructor() {
    super('the refund of the order is not wanted any more');
    this.name = 'NotWanted';
  }
}

/**
 * Gives an order back: its gems go into the lots that they came from, its items and the gems that
 * it gave are taken, its limits are opened again. Refusals, in this order: `not_found`,
 * `not_refundable` (it was given back already, or cost nothing), `items_used` (also when gems that
 * it gave are spent).
 */
export function orderRefundOperation(request: OrderRefundRequest): Operation {
  const { placed, claim, onlyWhile } = request;
  const { playerId } = placed.order;
  return {
    kind: 'order_refund',
    players: [playerId],
    claim,
    needs: needsOf(placed, onlyWhile),
    decide(desk): Decision {
      const wallet = walletWithin(desk, playerId, placed.order);
      const order = desk.row(ORDERS, placed.order.id);
      if (!order) throw new Problem('not_found');
      if (order.status === 'refunded') return repeated(desk, request, order, wallet);
      if (order.total === 0) throw new Problem('not_refundable');
      if (onlyWhile && !onlyWhile.holds(desk)) throw new NotWanted();
      return refunded(desk, request, order, wallet);
    },
  };
}

/** A room that asks again for the same reason is told how things are: it need not remember. */
function repeated(
  desk: Desk,
  { claim, reason, currencies }: OrderRefundRequest,
  order: Order,
  wallet: Wallet,
) {
  if (claim !== null || order.refundReason !== reason) throw new Problem('not_refundable');
  const body = answerOf(desk, order, wallet, currencies);
  return { outcome: 'done', status: 200, body, changes: [], transactionId: null } as const;
}

function refunded(
  desk: Desk,
  request: OrderRefundRequest,
  before: Order,
  wallet: Wallet,
): Decision {
  const { placed, reason, missingItems, currencies } = request;
  const { playerId } = before;
  const transactionId = desk.ids.next('txn');
  const source = { source: 'order_refund', sourceId: transactionId } as const;
  const items = takeItems(desk, playerId, placed.given, source);
  const gems = gemsTaken(desk, placed, wallet);
  if (missingItems === 'refuse' && items.missing.length + gems.missing.length > 0) {
    const spent = gems.missing.length > 0 ? { gems: gems.missing } : {};
    throw new Problem('items_used', { members: { items: items.missing, ...spent } });
  }
  const moved = gemsBack(desk, { placed, wallet, id: transactionId, gifts: gems.taken });
  const order: Order = {
    ...before,
    status: 'refunded',
    refundedAt: desk.now,
    refundReason: reason,
  };
  const inventory = items.holdings.map(holdingView);
  const body = { ...answerOf(desk, order, moved.wallet, currencies), inventory };
  const told = tell(desk, moved.wallet, { type: 'order.refunded', transactionId, data: body });
  return {
    outcome: 'done',
    status: 200,
    body,
    transactionId,
    changes: [
      change(WALLETS, playerId, told.wallet),
      change(JOURNAL, transactionId, moved.transaction),
      change(ORDERS, order.id, order),
      ...uncounted(desk, placed.limits, order),
      ...items.changes,
      told.change,
    ],
  };
}

function answerOf(desk: Desk, order: Order, wallet: Wallet, currencies: readonly string[]) {
  const view = walletView(wallet, currencies, desk.now);
  return { order: orderView(order), wallet: view, inventory: [] };
}

/** What is left of the gems that the order gave, in their lots, and what is spent of them. */
function gemsTaken(desk: Desk, { order, gave }: PlacedOrder, wallet: Wallet) {
  const find = lotsOf(desk, order.playerId, wallet);
  const taken: LotGift[] = [];
  const missing: { currency: string; amount: Amount }[] = [];
  for (const { lotId, currency, amount } of gave) {
    const lot = find(lotId);
    if (!lot) throw new Error(`the lot ${lotId} of ${order.id} is not there`);
    const held = smaller(lot.remaining, amount);
    if (held < amount) missing.push({ currency, amount: subtract(amount, held) });
    taken.push({ lot, amount: held });
  }
  return { taken, missing };
}

interface GivingBack {
  readonly placed: PlacedOrder;
  readonly wallet: Wallet;
  readonly id: TransactionId;
  readonly gifts: readonly LotGift[];
}

/**
 * What the player owes is paid in the order of spending, so that gems that would expire go first.
 */
function gemsBack(desk: Desk, { placed, wallet, id, gifts }: GivingBack) {
  const { order, lots } = placed;
  const { currency } = order;
  const find = lotsOf(desk, order.playerId, wallet);
  const shares = lots.map(({ lotId, amount }) => {
    const lot = find(lotId);
    if (!lot) throw new Error(`the lot ${lotId} of ${order.id} is not there`);
    return { currency, amount, to: lot };
  });
  if (sum(shares.map(({ amount }) => amount)) !== order.total) {
    throw new Error(`the lots of ${order.id} do not add up to its total`);
  }
  shares.sort((left, right) => spendingOrder(left.to, right.to));
  const reversesId = idAs('txn', order.id);
  const correction = {
    id,
    kind: 'order_refund',
    reversesId,
    at: desk.now,
    counter: 'sales',
  } as const;
  const noLot = () => {
    throw new Error('gems of an order came from no lot');
  };
  const returns = shares satisfies readonly Return[];
  return giveBack(wallet, correction, returns, noLot, giftsTaken(gifts));
}
