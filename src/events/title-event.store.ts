import { idBytes, idOf } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { sql } from '../platform/database/sql.js';
import { type SqlValue, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';
import type { TitleEvent, TitleEventType, TitleNews } from './title-event.js';

const scopeValues = (scope: Scope): SqlValue[] => [idBytes(scope.titleId), scope.environment];

/**
 * Tells news in this order, numbered on from the last. The caller holds the scope's lock; without
 * it the primary key lets only one of two tellers commit.
 */
export async function tellTitle(
  transaction: Transaction,
  scope: Scope,
  { news, now, ids }: { news: readonly TitleNews[]; now: number; ids: IdSource },
): Promise<void> {
  if (news.length === 0) return;
  const text = `SELECT COALESCE(MAX(number), 0) AS last FROM title_event
    WHERE title_id = ? AND environment = ?`;
  const [row] = await sql(transaction).rows(statement(text, scopeValues(scope)));
  const last = Number(row?.last ?? 0);
  const [insert] = sql(transaction).dialect.insert({
    table: 'title_event',
    columns: [
      'title_id',
      'environment',
      'number',
      'id',
      'type',
      'subject',
      'at',
      'data',
      'created_at',
    ],
    rows: news.map(({ type, subject, at, data }, index) => [
      ...scopeValues(scope),
      last + 1 + index,
      idBytes(ids.next('event')),
      type,
      subject,
      at,
      JSON.stringify(data),
      now,
    ]),
  });
  await sql(transaction).run(insert!);
}

/** Those with higher numbers, in order. */
export async function titleEventsAfter(
  reader: Reader,
  scope: Scope,
  { after, limit }: { after: number; limit: number },
): Promise<TitleEvent[]> {
  const text = `SELECT number, id, type, subject, at, data, created_at FROM title_event
    WHERE title_id = ? AND environment = ? AND number > ? ORDER BY number
    LIMIT ${Math.trunc(limit)}`;
  const rows = await sql(reader).rows(statement(text, [...scopeValues(scope), after]));
  return rows.map((row) => ({
    id: idOf('event', row.id as Buffer),
    number: Number(row.number),
    type: row.type as TitleEventType,
    subject: String(row.subject),
    at: Number(row.at),
    data: JSON.parse(String(row.data)) as TitleEvent['data'],
    createdAt: Number(row.created_at),
  }));
}
