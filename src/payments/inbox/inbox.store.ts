import { Injectable } from '@nestjs/common';
import { idBytes, idOf, type TitleId } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { StoreNotification } from '../../stores/store-gateway.js';
import type { InboxEntry, InboxSource, InboxState } from './inbox-entry.js';

const COLUMNS = [
  'id',
  'title_id',
  'store',
  'notification_id',
  'environment',
  'type',
  'subtype',
  'concern',
  'source',
  'store_transaction_id',
  'store_order_id',
  'content',
  'state',
  'outcome',
  'attempts',
  'sent_at',
  'received_at',
  'due_at',
  'processed_at',
];
const ENTRY = `SELECT ${COLUMNS.join(', ')} FROM store_notification`;

/** How a try at an entry ended. */
export interface InboxEnd {
  readonly state: InboxState;
  readonly outcome: string | null;
  readonly dueAt: number | null;
  readonly processedAt: number | null;
}

/** Keeps what stores told. */
@Injectable()
export class InboxStore {
  /** Throws a `duplicate` failure for a notification that is kept already. */
  async insert(transaction: Transaction, entry: InboxEntry): Promise<void> {
    const session = sql(transaction);
    const row = { table: 'store_notification', columns: COLUMNS, rows: [rowOf(entry)] };
    for (const write of session.dialect.insert(row)) await session.run(write);
  }

  async has(reader: Reader, { store, id }: StoreNotification): Promise<boolean> {
    const text = 'SELECT 1 AS one FROM store_notification WHERE store = ? AND notification_id = ?';
    return (await sql(reader).rows(statement(text, [store, id]))).length > 0;
  }

  /** Entries to act on, the longest waiting first. */
  async due(reader: Reader, now: number, limit: number): Promise<InboxEntry[]> {
    const text = `${ENTRY} WHERE due_at <= ? ORDER BY due_at, id LIMIT ${Math.trunc(limit)}`;
    return (await sql(reader).rows(statement(text, [now]))).map(entryOf);
  }

  /** Moves an entry's time on, so that no other instance acts on it; false: it was too late. */
  async take(transaction: Transaction, entry: InboxEntry, until: number): Promise<boolean> {
    const text = `UPDATE store_notification SET due_at = ?, attempts = attempts + 1
      WHERE id = ? AND due_at = ?`;
    const values = [until, idBytes(entry.id), entry.dueAt];
    return (await sql(transaction).run(statement(text, values))) === 1;
  }

  async end(transaction: Transaction, entry: InboxEntry, end: InboxEnd): Promise<void> {
    const text = `UPDATE store_notification
      SET state = ?, outcome = ?, due_at = ?, processed_at = ? WHERE id = ?`;
    const { state, outcome, dueAt, processedAt } = end;
    const values = [state, outcome, dueAt, processedAt, idBytes(entry.id)];
    await sql(transaction).run(statement(text, values));
  }

  /** The entries of a title in a state, newest first, older than `before`. */
  async list(
    reader: Reader,
    titleId: TitleId,
    wish: { state: InboxState | null; before: string | null; limit: number },
  ): Promise<InboxEntry[]> {
    const { state, before, limit } = wish;
    const conditions = [
      'title_id = ?',
      ...(state ? ['state = ?'] : []),
      ...(before ? ['id < ?'] : []),
    ];
    const values: SqlValue[] = [
      idBytes(titleId),
      ...(state ? [state] : []),
      ...(before ? [idBytes(before)] : []),
    ];
    const text = `${ENTRY} WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ${limit}`;
    return (await sql(reader).rows(statement(text, values))).map(entryOf);
  }

  /** A poisoned entry is acted on again. False: there is no such poisoned entry of the title. */
  async revive(transaction: Transaction, titleId: TitleId, id: string, now: number) {
    const text = `UPDATE store_notification
      SET state = 'received', due_at = ?, attempts = 0, outcome = NULL, processed_at = NULL
      WHERE id = ? AND title_id = ? AND state = 'poisoned'`;
    const values = [now, idBytes(id), idBytes(titleId)];
    return (await sql(transaction).run(statement(text, values))) === 1;
  }

  async countPoisoned(reader: Reader): Promise<number> {
    const text = `SELECT COUNT(*) AS count FROM store_notification
      WHERE state = 'poisoned'`;
    return Number((await sql(reader).rows(statement(text)))[0]?.count ?? 0);
  }
}

function rowOf({ notification, ...entry }: InboxEntry): SqlValue[] {
  return [
    idBytes(entry.id),
    idBytes(entry.titleId),
    notification.store,
    notification.id,
    notification.environment,
    notification.type,
    notification.subtype,
    notification.concern,
    entry.source,
    notification.storeTransactionId,
    notification.storeOrderId,
    JSON.stringify(notification),
    entry.state,
    entry.outcome,
    entry.attempts,
    notification.sentAt,
    entry.receivedAt,
    entry.dueAt,
    entry.processedAt,
  ];
}

function entryOf(row: SqlRow): InboxEntry {
  const number = (value: SqlValue | undefined) => (value == null ? null : Number(value));
  return {
    id: idOf('notification', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    source: row.source as InboxSource,
    notification: JSON.parse(String(row.content)) as StoreNotification,
    state: row.state as InboxState,
    outcome: row.outcome === null ? null : String(row.outcome),
    attempts: Number(row.attempts),
    receivedAt: Number(row.received_at),
    dueAt: number(row.due_at),
    processedAt: number(row.processed_at),
  };
}
