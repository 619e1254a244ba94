import {
  CountedIds,
  claimNumbered,
  NOW,
  OTHER,
  PLAYER,
  walletOf,
} from '../../test/support/desk.js';
import { AmountOutOfRange } from '../kernel/amount.js';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Wallet } from '../ledger/wallet.js';
import type { Database } from '../platform/database/database.js';
import { SQLITE } from '../platform/database/dialect.js';
import { type SqlRow, statement } from '../platform/database/statement.js';
import { Batch } from './batch.js';
import { Books, book, type RowChange } from './book.js';
import { IdempotencyStore } from './idempotency.store.js';
import { type Claim, change, type Decision, type Operation } from './operation.js';
import { refusalText } from './refusal.js';
import { WALLETS, walletAt } from './wallet-book.js';

const NOTES = book<string>('notes');

/** Keeps rows in memory and remembers what it was asked to do. */
class MemoryStore<Row> {
  asked: string[] = [];
  written: RowChange<Row>[] = [];
  constructor(private readonly rows: Map<string, Row>) {}
  load = (keys: readonly string[]) => {
    this.asked = [...keys];
    return [statement('load')];
  };
  read = () => this.rows;
  write = (changes: readonly RowChange<Row>[]) => {
    this.written = [...changes];
    return [statement('write')];
  };
}

function tried(operations: Operation[], stored: SqlRow[] = [], players = [PLAYER, OTHER]) {
  const wallets = new MemoryStore<Wallet>(
    new Map(players.map((playerId) => [playerId, walletOf([], { playerId })])),
  );
  const notes = new MemoryStore<string>(new Map());
  const books = new Books();
  books.keep(WALLETS, wallets);
  books.keep(NOTES, notes);
  const idempotency = new IdempotencyStore({ dialect: SQLITE } as unknown as Database);
  const statuses: number[] = [];
  idempotency.write = (records) => {
    statuses.push(...records.map((one) => one.status));
    return [];
  };
  const batch = new Batch(operations, { books, idempotency, ids: new CountedIds(), now: NOW });
  const results = batch.load().map(({ sql }) => (sql.includes('idempotency') ? stored : []));
  batch.decide(results);
  const ends = batch.outcomes.map((one) => {
    if ('answer' in one) return `${one.answer.status}${one.answer.replayed ? ' again' : ''}`;
    return one.error instanceof Problem ? one.error.code : String(one.error);
  });
  return { batch, ends, wallets, notes, statuses };
}

function operation(
  decide: Operation['decide'],
  claim: Claim | null = null,
  player: PlayerId = PLAYER,
): Operation {
  return { kind: 'test', players: [player], claim, needs: new Map(), decide };
}

const done = (facts: Partial<Extract<Decision, { outcome: 'done' }>> = {}): Decision => {
  return { outcome: 'done', status: 200, body: {}, changes: [], transactionId: null, ...facts };
};
const counted = (claim: Claim | null = null, player = PLAYER) =>
  operation(
    (desk) => {
      const wallet = walletAt(desk, player);
      const after = { ...wallet, seq: wallet.seq + 1 };
      return done({ body: { seq: after.seq }, changes: [change(WALLETS, player, after)] });
    },
    claim,
    player,
  );
const row = (claim: Claim, status: number, body: string): SqlRow => ({
  caller: claim.caller,
  key_hash: claim.keyHash,
  fingerprint: claim.fingerprint,
  status,
  body,
  created_at: NOW - 1,
});
const never = () => {
  throw new Error('it was decided again');
};
const CLAIM = claimNumbered(1);
const RESOLD = { ...CLAIM, fingerprint: Buffer.alloc(16, 9) };

