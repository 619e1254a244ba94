import {
  AMOUNT_MAX_PER_OPERATION,
  type Amount,
  AmountOutOfRange,
  add,
  amount,
  ZERO,
} from '../kernel/amount.js';
import type { LotId, TransactionId } from '../kernel/id.js';
import { type Bucket, isPlayerBucket, type PlayerBucket } from './bucket.js';
import type { Lot } from './lot.js';
import type { Account, Wallet } from './wallet.js';

/** Why gems moved. */
export type TransactionKind = 'topup' | 'spend' | 'grant' | 'debit' | 'expiry';

/** One line of a posting: gems of one currency into (positive) or out of (negative) a bucket. */
export interface PostingLine {
  readonly currency: string;
  readonly bucket: Bucket;
  readonly amount: Amount;
}

/**
 * What is to be recorded: a transaction, the lots that it takes from and the lots that it makes.
 */
export interface Posting {
  readonly id: TransactionId;
  readonly kind: TransactionKind;
  readonly reversesId: TransactionId | null;
  readonly createdAt: number;
  readonly lines: readonly PostingLine[];
  /** Changes of existing lots; never zero. */
  readonly movements: readonly LotMovement[];
  readonly newLots: readonly Lot[];
}

export interface LotMovement {
  readonly lotId: LotId;
  readonly amount: Amount;
}

/** A line as it is stored. Lines of the system's accounts have neither number nor balance. */
export interface Entry extends PostingLine {
  readonly line: number;
  readonly number: number | null;
  readonly balanceAfter: Amount | null;
}

/** A transaction as it is stored. Immutable. */
export interface Transaction {
  readonly id: TransactionId;
  readonly wallet: Pick<Wallet, 'playerId' | 'titleId' | 'environment'>;
  readonly seq: number;
  readonly kind: TransactionKind;
  readonly reversesId: TransactionId | null;
  readonly createdAt: number;
  readonly entries: readonly Entry[];
  readonly movements: readonly LotMovement[];
}

/** The posting breaks a rule of the ledger: a defect in the room that made it, never bad input. */
export class UnsoundPosting extends Error {
  constructor(why: string) {
    super(`unsound posting: ${why}`);
    this.name = 'UnsoundPosting';
  }
}

/**
 * Applies a posting to a wallet and returns the wallet after it and the transaction to store.
 * Throws `UnsoundPosting` when the lines do not sum to zero per currency, when a balance would
 * leave its bounds or when the lots would no longer add up to the balances; `AmountOutOfRange` when
 * a number is too large. Nothing is changed in place.
 */
export function post(
  wallet: Wallet,
  posting: Posting,
): { wallet: Wallet; transaction: Transaction } {
  assertBalanced(posting);
  const seq = wallet.seq + 1;
  const accounts = [...wallet.accounts];
  const entries = posting.lines.map((line, index) => applyLine(accounts, line, index + 1));
  const { lots, movements } = applyLots(wallet.lots, posting);
  assertLotsMatch(posting.lines, wallet.lots, lots);
  const { playerId, titleId, environment } = wallet;
  return {
    wallet: { ...wallet, seq, accounts, lots },
    transaction: {
      id: posting.id,
      wallet: { playerId, titleId, environment },
      seq,
      kind: posting.kind,
      reversesId: posting.reversesId,
      createdAt: posting.createdAt,
      entries,
      movements,
    },
  };
}

function assertBalanced(posting: Posting): void {
  if (posting.lines.length < 2) throw new UnsoundPosting('it has fewer than two lines');
  const totals = new Map<string, Amount>();
  for (const line of posting.lines) {
    if (line.amount === 0) throw new UnsoundPosting('a line moves nothing');
    if (Math.abs(line.amount) > AMOUNT_MAX_PER_OPERATION) throw new AmountOutOfRange(line.amount);
    totals.set(line.currency, add(totals.get(line.currency) ?? ZERO, line.amount));
  }
  for (const [currency, total] of totals) {
    if (total !== 0) throw new UnsoundPosting(`${currency} does not sum to zero`);
  }
}

function applyLine(accounts: Account[], line: PostingLine, number: number): Entry {
  const { currency, bucket } = line;
  if (!isPlayerBucket(bucket)) return { ...line, line: number, number: null, balanceAfter: null };
  const index = accounts.findIndex((one) => one.bucket === bucket && one.currency === currency);
  const before = accounts[index] ?? { currency, bucket, balance: ZERO, number: 0 };
  const balance = add(before.balance, line.amount);
  if (bucket === 'debt' ? balance > 0 : balance < 0) {
    throw new UnsoundPosting(`the ${bucket} account would cross zero`);
  }
  const after: Account = { currency, bucket, balance, number: before.number + 1 };
  accounts[index < 0 ? accounts.length : index] = after;
  return { ...line, line: number, number: after.number, balanceAfter: balance };
}

function applyLots(before: readonly Lot[], posting: Posting) {
  const taken = new Map(posting.movements.map((movement) => [movement.lotId, movement.amount]));
  if (taken.size !== posting.movements.length) throw new UnsoundPosting('a lot moves twice');
  const lots = before.map((lot) => {
    const change = taken.get(lot.id);
    if (change === undefined) return lot;
    taken.delete(lot.id);
    const remaining = add(lot.remaining, change);
    if (change === 0 || remaining < 0 || remaining > lot.original) {
      throw new UnsoundPosting('a lot would hold less than nothing or more than came in');
    }
    return { ...lot, remaining };
  });
  if (taken.size > 0) throw new UnsoundPosting('it moves a lot that the wallet does not hold');
  for (const lot of posting.newLots) lots.push(lot);
  const opened = posting.newLots
    .filter((lot) => lot.remaining > 0)
    .map((lot) => ({ lotId: lot.id, amount: lot.remaining }));
  return { lots, movements: [...posting.movements, ...opened] };
}

/** What the lines put into a bucket is what its lots gained: the lots add up to the balance. */
function assertLotsMatch(
  lines: readonly PostingLine[],
  before: readonly Lot[],
  after: readonly Lot[],
): void {
  const difference = new Map<string, number>();
  const count = (currency: string, bucket: PlayerBucket, change: number) => {
    const key = `${bucket} ${currency}`;
    difference.set(key, (difference.get(key) ?? 0) + change);
  };
  for (const line of lines) {
    if (line.bucket === 'paid' || line.bucket === 'free') {
      count(line.currency, line.bucket, line.amount);
    }
  }
  for (const lot of before) count(lot.currency, lot.bucket, lot.remaining);
  for (const lot of after) count(lot.currency, lot.bucket, -lot.remaining);
  for (const [key, value] of difference) {
    if (amount(value) !== 0) throw new UnsoundPosting(`the lots of ${key} miss its balance`);
  }
}
