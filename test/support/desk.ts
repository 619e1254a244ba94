import { type Amount, amount } from '../../src/kernel/amount.js';
import { type Id, type IdPrefix, idOf } from '../../src/kernel/id.js';
import type { IdSource } from '../../src/kernel/id-source.js';
import { Problem } from '../../src/kernel/problem.js';
import type { Lot } from '../../src/ledger/lot.js';
import type { Account, Wallet } from '../../src/ledger/wallet.js';
import type { Book } from '../../src/till/book.js';
import type { Change, Claim, Decision, Desk, Operation } from '../../src/till/operation.js';

export const NOW = Date.parse('2026-11-27T12:00:00Z');
export const DAY_MS = 86_400_000;

/** The same number gives the same id in every run. */
export function idNumbered<Prefix extends IdPrefix>(prefix: Prefix, number: number): Id<Prefix> {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(number, 12);
  return idOf(prefix, bytes);
}

export class CountedIds implements IdSource {
  #last = 1_000;

  next<Prefix extends IdPrefix>(prefix: Prefix): Id<Prefix> {
    this.#last += 1;
    return idNumbered(prefix, this.#last);
  }
}

export const TITLE = idNumbered('title', 1);
export const PLAYER = idNumbered('player', 1);
export const OTHER = idNumbered('player', 2);
export const SCOPE = { titleId: TITLE, environment: 'sandbox' as const };

/** One hundred free gems that never expire, unless told otherwise. */
export function lotWith(number: number, facts: Partial<Lot> & { remaining?: Amount } = {}): Lot {
  const bucket = facts.bucket ?? 'free';
  const original = facts.original ?? facts.remaining ?? amount(100);
  return {
    id: idNumbered('lot', number),
    currency: 'GEM',
    bucket,
    origin: bucket === 'paid' ? 'payment' : 'promotion',
    originId: idNumbered(bucket === 'paid' ? 'payment' : 'grant', number),
    original,
    remaining: original,
    price: null,
    feeMicros: null,
    country: null,
    createdAt: NOW - DAY_MS,
    expiresAt: null,
    ...facts,
  };
}

/** A wallet whose accounts are what its lots add up to. */
export function walletOf(lots: readonly Lot[], facts: Partial<Wallet> = {}): Wallet {
  const accounts = new Map<string, Account>();
  for (const { currency, bucket, remaining } of lots) {
    const key = `${bucket} ${currency}`;
    const balance = amount((accounts.get(key)?.balance ?? 0) + remaining);
    accounts.set(key, { currency, bucket, balance, number: 1 });
  }
  return {
    playerId: PLAYER,
    ...SCOPE,
    seq: 7,
    eventNumber: 3,
    accounts: [...accounts.values(), ...(facts.accounts ?? [])],
    lots,
    ...Object.fromEntries(Object.entries(facts).filter(([name]) => name !== 'accounts')),
  };
}

export function debtOf(owed: number, currency = 'GEM'): Account {
  return { currency, bucket: 'debt', balance: amount(-owed), number: 1 };
}

export function claimNumbered(number: number, facts: Partial<Claim> = {}): Claim {
  const bytes = (first: number) => {
    const buffer = Buffer.alloc(16, first);
    buffer.writeUInt32BE(number, 12);
    return buffer;
  };
  const requestId = `request-${number}`;
  return { caller: bytes(1), keyHash: bytes(2), fingerprint: bytes(3), requestId, ...facts };
}

/** Rows that an operation may look at; every row is frozen, so that a rule cannot change one. */
export class FakeDesk implements Desk {
  readonly ids: IdSource = new CountedIds();
  readonly #rows = new Map<string, unknown>();

  constructor(
    rows: readonly (readonly [Book<unknown>, string, unknown])[],
    readonly now = NOW,
  ) {
    for (const [book, key, row] of rows) this.#rows.set(`${book.name}/${key}`, deepFrozen(row));
  }

  row<Row>(book: Book<Row>, key: string): Row | undefined {
    return this.#rows.get(`${book.name}/${key}`) as Row | undefined;
  }

  /** Leaves the changes on the desk, as a batch does. */
  take(changes: readonly Change[]): void {
    for (const { book, key, row } of changes)
      this.#rows.set(`${book.name}/${key}`, deepFrozen(row));
  }
}

/** Throws what `decide` throws; a refusal that is returned comes back as it is. */
export function decided(desk: FakeDesk, operation: Operation): Decision {
  const decision = operation.decide(desk);
  desk.take(decision.changes);
  return decision;
}

/** The `Problem` that an operation is refused with. */
export function refusal(desk: FakeDesk, operation: Operation): Problem {
  try {
    const decision = operation.decide(desk);
    if (decision.outcome === 'refused') return decision.problem;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

export function booksOf(decision: Decision): string[] {
  return decision.changes.map((change) => change.book.name);
}

/** The rows that a decision writes into one book. */
export function rowsOf<Row>(decision: Decision, book: Book<Row>): Row[] {
  const changes = decision.changes.filter((change) => change.book.name === book.name);
  return changes.map((change) => change.row as Row);
}

export function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  for (const member of Object.values(value)) deepFrozen(member);
  return Object.freeze(value);
}