describe('a batch', () => {
  it('shows an operation what its neighbours before it changed, and writes each row once', () => {
    const { batch, wallets, ends } = tried([counted(), counted(), counted(null, OTHER)]);
    expect(ends).toEqual(['200', '200', '200']);
    expect(batch.outcomes.map((one) => 'answer' in one && one.answer.body)).toEqual([
      '{"seq":8}',
      '{"seq":9}',
      '{"seq":8}',
    ]);
    const written = wallets.written.map(({ before, after }) => [before?.seq, after.seq]);
    expect(written).toEqual([
      [7, 9],
      [7, 8],
    ]);
  });

  it('asks for the rows of all its operations once, in sorted order', () => {
    const { wallets, notes } = tried([
      { ...counted(null, OTHER), needs: new Map([[NOTES, ['b', 'a']]]) },
      { ...counted(), needs: new Map([[NOTES, ['a', 'c']]]) },
    ]);
    expect(wallets.asked).toEqual([PLAYER, OTHER].sort());
    expect(notes.asked).toEqual(['a', 'b', 'c']);
  });

  it('answers a repeat from what was stored, without deciding', () => {
    const { batch, ends, statuses } = tried(
      [operation(never, CLAIM)],
      [row(CLAIM, 201, '{"a":1}')],
    );
    expect([ends, statuses]).toEqual([['201 again'], []]);
    expect(batch.outcomes[0]).toMatchObject({ answer: { body: '{"a":1}' } });
  });

  it('answers a repeat of a refusal with the refusal and the first request id', () => {
    const first = new Problem('limit_reached', { members: { limit: 2 } });
    const stored = row(CLAIM, 409, refusalText(first, 'request-0'));
    const { batch, ends, statuses } = tried([operation(never, CLAIM)], [stored]);
    expect([ends, statuses]).toEqual([['limit_reached'], []]);
    const details = { members: { limit: 2 }, requestId: 'request-0', replayed: true };
    expect(batch.outcomes[0]).toMatchObject({ error: { details } });
  });

  it('refuses a key that came with another request, and keeps the first answer', () => {
    const { ends, statuses } = tried([operation(never, RESOLD)], [row(CLAIM, 200, '{}')]);
    expect([ends, statuses]).toEqual([['idempotency_key_reused'], []]);
  });

  it('decides a key that comes twice in one batch once', () => {
    const { ends, wallets, statuses } = tried([counted(CLAIM), counted(CLAIM), counted(RESOLD)]);
    expect(ends).toEqual(['200', '200 again', 'idempotency_key_reused']);
    expect(wallets.written).toMatchObject([{ after: { seq: 8 } }]);
    expect(statuses).toEqual([200]);
  });

  it('keeps the same key of two callers apart', () => {
    const other = { ...CLAIM, caller: Buffer.alloc(16, 8) };
    const { ends } = tried([counted(CLAIM), counted(other, OTHER)]);
    expect(ends).toEqual(['200', '200']);
  });

  const refuse = (final: boolean): Decision => {
    const changes = [change(NOTES, 'n', 'kept')];
    return { outcome: 'refused', problem: new Problem('product_unknown'), changes, final };
  };
  it.each<[string, Operation['decide'], string, number[]]>([
    [
      'stores a refusal that is thrown',
      () => {
        throw new Problem('stack_full');
      },
      'stack_full',
      [409],
    ],
    ['stores a refusal that is final', () => refuse(true), 'product_unknown', [409]],
    ['does not store a refusal that is not final', () => refuse(false), 'product_unknown', []],
    [
      'stores an amount out of range',
      () => {
        throw new AmountOutOfRange(1);
      },
      'amount_out_of_range',
      [409],
    ],
    [
      'does not store a defect of ours',
      () => {
        throw new TypeError('x');
      },
      'TypeError: x',
      [],
    ],
    [
      'does not store what is undecided',
      () => ({ outcome: 'undecided', status: 202, body: {}, changes: [] }),
      '202',
      [],
    ],
  ])('%s', (_, decide, end, stored) => {
    const { ends, statuses } = tried([operation(decide, CLAIM)]);
    expect([ends, statuses]).toEqual([[end], stored]);
  });

  it('stores no refusal for a player who does not exist: nothing guards the record', () => {
    expect(tried([counted(CLAIM)], [], [])).toMatchObject({ ends: ['not_found'], statuses: [] });
  });

  it('keeps the changes that a returned refusal leaves behind', () => {
    expect(tried([operation(() => refuse(true))]).notes.written).toMatchObject([{ after: 'kept' }]);
  });

  it('lets a defect harm nobody else', () => {
    const defect = operation(() => {
      throw new TypeError('a defect');
    });
    const { ends, wallets } = tried([counted(), defect, counted()]);
    expect(ends).toEqual(['200', 'TypeError: a defect', '200']);
    expect(wallets.written).toMatchObject([{ after: { seq: 9 } }]);
  });

  it('keeps no change of an operation whose answer cannot be written', () => {
    const silent = operation((desk) => {
      const after = { ...walletAt(desk, PLAYER), seq: 99 };
      return done({ body: { much: 1n }, changes: [change(WALLETS, PLAYER, after)] });
    });
    const { ends, wallets } = tried([silent, counted()]);
    expect(ends).toEqual([expect.stringContaining('TypeError'), '200']);
    expect(wallets.written).toMatchObject([{ after: { seq: 8 } }]);
  });
});
