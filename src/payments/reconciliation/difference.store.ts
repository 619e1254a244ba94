import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Environment } from '../../kernel/environment.js';
import { idBytes, idOf, type TitleId } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import type { Store } from '../../stores/store-gateway.js';
import type { Difference, DifferenceKind, DifferenceState } from './difference.js';

const COLUMNS = [
  'id',
  'title_id',
  'environment',
  'store',
  'kind',
  'subject',
  'payment_id',
  'ours',
  'theirs',
  'state',
  'reason',
  'found_at',
  'closed_at',
];
const WRITTEN = [...COLUMNS, 'open_key'];
const DIFFERENCE = `SELECT ${COLUMNS.join(', ')} FROM reconciliation_difference`;

/** How a difference ended. */
export interface DifferenceEnd {
  readonly state: Exclude<DifferenceState, 'open'>;
  readonly reason: string | null;
  readonly at: number;
}

/** What a difference is about. At most one about it is open. */
export type About = Pick<Difference, 'titleId' | 'environment' | 'store' | 'kind' | 'subject'>;

/** How many differences of an environment and kind are open. */
export interface OpenCount {
  readonly environment: Environment;
  readonly kind: DifferenceKind;
  readonly count: number;
}

/** Keeps where a store's view and ours were not the same. */
@Injectable()
export class DifferenceStore {
  /** Throws a `duplicate` failure for an open one of which another is open. */
  async insert(transaction: Transaction, difference: Difference): Promise<void> {
    const session = sql(transaction);
    const row = {
      table: 'reconciliation_difference',
      columns: WRITTEN,
      rows: [rowOf(difference)],
    };
    for (const write of session.dialect.insert(row)) await session.run(write);
  }

  /** The open differences of a title, environment and store, oldest first. */
  async open(reader: Reader, { titleId, environment }: Scope, store: Store) {
    const text = `${DIFFERENCE} WHERE title_id = ? AND state = 'open' AND environment = ?
      AND store = ? ORDER BY id`;
    const values = [idBytes(titleId), environment, store];
    return (await sql(reader).rows(statement(text, values))).map(differenceOf);
  }

  /** The open difference about something, else the last one that was closed. */
  async latest(reader: Reader, about: About): Promise<Difference | null> {
    const text = `${DIFFERENCE} WHERE title_id = ? AND subject = ? AND environment = ?
      AND store = ? AND kind = ? ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT 1`;
    const { titleId, subject, environment, store, kind } = about;
    const values = [idBytes(titleId), subject, environment, store, kind];
    const rows = await sql(reader).rows(statement(text, values));
    return rows[0] ? differenceOf(rows[0]) : null;
  }

  /** Both sides may say something else by now about what is still open. */
  async reword(
    transaction: Transaction,
    { id }: Difference,
    { ours, theirs }: Pick<Difference, 'ours' | 'theirs'>,
  ): Promise<void> {
    const text = `UPDATE reconciliation_difference SET ours = ?, theirs = ?
      WHERE id = ? AND state = 'open'`;
    await sql(transaction).run(statement(text, [ours, theirs, idBytes(id)]));
  }

  /** The differences of a title in a state, newest first, older than `before`. */
  async list(
    reader: Reader,
    { titleId, environment }: Scope,
    wish: { state: DifferenceState | null; before: string | null; limit: number },
  ): Promise<Difference[]> {
    const { state, before, limit } = wish;
    const conditions = [
      'title_id = ?',
      'environment = ?',
      ...(state ? ['state = ?'] : []),
      ...(before ? ['id < ?'] : []),
    ];
    const values: SqlValue[] = [
      idBytes(titleId),
      environment,
      ...(state ? [state] : []),
      ...(before ? [idBytes(before)] : []),
    ];
    const text = `${DIFFERENCE} WHERE ${conditions.join(' AND ')}
      ORDER BY id DESC LIMIT ${Math.trunc(limit)}`;
    return (await sql(reader).rows(statement(text, values))).map(differenceOf);
  }

  async find(reader: Reader, titleId: TitleId, id: string): Promise<Difference | null> {
    const text = `${DIFFERENCE} WHERE id = ? AND title_id = ?`;
    const rows = await sql(reader).rows(statement(text, [idBytes(id), idBytes(titleId)]));
    return rows[0] ? differenceOf(rows[0]) : null;
  }

  /** False: it was closed already. */
  async close(transaction: Transaction, { id }: Difference, end: DifferenceEnd): Promise<boolean> {
    const text = `UPDATE reconciliation_difference
      SET state = ?, reason = ?, closed_at = ?, open_key = NULL
      WHERE id = ? AND state = 'open'`;
    const values = [end.state, end.reason, end.at, idBytes(id)];
    return (await sql(transaction).run(statement(text, values))) === 1;
  }

  /** Of all titles. Only what is open has a key, so that nothing else is read. */
  async countOpen(reader: Reader): Promise<OpenCount[]> {
    const text = `SELECT environment, kind, COUNT(*) AS count FROM reconciliation_difference
      WHERE open_key IS NOT NULL GROUP BY environment, kind`;
    return (await sql(reader).rows(statement(text))).map((row) => ({
      environment: row.environment as Environment,
      kind: row.kind as DifferenceKind,
      count: Number(row.count),
    }));
  }
}

function openKeyOf({ titleId, environment, store, kind, subject }: About): Buffer {
  const about = [titleId, environment, store, kind, subject].join(' ');
  return createHash('sha256').update(about).digest();
}

function rowOf(difference: Difference): SqlValue[] {
  return [
    idBytes(difference.id),
    idBytes(difference.titleId),
    difference.environment,
    difference.store,
    difference.kind,
    difference.subject,
    difference.paymentId === null ? null : idBytes(difference.paymentId),
    difference.ours,
    difference.theirs,
    difference.state,
    difference.reason,
    difference.foundAt,
    difference.closedAt,
    difference.state === 'open' ? openKeyOf(difference) : null,
  ];
}

function differenceOf(row: SqlRow): Difference {
  return {
    id: idOf('difference', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment,
    store: row.store as Store,
    kind: row.kind as DifferenceKind,
    subject: String(row.subject),
    paymentId: row.payment_id === null ? null : idOf('payment', row.payment_id as Buffer),
    ours: String(row.ours),
    theirs: String(row.theirs),
    state: row.state as DifferenceState,
    reason: row.reason === null ? null : String(row.reason),
    foundAt: Number(row.found_at),
    closedAt: row.closed_at === null ? null : Number(row.closed_at),
  };
}
