import { type Amount, add, negate, smaller, subtract, sum, ZERO } from '../kernel/amount.js';
import type { TransactionId } from '../kernel/id.js';
import type { Bucket, LotBucket } from './bucket.js';
import { type Besides, NOTHING_BESIDES } from './gift-movements.js';
import type { Lot, OpenLot } from './lot.js';
import type { Moved } from './movements.js';
import {
  type LotMovement,
  type Posting,
  type PostingLine,
  post,
  type TransactionKind,
} from './posting.js';
import { type Taking, takeAllFrom } from './spending-policy.js';
import { balanceOf, type Wallet } from './wallet.js';

/** Why gems go back, and which transaction is corrected by it. */
export interface Correction {
  readonly id: TransactionId;
  readonly kind: TransactionKind;
  readonly reversesId: TransactionId;
  readonly at: number;
  /** The account of the system that they came from, or went to. */
  readonly counter: Bucket;
  /** How many of them, by currency, came from promotion instead: the bonus of a payment. */
  readonly promoted?: Readonly<Record<string, Amount>>;
}

/** Gems that go back. */
export interface Return {
  readonly currency: string;
  readonly amount: Amount;
  /**
   * The lot that they came from. null: they were owed and not taken from a lot; what is not owed
   * any more needs a lot of its own. `written_off`: the player had kept them. `expired`: nobody has
   * them.
   */
  readonly to: OpenLot | null | Borne;
}

/** What a refund did not take from the player, and the account of the system that bore it. */
export type Borne = 'written_off' | 'expired';

/** Spent gems that are written off count as given away; expired ones were breakage before. */
const BORNE_BY: Readonly<Record<Borne, Bucket>> = { written_off: 'promotion', expired: 'breakage' };

/**
 * Gives gems back. What the player owes is paid first, from the front of the list: nobody owes gems
 * and holds gems of one currency. The rest goes to the lots that it came from, which are opened
 * again. `newLot` makes the lots for what never lay in one; `besides` is moved in the same
 * transaction. Throws `UnsoundPosting` when a lot would hold more than ever came in.
 */
export function giveBack(
  wallet: Wallet,
  correction: Correction,
  returns: readonly Return[],
  newLot: (currency: string, amount: Amount) => Lot | readonly Lot[],
  besides: Besides = NOTHING_BESIDES,
): Moved {
  const lines: PostingLine[] = [];
  const movements: LotMovement[] = [];
  const newLots: Lot[] = [];
  const opened = [...wallet.lots, ...besides.lots];
  for (const currency of new Set(returns.map((one) => one.currency))) {
    const mine = returns.filter((one) => one.currency === currency);
    const theirs = mine.filter(({ to }) => !isBorne(to));
    const repaid = smaller(negate(balanceOf(wallet, currency, 'debt')), totalOf(theirs));
    const kept: Record<LotBucket, Amount> = { paid: ZERO, free: ZERO };
    let homeless = ZERO;
    for (const { to, amount } of afterDebt(theirs, repaid)) {
      if (to === null || isBorne(to)) {
        homeless = add(homeless, amount);
        continue;
      }
      addMovement(movements, to, amount);
      kept[to.bucket] = add(kept[to.bucket], amount);
      if (!opened.some((one) => one.id === to.id)) opened.push(to);
    }
    if (homeless > 0) {
      const made = [newLot(currency, homeless)].flat();
      newLots.push(...made);
      for (const lot of made) kept[lot.bucket] = add(kept[lot.bucket], lot.original);
    }
    if (repaid > 0) lines.push({ currency, bucket: 'debt', amount: repaid });
    for (const bucket of ['paid', 'free'] as const) {
      if (kept[bucket] > 0) lines.push({ currency, bucket, amount: kept[bucket] });
    }
    for (const borne of ['written_off', 'expired'] as const) {
      const amount = totalOf(mine.filter(({ to }) => to === borne));
      if (amount > 0) lines.push({ currency, bucket: BORNE_BY[borne], amount });
    }
    lines.push(...counterLines(correction, currency, negate(totalOf(mine))));
  }
  lines.push(...besides.lines);
  movements.push(...besides.movements);
  return posted({ ...wallet, lots: opened }, correction, { lines, movements, newLots });
}

function totalOf(returns: readonly Return[]): Amount {
  return sum(returns.map(({ amount }) => amount));
}

/** What is left of the returns when their front has paid what is owed. */
function afterDebt(returns: readonly Return[], repaid: Amount): Return[] {
  let owed = repaid;
  const left: Return[] = [];
  for (const one of returns) {
    const swallowed = smaller(owed, one.amount);
    owed = subtract(owed, swallowed);
    const amount = subtract(one.amount, swallowed);
    if (amount > 0) left.push({ ...one, amount });
  }
  return left;
}

