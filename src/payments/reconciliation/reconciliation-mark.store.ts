import { Injectable } from '@nestjs/common';
import type { Environment } from '../../kernel/environment.js';
import { idBytes, idOf, type PaymentId, type TitleId } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { type SqlRow, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import type { Store } from '../../stores/store-gateway.js';

/** How far reconciliation has come with one store of a title. */
export interface ReconciliationMark {
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly store: Store;
  /** Up to when the store's lists were read; null: never. */
  readonly readUntil: number | null;
  /** The last payment whose customer was asked about; null: a new round begins. */
  readonly askedAfter: PaymentId | null;
  readonly succeededAt: number | null;
  readonly createdAt: number;
  /** When it is to be done again. */
  readonly dueAt: number;
}

const COLUMNS = [
  'title_id',
  'environment',
  'store',
  'read_until',
  'asked_after',
  'succeeded_at',
  'created_at',
  'due_at',
];
const KEY = ['title_id', 'environment', 'store'];

/** Keeps how far reconciliation has come. */
@Injectable()
export class ReconciliationMarkStore {
  async all(reader: Reader): Promise<ReconciliationMark[]> {
    const text = `SELECT ${COLUMNS.join(', ')} FROM reconciliation_mark`;
    return (await sql(reader).rows(statement(text))).map(markOf);
  }

  /** Writes a mark, new or not. */
  async put(transaction: Transaction, mark: ReconciliationMark): Promise<void> {
    const session = sql(transaction);
    const writes = session.dialect.upsert({
      table: 'reconciliation_mark',
      columns: COLUMNS,
      key: KEY,
      update: ['read_until', 'asked_after', 'succeeded_at', 'due_at'],
      rows: [
        [
          idBytes(mark.titleId),
          mark.environment,
          mark.store,
          mark.readUntil,
          mark.askedAfter === null ? null : idBytes(mark.askedAfter),
          mark.succeededAt,
          mark.createdAt,
          mark.dueAt,
        ],
      ],
    });
    for (const write of writes) await session.run(write);
  }

  /** Moves a mark's time on, so that no other instance does its work; false: it was too late. */
  async take(transaction: Transaction, mark: ReconciliationMark, until: number): Promise<boolean> {
    const text = `UPDATE reconciliation_mark SET due_at = ?
      WHERE title_id = ? AND environment = ? AND store = ? AND due_at = ?`;
    const { titleId, environment, store, dueAt } = mark;
    const values = [until, idBytes(titleId), environment, store, dueAt];
    return (await sql(transaction).run(statement(text, values))) === 1;
  }
}

/** True for the mark of a store of a title and environment. */
export function isOf(
  mark: ReconciliationMark,
  { titleId, environment }: Scope,
  store: Store,
): boolean {
  return mark.titleId === titleId && mark.environment === environment && mark.store === store;
}

/** The mark of a store that was never reconciled with: due now. */
export function newMark(
  { titleId, environment }: Scope,
  store: Store,
  now: number,
): ReconciliationMark {
  const never = { readUntil: null, askedAfter: null, succeededAt: null };
  return { titleId, environment, store, ...never, createdAt: now, dueAt: now };
}

function markOf(row: SqlRow): ReconciliationMark {
  return {
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment,
    store: row.store as Store,
    readUntil: row.read_until === null ? null : Number(row.read_until),
    askedAfter: row.asked_after === null ? null : idOf('payment', row.asked_after as Buffer),
    succeededAt: row.succeeded_at === null ? null : Number(row.succeeded_at),
    createdAt: Number(row.created_at),
    dueAt: Number(row.due_at),
  };
}
