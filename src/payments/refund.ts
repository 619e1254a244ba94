import { type Amount, amount, smaller, subtract, ZERO } from '../kernel/amount.js';
import { idAs, type LotId, type TransactionId } from '../kernel/id.js';
import { money } from '../kernel/money.js';
import type { Lot } from '../ledger/lot.js';
import type { Moved } from '../ledger/movements.js';
import {
  type Correction,
  type Demand,
  giveBack,
  type Return,
  type Taken,
  takeBack,
} from '../ledger/refund-movements.js';
import type { FindLot } from '../ledger/spent-lots.js';
import type { Wallet } from '../ledger/wallet.js';
import { type Gems, type Payment, takenGems } from './payment.js';

/** What is needed to bring a credited payment in line with what its store gave back. */
export interface RefundRequest {
  readonly wallet: Wallet;
  readonly payment: Payment;
  /** How many gems shall be taken of the payment, in all. */
  readonly target: Gems;
  /** What happens to gems that were spent already. */
  readonly rest: Demand['rest'];
  readonly at: number;
  readonly lots: FindLot;
  newTransactionId(): TransactionId;
  newLotId(): LotId;
}

/** One transaction of a refund or of its reversal. */
export interface RefundMove extends Moved {
  readonly kind: 'refund' | 'refund_reversal';
  /** What refunds hold of the payment after it. */
  readonly taken: readonly Taken[];
  /** What the player lost (negative) or got back, by currency. */
  readonly gems: Gems;
}

/**
 * Takes back what is missing to the target, and gives back what is above it; nothing when the books
 * are there already. A reversal undoes the latest taking first, so that refund and reversal
 * together leave balances, lots and debt as they were.
 */
export function refundMoves(request: RefundRequest): RefundMove[] {
  const moves: RefundMove[] = [];
  const { payment, target } = request;
  const held = takenGems(payment);
  const missing: Record<string, Amount> = {};
  const above: Record<string, Amount> = {};
  for (const [currency, bought] of Object.entries(payment.grants)) {
    // Never more than was bought: a store may tell of more units by now than it sold at first.
    const wanted = smaller(target[currency] ?? ZERO, bought);
    const difference = subtract(wanted, held[currency] ?? ZERO);
    if (difference > 0) missing[currency] = difference;
    if (difference < 0) above[currency] = amount(-difference);
  }
  if (Object.keys(above).length > 0) moves.push(reversed(request, above));
  if (Object.keys(missing).length > 0) {
    const before = moves.at(-1);
    moves.push(refunded({ ...request, ...(before && afterMove(request, before)) }, missing));
  }
  return moves;
}

function afterMove({ payment }: RefundRequest, { wallet, taken }: RefundMove) {
  return { wallet, payment: { ...payment, taken } };
}

function refunded(request: RefundRequest, missing: Gems): RefundMove {
  const { wallet, payment, rest } = request;
  const demands = Object.entries(missing).map(([currency, wanted]) => ({
    currency,
    amount: wanted,
    rest,
    isOwn: (lot: { readonly originId: string }) => lot.originId === payment.id,
  }));
  const moved = takeBack(wallet, correctionOf(request, 'refund'), demands)!;
  const gems = Object.entries(missing).map(([currency, gone]) => [currency, amount(-gone)]);
  return {
    ...moved,
    kind: 'refund',
    taken: [...payment.taken, ...moved.taken],
    gems: Object.fromEntries(gems) as Gems,
  };
}

function reversed(request: RefundRequest, above: Gems): RefundMove {
  const { payment, wallet, lots } = request;
  const correction = correctionOf(request, 'refund_reversal');
  const left: Taken[] = [];
  const returns: Return[] = [];
  const wanted: Record<string, Amount> = { ...above };
  for (const part of [...payment.taken].reverse()) {
    const back = Math.min(wanted[part.currency] ?? 0, part.amount) as Amount;
    if (back < part.amount) left.unshift({ ...part, amount: subtract(part.amount, back) });
    if (back === 0) continue;
    wanted[part.currency] = subtract(wanted[part.currency]!, back);
    returns.push({ currency: part.currency, amount: back, to: placeOf(part, lots) });
  }
  const newLot = (currency: string, gems: Amount) =>
    reversalLot(request, { currency, gems, transactionId: correction.id });
  const moved = giveBack(wallet, correction, returns, newLot);
  return { ...moved, kind: 'refund_reversal', taken: left, gems: above };
}

function placeOf({ from }: Taken, lots: FindLot): Return['to'] {
  if (from === 'written_off') return from;
  if (from === 'debt') return null;
  return lots(from.lotId);
}

function correctionOf(request: RefundRequest, kind: RefundMove['kind']): Correction {
  const { payment, at } = request;
  return {
    id: request.newTransactionId(),
    kind,
    // The top-up itself: a reversal may undo parts of several refunds.
    reversesId: idAs('txn', payment.id),
    at,
    counter: payment.paid ? 'store_clearing' : 'promotion',
  };
}

/** Gems that were owed, and paid for with others since: they come back in a lot of their own. */
function reversalLot(
  { payment, at, newLotId }: RefundRequest,
  made: { currency: string; gems: Amount; transactionId: TransactionId },
): Lot {
  const { currency, gems, transactionId } = made;
  return {
    id: newLotId(),
    currency,
    bucket: payment.paid ? 'paid' : 'free',
    origin: 'reversal',
    originId: transactionId,
    original: gems,
    remaining: gems,
    price: priceOf(payment, currency, gems),
    feeMicros: null,
    country: payment.country,
    createdAt: at,
    expiresAt: null,
  };
}

function priceOf({ price, grants }: Payment, currency: string, gems: Amount) {
  const all = grants[currency] ?? 0;
  // With several currencies nobody knows which of them the price was paid for.
  if (price === null || all === 0 || Object.keys(grants).length > 1) return null;
  return money(price.currency, Number((BigInt(price.micros) * BigInt(gems)) / BigInt(all)));
}