function isBorne(to: Return['to']): to is Borne {
  return to === 'written_off' || to === 'expired';
}

/** Where gems of a correction came from, or go to: each kind back where it was made. */
function counterLines(
  { counter, promoted = {} }: Correction,
  currency: string,
  all: Amount,
): PostingLine[] {
  const free = promoted[currency] ?? ZERO;
  const promotion = all < 0 ? negate(free) : free;
  const parts = [
    { currency, bucket: counter, amount: subtract(all, promotion) },
    { currency, bucket: 'promotion' as const, amount: promotion },
  ];
  return parts.filter(({ amount }) => amount !== 0);
}

/** What is to be taken back of one currency, and what happens to the part that is not there. */
export interface Demand {
  readonly currency: string;
  readonly amount: Amount;
  /** These lots first, in the order of spending; they are the payment's own. */
  readonly isOwn: (lot: OpenLot) => boolean;
  /**
   * `debt`: other lots are taken as well, then the player owes the rest. `write_off`: only own lots
   * are taken, and the studio bears the rest. `expired`: there is nothing to take any more.
   */
  readonly rest: 'debt' | 'write_off' | 'expired';
}

/** What was taken, in the order of taking: from a lot, or as debt, or from the system. */
export interface Taken {
  readonly currency: string;
  readonly amount: Amount;
  readonly from: { readonly lotId: string } | 'debt' | Borne;
}

/**
 * Takes gems back, all that is demanded, each demand from what the ones before it left; those of
 * one currency stand together. Null when nothing is demanded.
 */
export function takeBack(
  wallet: Wallet,
  correction: Correction,
  demands: readonly Demand[],
): (Moved & { readonly taken: readonly Taken[] }) | null {
  const lines: PostingLine[] = [];
  const movements: LotMovement[] = [];
  const taken: Taken[] = [];
  let lots = wallet.lots;
  const asked = demands.filter((one) => one.amount > 0);
  for (const [at, demand] of asked.entries()) {
    const { currency, rest } = demand;
    const takings = takingsOf(lots, demand, correction.at);
    for (const { lot, amount } of takings) addMovement(movements, lot, amount);
    lots = lots.map((lot) => withoutTakings(lot, takings));
    taken.push(...takings.map(partOf));
    for (const bucket of ['paid', 'free'] as const) {
      const mine = takings.filter(({ lot }) => lot.bucket === bucket);
      const change = sum(mine.map(({ amount }) => amount));
      if (change !== 0) lines.push({ currency, bucket, amount: change });
    }
    const missing = add(demand.amount, sum(takings.map(({ amount }) => amount)));
    if (missing > 0) {
      const from = rest === 'write_off' ? 'written_off' : rest;
      const bucket = from === 'debt' ? from : BORNE_BY[from];
      lines.push({ currency, bucket, amount: negate(missing) });
      taken.push({ currency, amount: missing, from });
    }
    if (asked[at + 1]?.currency === currency) continue;
    const all = sum(asked.flatMap((one) => (one.currency === currency ? [one.amount] : [])));
    lines.push(...counterLines(correction, currency, all));
  }
  if (lines.length === 0) return null;
  return { ...posted(wallet, correction, { lines, movements, newLots: [] }), taken };
}

function withoutTakings(lot: OpenLot, takings: readonly Taking[]): OpenLot {
  const taking = takings.find(({ lotId }) => lotId === lot.id);
  return taking ? { ...lot, remaining: add(lot.remaining, taking.amount) } : lot;
}

function takingsOf(lots: readonly OpenLot[], demand: Demand, now: number): Taking[] {
  const { currency, isOwn } = demand;
  const mine = lots.filter((lot) => lot.currency === currency);
  const own = takeAllFrom(mine.filter(isOwn), demand.amount, now);
  if (demand.rest !== 'debt') return own;
  const missing = add(demand.amount, sum(own.map(({ amount }) => amount)));
  const others = mine.filter((lot) => !isOwn(lot));
  return [...own, ...takeAllFrom(others, missing, now)];
}

function partOf({ lot, amount }: Taking): Taken {
  return { currency: lot.currency, amount: negate(amount), from: { lotId: lot.id } };
}

/** A lot moves once in a transaction: what several parts put into it is one movement. */
function addMovement(movements: LotMovement[], { id }: OpenLot, amount: Amount): void {
  const at = movements.findIndex((one) => one.lotId === id);
  if (at < 0) movements.push({ lotId: id, amount });
  else movements[at] = { lotId: id, amount: add(movements[at]!.amount, amount) };
}

function posted(
  wallet: Wallet,
  { id, kind, reversesId, at }: Correction,
  parts: Pick<Posting, 'lines' | 'movements' | 'newLots'>,
): Moved {
  return post(wallet, { id, kind, reversesId, createdAt: at, ...parts });
}
