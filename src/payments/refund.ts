import { type Amount, add, amount, smaller, subtract, sum, ZERO } from '../kernel/amount.js';
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
import { bonusGems, type Gems, type Payment, takenGems } from './payment.js';
import {
  type ByPlace,
  heldByPlace,
  type PaidAndBonus,
  type Place,
  placeOf,
  placeOfLot,
  placesFor,
  sharedChange,
} from './refund-places.js';

/** What is needed to bring a credited payment in line with what its store gave back. */
export interface RefundRequest {
  readonly wallet: Wallet;
  readonly payment: Payment;
  /** How many of the gems that were paid for shall be taken of the payment, in all. */
  readonly target: Gems;
  /** How many of its bonus. Absent: none. */
  readonly bonusTarget?: Gems;
  /** How much of its bonus expired before it was spent. Absent: nothing. */
  readonly expired?: (currency: string) => Amount;
  /** What happens to gems that were spent already. */
  readonly rest: 'debt' | 'write_off';
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
  /** How many of these are of its bonus. */
  readonly bonusTaken: Gems;
  /** What the player lost (negative) or got back, by currency. */
  readonly gems: Gems;
}

/** What is to be moved, by currency; of each at least one gem. */
type Changes = ReadonlyMap<string, PaidAndBonus>;

/**
 * Takes back what is missing to the target, and gives back what is above it; nothing when the books
 * are there already. A reversal undoes the latest taking first, so that refund and reversal
 * together leave balances, lots and debt as they were.
 */
export function refundMoves(request: RefundRequest): RefundMove[] {
  const moves: RefundMove[] = [];
  const { payment } = request;
  const missing = new Map<string, PaidAndBonus>();
  const above = new Map<string, PaidAndBonus>();
  const brought = new Set([...Object.keys(payment.grants), ...Object.keys(bonusGems(payment))]);
  for (const currency of brought) {
    const held = heldOf(payment, currency);
    const wanted = wantedOf(request, currency);
    const more = (left: PaidAndBonus, right: PaidAndBonus) => ({
      paid: amount(Math.max(0, left.paid - right.paid)),
      bonus: amount(Math.max(0, left.bonus - right.bonus)),
    });
    if (allOf(more(wanted, held)) > 0) missing.set(currency, more(wanted, held));
    if (allOf(more(held, wanted)) > 0) above.set(currency, more(held, wanted));
  }
  if (above.size > 0) moves.push(reversed(request, above));
  if (missing.size > 0) {
    const before = moves.at(-1);
    moves.push(refunded({ ...request, ...(before && afterMove(request, before)) }, missing));
  }
  return moves;
}

/** Never more than was brought: a store may tell of more units by now than it sold at first. */
function wantedOf({ payment, target, bonusTarget = {} }: RefundRequest, currency: string) {
  const bonus = bonusGems(payment)[currency] ?? ZERO;
  return {
    paid: smaller(target[currency] ?? ZERO, payment.grants[currency] ?? ZERO),
    bonus: smaller(bonusTarget[currency] ?? ZERO, bonus),
  };
}

function heldOf(payment: Payment, currency: string): PaidAndBonus {
  const bonus = payment.bonusTaken[currency] ?? ZERO;
  return { paid: subtract(takenGems(payment)[currency] ?? ZERO, bonus), bonus };
}

function allOf({ paid, bonus }: PaidAndBonus): Amount {
  return add(paid, bonus);
}

function afterMove({ payment }: RefundRequest, { wallet, taken, bonusTaken }: RefundMove) {
  return { wallet, payment: { ...payment, taken, bonusTaken } };
}

function refunded(request: RefundRequest, missing: Changes): RefundMove {
  const { wallet, payment } = request;
  const demands = [...missing].flatMap(([currency, gems]) => demandsOf(request, currency, gems));
  const moved = takeBack(wallet, correctionOf(request, 'refund', missing), demands)!;
  const gems = [...missing].map(([currency, gone]) => [currency, amount(-allOf(gone))]);
  return {
    ...moved,
    kind: 'refund',
    taken: [...payment.taken, ...moved.taken],
    bonusTaken: bonusTakenAfter(payment, missing, 1),
    gems: Object.fromEntries(gems) as Gems,
  };
}

/** From the payment's own lots first; with a bonus each kind of gems from its own lots. */
function demandsOf(request: RefundRequest, currency: string, gems: PaidAndBonus): Demand[] {
  const { payment, rest } = request;
  const isOwn = (place: Place) => (lot: Parameters<Demand['isOwn']>[0]) =>
    // What is not the payment's own is for the policy to decide.
    place !== 'others' && placeOfLot(lot, payment) === place;
  if (!isWithBonus(payment, currency)) {
    return [{ currency, amount: gems.paid, rest, isOwn: isOwn('paid') }];
  }
  const { held, wanted } = placesAfter(request, currency, gems, 1);
  const order = ['paid', 'expired', 'bonus', 'others'] as const;
  const taken = sharedChange(allOf(gems), held, wanted, order);
  return order.map((place) => ({
    currency,
    amount: taken[place],
    rest: place === 'expired' ? place : rest,
    isOwn: isOwn(place),
  }));
}

