import {
  AMOUNT_MAX_PER_OPERATION,
  type Amount,
  add,
  amount,
  negate,
  smaller,
  subtract,
  sum,
  ZERO,
} from '../kernel/amount.js';
import type { TransactionId } from '../kernel/id.js';
import type { LotBucket } from './bucket.js';
import { isExpired, type Lot } from './lot.js';
import { type PostingLine, post, type Transaction, type TransactionKind } from './posting.js';
import { take } from './spending-policy.js';
import { balanceOf, type Wallet } from './wallet.js';

/** The wallet after a movement, and the transaction that records it. */
export interface Moved {
  readonly wallet: Wallet;
  readonly transaction: Transaction;
}

/**
 * Brings gems into a wallet: from store clearing when they were paid for, from promotion when they
 * are free. Debt is paid first, from the front of the list; what it swallows is missing in the lot.
 */
export function credit(
  wallet: Wallet,
  cause: { id: TransactionId; kind: TransactionKind; at: number },
  lots: readonly Lot[],
): Moved {
  const { lines, newLots } = brought(wallet, lots);
  return post(wallet, posting(cause, lines, newLots));
}

function brought(wallet: Wallet, lots: readonly Lot[]) {
  const lines: PostingLine[] = [];
  const newLots: Lot[] = [];
  for (const lot of lots) {
    const owed = negate(balanceOf(wallet, lot.currency, 'debt'));
    const left = subtract(owed, repaidBy(lines, lot.currency));
    const repaid = smaller(left, lot.original);
    const kept = subtract(lot.original, repaid);
    const { currency, bucket } = lot;
    if (repaid > 0) lines.push({ currency, bucket: 'debt', amount: repaid });
    if (kept > 0) lines.push({ currency, bucket, amount: kept });
    const source = bucket === 'paid' ? 'store_clearing' : 'promotion';
    lines.push({ currency, bucket: source, amount: negate(lot.original) });
    newLots.push({ ...lot, remaining: kept });
  }
  return { lines, newLots };
}

/** What lots before it have paid of the debt already. */
function repaidBy(lines: readonly PostingLine[], currency: string): Amount {
  const repaid = lines.filter((line) => line.bucket === 'debt' && line.currency === currency);
  return sum(repaid.map(({ amount }) => amount));
}

/**
 * Takes gems out of a wallet by the spending policy, into sales, and brings what is given for them,
 * one lot per currency. Returns null when there are not enough that have not expired.
 */
export function spend(
  wallet: Wallet,
  cause: { id: TransactionId; kind: TransactionKind; at: number },
  price: { currency: string; amount: Amount },
  gifts: readonly Lot[] = NO_GIFTS,
): Moved | null {
  const takings = take(wallet.lots, price.currency, price.amount, cause.at);
  if (takings === null) return null;
  const taken: Record<LotBucket, Amount> = { free: ZERO, paid: ZERO };
  for (const taking of takings) {
    taken[taking.lot.bucket] = add(taken[taking.lot.bucket], taking.amount);
  }
  const lines: PostingLine[] = [];
  for (const bucket of ['free', 'paid'] as const) {
    const change = taken[bucket];
    if (change !== 0) lines.push({ currency: price.currency, bucket, amount: change });
  }
  if (price.amount > 0) {
    lines.push({ currency: price.currency, bucket: 'sales', amount: price.amount });
  }
  const movements = takings.map(({ lotId, amount }) => ({ lotId, amount }));
  const given = brought(wallet, gifts);
  lines.push(...given.lines);
  return post(wallet, { ...posting(cause, lines, given.newLots), movements });
}

const NO_GIFTS: readonly Lot[] = [];

/**
 * Moves what is left of expired lots to breakage, as much as one transaction may move; null when
 * nothing has expired. What is left over expires with the next one.
 */
export function expire(wallet: Wallet, cause: { id: TransactionId; at: number }): Moved | null {
  return toBreakage(wallet, cause, (lot) => isExpired(lot, cause.at));
}

/** The same with all lots, whatever their time: the player gives them up. */
export function forfeit(wallet: Wallet, cause: { id: TransactionId; at: number }): Moved | null {
  return toBreakage(wallet, cause, () => true);
}

function toBreakage(
  wallet: Wallet,
  cause: { id: TransactionId; at: number },
  goes: (lot: Wallet['lots'][number]) => boolean,
): Moved | null {
  const moved = new Map<string, number>();
  const expired = wallet.lots.filter((lot) => {
    if (lot.remaining === 0 || !goes(lot)) return false;
    const total = (moved.get(lot.currency) ?? 0) + lot.remaining;
    if (total > AMOUNT_MAX_PER_OPERATION) return false;
    moved.set(lot.currency, total);
    return true;
  });
  if (expired.length === 0) return null;
  const totals = new Map<string, PostingLine>();
  for (const lot of expired) {
    for (const [bucket, change] of [
      [lot.bucket, negate(lot.remaining)],
      ['breakage', lot.remaining],
    ] as const) {
      const key = `${bucket} ${lot.currency}`;
      const before = totals.get(key)?.amount ?? ZERO;
      totals.set(key, { currency: lot.currency, bucket, amount: add(before, change) });
    }
  }
  const movements = expired.map((lot) => ({ lotId: lot.id, amount: negate(lot.remaining) }));
  const lines = [...totals.values()];
  return post(wallet, { ...posting({ ...cause, kind: 'expiry' }, lines, []), movements });
}

/** The gems of a product or a promotion as a lot that is about to be credited. */
export function fullLot(lot: Omit<Lot, 'remaining'>): Lot {
  return { ...lot, original: amount(lot.original), remaining: lot.original };
}

function posting(
  cause: { id: TransactionId; kind: TransactionKind; at: number },
  lines: readonly PostingLine[],
  newLots: readonly Lot[],
) {
  const { id, kind, at } = cause;
  return { id, kind, reversesId: null, createdAt: at, lines, movements: [], newLots };
}
