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
}

/** Gems that go back. */
export interface Return {
  readonly currency: string;
  readonly amount: Amount;
  /**
   * The lot that they came from. null: they were owed and not taken from a lot; what is not owed
   * any more needs a lot of its own. `written_off`: the player had kept them.
   */
  readonly to: OpenLot | null | 'written_off';
}

/**
 * Gives gems back. What the player owes is paid first, from the front of the list: nobody owes gems
 * and holds gems of one currency. The rest goes to the lots that it came from, which are opened
 * again. `newLot` makes a lot for what never lay in one; `besides` is moved in the same transaction.
 * Throws `UnsoundPosting` when a lot would hold more than ever came in.
 */
export function giveBack(
  wallet: Wallet,
  correction: Correction,
  returns: readonly Return[],
  newLot: (currency: string, amount: Amount) => Lot,
  besides: Besides = NOTHING_BESIDES,
): Moved {
  const lines: PostingLine[] = [];
  const movements: LotMovement[] = [];
  const newLots: Lot[] = [];
  const opened = [...wallet.lots, ...besides.lots];
  for (const currency of new Set(returns.map((one) => one.currency))) {
    const mine = returns.filter((one) => one.currency === currency);
    const writtenOff = totalOf(mine.filter(({ to }) => to === 'written_off'));
    const theirs = mine.filter(({ to }) => to !== 'written_off');
    const repaid = smaller(negate(balanceOf(wallet, currency, 'debt')), totalOf(theirs));
    const kept: Record<LotBucket, Amount> = { paid: ZERO, free: ZERO };
    let homeless = ZERO;
    for (const { to, amount } of afterDebt(theirs, repaid)) {
      if (to === null || to === 'written_off') {
        homeless = add(homeless, amount);
        continue;
      }
      addMovement(movements, to, amount);
      kept[to.bucket] = add(kept[to.bucket], amount);
      if (!opened.some((one) => one.id === to.id)) opened.push(to);
    }
    if (homeless > 0) {
      const lot = newLot(currency, homeless);
      newLots.push(lot);
      kept[lot.bucket] = add(kept[lot.bucket], homeless);
    }
    if (repaid > 0) lines.push({ currency, bucket: 'debt', amount: repaid });
    for (const bucket of ['paid', 'free'] as const) {
      if (kept[bucket] > 0) lines.push({ currency, bucket, amount: kept[bucket] });
    }
    if (writtenOff > 0) lines.push({ currency, bucket: WRITE_OFF, amount: writtenOff });
    lines.push({ currency, bucket: correction.counter, amount: negate(totalOf(mine)) });
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

/** Spent gems of a refund that are written off count as given away by the studio. */
const WRITE_OFF: Bucket = 'promotion';

/** What is to be taken back of one currency, and what happens to the part that is not there. */
export interface Demand {
  readonly currency: string;
  readonly amount: Amount;
  /** These lots first, in the order of spending; they are the payment's own. */
  readonly isOwn: (lot: OpenLot) => boolean;
  /**
   * `debt`: other lots are taken as well, then the player owes the rest. `write_off`: only own lots
   * are taken, and the studio bears the rest.
   */
  readonly rest: 'debt' | 'write_off';
}

/** What was taken, in the order of taking: from a lot, or as debt, or from the system. */
export interface Taken {
  readonly currency: string;
  readonly amount: Amount;
  readonly from: { readonly lotId: string } | 'debt' | 'written_off';
}

/** Takes gems back, all that is demanded. Null when nothing is. */
export function takeBack(
  wallet: Wallet,
  correction: Correction,
  demands: readonly Demand[],
): (Moved & { readonly taken: readonly Taken[] }) | null {
  const lines: PostingLine[] = [];
  const movements: LotMovement[] = [];
  const taken: Taken[] = [];
  for (const demand of demands) {
    const { currency, rest } = demand;
    if (demand.amount === 0) continue;
    const takings = takingsOf(wallet, demand, correction.at);
    for (const { lot, amount } of takings) addMovement(movements, lot, amount);
    taken.push(...takings.map(partOf));
    for (const bucket of ['paid', 'free'] as const) {
      const mine = takings.filter(({ lot }) => lot.bucket === bucket);
      const change = sum(mine.map(({ amount }) => amount));
      if (change !== 0) lines.push({ currency, bucket, amount: change });
    }
    const missing = add(demand.amount, sum(takings.map(({ amount }) => amount)));
    if (missing > 0) {
      const bucket = rest === 'debt' ? 'debt' : WRITE_OFF;
      lines.push({ currency, bucket, amount: negate(missing) });
      taken.push({ currency, amount: missing, from: rest === 'debt' ? 'debt' : 'written_off' });
    }
    lines.push({ currency, bucket: correction.counter, amount: demand.amount });
  }
  if (lines.length === 0) return null;
  return { ...posted(wallet, correction, { lines, movements, newLots: [] }), taken };
}

function takingsOf(wallet: Wallet, demand: Demand, now: number): Taking[] {
  const { currency, isOwn } = demand;
  const mine = wallet.lots.filter((lot) => lot.currency === currency);
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
