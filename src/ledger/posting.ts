import {
  AMOUNT_MAX_PER_OPERATION,
  type Amount,
  AmountOutOfRange,
  add,
  subtract,
  ZERO,
} from '../kernel/amount.js';
import type { LotId, TransactionId } from '../kernel/id.js';
import { type Bucket, isPlayerBucket } from './bucket.js';
import type { Lot, OpenLot } from './lot.js';
import type { Account, Wallet } from './wallet.js';

/** Why gems moved. */
export type TransactionKind =
  | 'topup'
  | 'spend'
  | 'grant'
  | 'debit'
  | 'transfer_out'
  | 'transfer_in'
  | 'expiry'
  | 'refund'
  | 'refund_reversal'
  | 'order_refund'
  | 'order_reinstatement';

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
  /** The one lot whose gems the line moved; null: none, or several (see the movements). */
  readonly lotId: LotId | null;
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
  assertBalanced(posting.lines);
  const { lots, changes } = applyLots(wallet.lots, posting);
  const accounts = [...wallet.accounts];
  const entries = posting.lines.map((line, index) =>
    applyLine(accounts, line, { line: index + 1, lotId: onlyLotOf(line, changes) }),
  );
  assertLotsMatch(posting.lines, changes);
  const { playerId, titleId, environment, eventNumber } = wallet;
  const seq = wallet.seq + 1;
  return {
    wallet: { playerId, titleId, environment, seq, eventNumber, accounts, lots },
    transaction: {
      id: posting.id,
      wallet: { playerId, titleId, environment },
      seq,
      kind: posting.kind,
      reversesId: posting.reversesId,
      createdAt: posting.createdAt,
      entries,
      movements: changes.map(({ lot, amount }) => ({ lotId: lot.id, amount })),
    },
  };
}

function assertBalanced(lines: readonly PostingLine[]): void {
  if (lines.length < 2) throw new UnsoundPosting('it has fewer than two lines');
  for (const [index, { amount, currency }] of lines.entries()) {
    if (amount === 0) throw new UnsoundPosting('a line moves nothing');
    if (Math.abs(amount) > AMOUNT_MAX_PER_OPERATION) throw new AmountOutOfRange(amount);
    const first = lines.findIndex((line) => line.currency === currency) === index;
    if (first && totalOf(lines, currency) !== 0) {
      throw new UnsoundPosting(`${currency} does not sum to zero`);
    }
  }
}

function totalOf(lines: readonly PostingLine[], currency: string): Amount {
  let total = ZERO;
  for (const line of lines) if (line.currency === currency) total = add(total, line.amount);
  return total;
}

function applyLine(
  accounts: Account[],
  { currency, bucket, amount }: PostingLine,
  { line, lotId }: Pick<Entry, 'line' | 'lotId'>,
): Entry {
  if (!isPlayerBucket(bucket)) {
    return { currency, bucket, amount, line, number: null, balanceAfter: null, lotId };
  }
  const index = accounts.findIndex((one) => one.bucket === bucket && one.currency === currency);
  const before = accounts[index] ?? { currency, bucket, balance: ZERO, number: 0 };
  const balance = add(before.balance, amount);
  if (bucket === 'debt' ? balance > 0 : balance < 0) {
    throw new UnsoundPosting(`the ${bucket} account would cross zero`);
  }
  const number = before.number + 1;
  accounts[index < 0 ? accounts.length : index] = { currency, bucket, balance, number };
  return { currency, bucket, amount, line, number, balanceAfter: balance, lotId };
}

/** What a posting changed in one lot: it took from it, or opened it. */
interface LotChange {
  readonly lot: OpenLot;
  readonly amount: Amount;
}

function applyLots(before: readonly OpenLot[], { movements, newLots }: Posting) {
  const lots = [...before];
  const changes: LotChange[] = [];
  for (const { lotId, amount } of movements) {
    const index = before.findIndex((lot) => lot.id === lotId);
    const lot = before[index];
    if (!lot) throw new UnsoundPosting('it moves a lot that the wallet does not hold');
    if (lots[index] !== lot) throw new UnsoundPosting('a lot moves twice');
    const remaining = add(lot.remaining, amount);
    if (amount === 0 || remaining < 0 || remaining > lot.original) {
      throw new UnsoundPosting('a lot would hold less than nothing or more than came in');
    }
    lots[index] = { ...lot, remaining };
    changes.push({ lot, amount });
  }
  for (const lot of newLots) {
    lots.push(lot);
    if (lot.remaining > 0) changes.push({ lot, amount: lot.remaining });
  }
  return { lots, changes };
}

/** What the lines put into a bucket is what its lots gained: the lots add up to the balance. */
function assertLotsMatch(lines: readonly PostingLine[], changes: readonly LotChange[]): void {
  for (const { currency, bucket } of [...lines, ...changes.map(({ lot }) => lot)]) {
    if (bucket !== 'paid' && bucket !== 'free') continue;
    let missing = ZERO;
    for (const line of lines) {
      const same = line.bucket === bucket && line.currency === currency;
      if (same) missing = add(missing, line.amount);
    }
    for (const { lot, amount } of changes) {
      const same = lot.bucket === bucket && lot.currency === currency;
      if (same) missing = subtract(missing, amount);
    }
    if (missing !== 0) {
      throw new UnsoundPosting(`the lots of ${bucket} ${currency} miss its balance`);
    }
  }
}

function onlyLotOf(line: PostingLine, changes: readonly LotChange[]): LotId | null {
  let only: LotChange | null = null;
  for (const change of changes) {
    if (change.lot.bucket !== line.bucket || change.lot.currency !== line.currency) continue;
    if (only) return null;
    only = change;
  }
  return only && only.amount === line.amount ? only.lot.id : null;
}
