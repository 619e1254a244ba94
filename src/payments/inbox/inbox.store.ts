import { Injectable } from '@nestjs/common';
import type { Environment } from '../../kernel/environment.js';
import { idBytes, idOf, type TitleId } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { marks, type SqlRow, type SqlValue, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import type { Store, StoreNotification } from '../../stores/store-gateway.js';
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
  'content_until',
];
const ENTRY = `SELECT ${COLUMNS.join(', ')} FROM store_notification`;
/** What Google tells names no environment: that is known once the purchase was asked about. */
const OF_ENVIRONMENT = '(environment = ? OR environment IS NULL)';

/** How a try at an entry ended. */
export interface InboxEnd {
  readonly state: InboxState;
  readonly outcome: string | null;
  readonly dueAt: number | null;
  readonly processedAt: number | null;
  /** What the store said of the purchase since; null leaves what is known. */
  readonly environment: Environment | null;
  readonly storeOrderId: string | null;
  /** When its content is to be blanked; null: it is still needed. */
  readonly contentUntil: number | null;
}

/** One notification of a store to a title: each title has a topic, which counts for itself. */
export interface InboxName {
  readonly titleId: TitleId;
  readonly store: Store;
  readonly notificationId: string;
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

  async has(reader: Reader, name: InboxName): Promise<boolean> {
    return (await this.stateOf(reader, name)) !== null;
  }

  /** null: it is not kept. */
  async stateOf(
    reader: Reader,
    { titleId, store, notificationId }: InboxName,
  ): Promise<InboxState | null> {
    const text = `SELECT state FROM store_notification
      WHERE title_id = ? AND store = ? AND notification_id = ?`;
    const values = [idBytes(titleId), store, notificationId];
    const rows = await sql(reader).rows(statement(text, values));
    return (rows[0]?.state ?? null) as InboxState | null;
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

  /**
   * Ends a try at an entry that was taken: each taking counts as an attempt. False: whoever took it
   * since, after its time had passed, says what came of it.
   */
  async end(transaction: Transaction, entry: InboxEntry, end: InboxEnd): Promise<boolean> {
    const text = `UPDATE store_notification
      SET state = ?, outcome = ?, due_at = ?, processed_at = ?, content_until = ?,
        environment = COALESCE(?, environment), store_order_id = COALESCE(?, store_order_id)
      WHERE id = ? AND state = 'received' AND attempts = ?`;
    const values = [
      end.state,
      end.outcome,
      end.dueAt,
      end.processedAt,
      end.contentUntil,
      end.environment,
      end.storeOrderId,
      idBytes(entry.id),
      entry.attempts,
    ];
    return (await sql(transaction).run(statement(text, values))) === 1;
  }

  /** Entries whose content is not needed any more. */
  async stale(reader: Reader, now: number, limit: number): Promise<Buffer[]> {
    const text = `SELECT id FROM store_notification WHERE content_until <= ?
      ORDER BY content_until LIMIT ${Math.trunc(limit)}`;
    return (await sql(reader).rows(statement(text, [now]))).map((row) => row.id as Buffer);
  }

  /** Blanks what entries say; that they came, and what came of them, stays. */
  async blank(transaction: Transaction, ids: readonly Buffer[]): Promise<void> {
    const text = `UPDATE store_notification SET content = '', content_until = NULL
      WHERE id IN (${marks(ids.length)})`;
    await sql(transaction).run(statement(text, [...ids]));
  }

  /**
   * The entries of a title in a state, newest first, older than `before`: those of an environment,
   * and those that tell none.
   */
  async list(
    reader: Reader,
    { titleId, environment }: Scope,
    wish: { state: InboxState | null; before: string | null; limit: number },
  ): Promise<InboxEntry[]> {
    const { state, before, limit } = wish;
    const rest = `${state ? ' AND state = ?' : ''}${before ? ' AND id < ?' : ''}
      ORDER BY id DESC LIMIT ${Math.trunc(limit)}`;
    const values = [...(state ? [state] : []), ...(before ? [idBytes(before)] : [])];
    const title = idBytes(titleId);
    // Two ranges of one index: an environment of few entries must not look through another's many.
    const entries: InboxEntry[] = [];
    for (const [which, named] of [
      ['environment = ?', [environment]],
      ['environment IS NULL', []],
    ] as const) {
      const text = `${ENTRY} WHERE title_id = ? AND ${which}${rest}`;
      const rows = await sql(reader).rows(statement(text, [title, ...named, ...values]));
      entries.push(...rows.map(entryOf));
    }
    return entries.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, limit);
  }

  /** A poisoned entry is acted on again. False: the caller may see no such poisoned entry. */
  async revive(
    transaction: Transaction,
    { titleId, environment }: Scope,
    { id, now }: { id: string; now: number },
  ): Promise<boolean> {
    const text = `UPDATE store_notification
      SET state = 'received', due_at = ?, attempts = 0, outcome = NULL, processed_at = NULL
      WHERE id = ? AND title_id = ? AND ${OF_ENVIRONMENT} AND state = 'poisoned'`;
    const values = [now, idBytes(id), idBytes(titleId), environment];
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
    entry.environment,
    notification.type,
    notification.subtype,
    notification.concern,
    entry.source,
    notification.storeTransactionId,
    entry.storeOrderId,
    JSON.stringify(notification),
    entry.state,
    entry.outcome,
    entry.attempts,
    notification.sentAt,
    entry.receivedAt,
    entry.dueAt,
    entry.processedAt,
    entry.contentUntil,
  ];
}

function entryOf(row: SqlRow): InboxEntry {
  const number = (value: SqlValue | undefined) => (value == null ? null : Number(value));
  return {
    id: idOf('notification', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    source: row.source as InboxSource,
    notification: notificationOf(row),
    environment: row.environment as Environment | null,
    storeOrderId: textOf(row.store_order_id),
    state: row.state as InboxState,
    outcome: textOf(row.outcome),
    attempts: Number(row.attempts),
    receivedAt: Number(row.received_at),
    dueAt: number(row.due_at),
    processedAt: number(row.processed_at),
    contentUntil: number(row.content_until),
  };
}

/** Of a content that was blanked, what the columns still tell. */
function notificationOf(row: SqlRow): StoreNotification {
  const content = String(row.content);
  if (content !== '') return JSON.parse(content) as StoreNotification;
  return {
    store: row.store as Store,
    id: String(row.notification_id),
    type: String(row.type),
    subtype: textOf(row.subtype),
    environment: row.environment as Environment | null,
    app: null,
    sentAt: Number(row.sent_at),
    storeTransactionId: textOf(row.store_transaction_id),
    storeOrderId: textOf(row.store_order_id),
    concern: row.concern as StoreNotification['concern'],
    refundReason: null,
    reviewToken: null,
    payload: '',
  };
}

function textOf(value: SqlValue | undefined): string | null {
  return value == null ? null : String(value);
}