/** What each place gives now, and what it is to give after so many gems more or fewer. */
function placesAfter(
  request: RefundRequest,
  currency: string,
  gems: PaidAndBonus,
  sign: 1 | -1,
): { held: ByPlace; wanted: ByPlace } {
  const { payment, wallet, lots, expired = () => ZERO } = request;
  const before = heldOf(payment, currency);
  const target = {
    paid: amount(before.paid + sign * gems.paid),
    bonus: amount(before.bonus + sign * gems.bonus),
  };
  const held = heldByPlace(payment, currency, lots);
  const left = (place: Place) =>
    sum(
      wallet.lots
        .filter((lot) => lot.currency === currency && placeOfLot(lot, payment) === place)
        .map(({ remaining }) => remaining),
    );
  const there = {
    paid: add(held.paid, left('paid')),
    bonus: add(held.bonus, left('bonus')),
    expired: expired(currency),
  };
  return { held, wanted: placesFor(target, there) };
}

function reversed(request: RefundRequest, above: Changes): RefundMove {
  const { payment, wallet, lots } = request;
  const correction = correctionOf(request, 'refund_reversal', above);
  const left: Taken[] = [];
  const returns: Return[] = [];
  const given = new Map([...above].map(([code, gems]) => [code, givenBack(request, code, gems)]));
  const open = new Map([...given].map(([code, places]) => [code, { ...places }]));
  for (const part of [...payment.taken].reverse()) {
    const { currency } = part;
    const wanted = open.get(currency);
    const place = isWithBonus(payment, currency) ? placeOf(part, payment, lots) : 'others';
    const back = wanted ? smaller(wanted[place], part.amount) : ZERO;
    if (back < part.amount) left.unshift({ ...part, amount: subtract(part.amount, back) });
    if (back === 0) continue;
    wanted![place] = subtract(wanted![place], back);
    returns.push({ currency, amount: back, to: destinationOf(part, lots) });
  }
  const moved = giveBack(wallet, correction, returns, (currency, gems) =>
    reversalLots(request, correction.id, {
      currency,
      gems,
      paid: subtract(above.get(currency)!.paid, given.get(currency)!.paid),
    }),
  );
  const gems = [...above].map(([currency, back]) => [currency, allOf(back)]);
  return {
    ...moved,
    kind: 'refund_reversal',
    taken: left,
    bonusTaken: bonusTakenAfter(payment, above, -1),
    gems: Object.fromEntries(gems) as Gems,
  };
}

/** How much each place gets back. Without a bonus all is one place: the latest taking first. */
function givenBack(request: RefundRequest, currency: string, gems: PaidAndBonus): ByPlace {
  if (!isWithBonus(request.payment, currency)) {
    return { paid: ZERO, bonus: ZERO, expired: ZERO, others: gems.paid };
  }
  const { held, wanted } = placesAfter(request, currency, gems, -1);
  return sharedChange(allOf(gems), wanted, held, ['others', 'bonus', 'expired', 'paid']);
}

function isWithBonus(payment: Payment, currency: string): boolean {
  return bonusGems(payment)[currency] !== undefined;
}

function destinationOf({ from }: Taken, lots: FindLot): Return['to'] {
  if (from === 'debt') return null;
  return typeof from === 'string' ? from : lots(from.lotId);
}

function bonusTakenAfter(payment: Payment, changes: Changes, sign: 1 | -1): Gems {
  const after: Record<string, Amount> = { ...payment.bonusTaken };
  for (const [currency, { bonus }] of changes) {
    after[currency] = amount((after[currency] ?? ZERO) + sign * bonus);
    if (after[currency] === 0) delete after[currency];
  }
  return after;
}

function correctionOf(
  request: RefundRequest,
  kind: RefundMove['kind'],
  changes: Changes,
): Correction {
  const { payment, at } = request;
  const promoted = [...changes].map(([currency, { bonus }]) => [currency, bonus]);
  return {
    id: request.newTransactionId(),
    kind,
    // The top-up itself: a reversal may undo parts of several refunds.
    reversesId: idAs('txn', payment.id),
    at,
    counter: payment.paid ? 'store_clearing' : 'promotion',
    promoted: Object.fromEntries(promoted),
  };
}

/**
 * Gems that were owed, and paid for with others since: they come back in lots of their own, as
 * many paid ones as were owed for such.
 */
function reversalLots(
  { payment, at, newLotId }: RefundRequest,
  originId: TransactionId,
  made: { currency: string; gems: Amount; paid: Amount },
): Lot[] {
  const { currency, gems } = made;
  const paid = smaller(gems, amount(Math.max(0, made.paid)));
  const lot = (original: Amount, isPaid: boolean): Lot => ({
    id: newLotId(),
    currency,
    bucket: isPaid ? 'paid' : 'free',
    origin: 'reversal',
    originId,
    original,
    remaining: original,
    price: isPaid ? priceOf(payment, currency, original) : null,
    feeMicros: null,
    country: payment.country,
    createdAt: at,
    expiresAt: null,
  });
  const lots = paid > 0 ? [lot(paid, payment.paid)] : [];
  return gems > paid ? [...lots, lot(subtract(gems, paid), false)] : lots;
}

function priceOf({ price, grants }: Payment, currency: string, gems: Amount) {
  const all = grants[currency] ?? 0;
  // With several currencies nobody knows which of them the price was paid for.
  if (price === null || all === 0 || Object.keys(grants).length > 1) return null;
  return money(price.currency, Number((BigInt(price.micros) * BigInt(gems)) / BigInt(all)));
}
