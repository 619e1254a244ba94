import { Injectable } from '@nestjs/common';
import type { Environment } from '../../kernel/environment.js';
import { idBytes, idOf, type PaymentId, type PlayerId } from '../../kernel/id.js';
import { LOT_CHANGES_OF_PLAYER } from '../../ledger/lot-changes.js';
import { sql } from '../../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Store, UsageReport } from '../../stores/store-gateway.js';
import type { LotUsage } from './usage.js';
import type { UsageRequest, UsageRequestState } from './usage-request.js';

const COLUMNS = [
  'id',
  'title_id',
  'environment',
  'store',
  'notification_id',
  'store_transaction_id',
  'store_order_id',
  'review_token',
  'asked_at',
  'answer_by',
  'due_at',
  'attempts',
  'state',
  'answer',
];

/** How a try to answer ended. */
export interface UsageEnd {
  readonly state: UsageRequestState;
  readonly dueAt: number | null;
  readonly answer: UsageReport | null;
  readonly closedAt: number | null;
}

/** Keeps the questions of stores, and reads from the books what they ask for. */
@Injectable()
export class UsageRequestStore {
  /** Throws a `duplicate` failure for a question that is kept already. */
  async insert(transaction: Transaction, request: UsageRequest): Promise<void> {
    const values: SqlValue[] = [
      idBytes(request.id),
      idBytes(request.titleId),
      request.environment,
      request.store,
      request.notificationId,
      request.storeTransactionId,
      request.storeOrderId,
      request.reviewToken,
      request.askedAt,
      request.answerBy,
      request.dueAt,
      request.attempts,
      request.state,
      null,
    ];
    const session = sql(transaction);
    const row = { table: 'usage_request', columns: COLUMNS, rows: [values] };
    for (const write of session.dialect.insert(row)) await session.run(write);
  }

  async due(reader: Reader, now: number, limit: number): Promise<UsageRequest[]> {
    const text = `SELECT ${COLUMNS.join(', ')} FROM usage_request
      WHERE due_at <= ? ORDER BY due_at LIMIT ${Math.trunc(limit)}`;
    return (await sql(reader).rows(statement(text, [now]))).map(requestOf);
  }

  /** Moves a question's time on, so that no other instance answers it; false: it was too late. */
  async take(transaction: Transaction, request: UsageRequest, until: number): Promise<boolean> {
    const text = `UPDATE usage_request SET due_at = ?, attempts = attempts + 1
      WHERE id = ? AND due_at = ?`;
    const values = [until, idBytes(request.id), request.dueAt];
    return (await sql(transaction).run(statement(text, values))) === 1;
  }

  /** Changes nothing when another instance has ended it meanwhile. */
  async end(transaction: Transaction, request: UsageRequest, end: UsageEnd): Promise<void> {
    const text = `UPDATE usage_request SET state = ?, due_at = ?, answer = ?,
      consumed_milliunits = ?, closed_at = ? WHERE id = ? AND state = 'open'`;
    const answer = end.answer === null ? null : JSON.stringify(end.answer);
    const consumed = end.answer?.consumedMilliunits ?? null;
    const values = [end.state, end.dueAt, answer, consumed, end.closedAt, idBytes(request.id)];
    await sql(transaction).run(statement(text, values));
  }

  /** What became of the lots of a payment. */
  async lotsOf(reader: Reader, playerId: PlayerId, paymentId: PaymentId): Promise<LotUsage[]> {
    const player = idBytes(playerId);
    const moved = (kinds: string) => `COALESCE(SUM(CASE WHEN t.kind IN (${kinds})
      THEN m.amount ELSE 0 END), 0)`;
    const rows = await sql(reader).rows(
      statement(
        `SELECT l.id, l.original, l.price_micros, ${moved("'topup'")} AS credited,
           ${moved("'spend', 'debit', 'transfer_out', 'order_refund', 'order_reinstatement'")} AS spent
         FROM lot l
         LEFT JOIN ${LOT_CHANGES_OF_PLAYER} m ON m.lot_id = l.id
         LEFT JOIN ledger_transaction t ON t.id = m.transaction_id
         WHERE l.player_id = ? AND l.origin = 'payment' AND l.origin_id = ?
         GROUP BY l.id, l.original, l.price_micros`,
        [player, player, player, idBytes(paymentId)],
      ),
    );
    return rows.map((row) => ({
      original: Number(row.original),
      credited: Number(row.credited),
      spent: -Number(row.spent),
      priced: row.price_micros !== null,
    }));
  }

  /** The orders that took gems from the lots of a payment, newest first. */
  async usesOf(
    reader: Reader,
    playerId: PlayerId,
    paymentId: PaymentId,
    limit: number,
  ): Promise<UsageReport['uses']> {
    const player = idBytes(playerId);
    const rows = await sql(reader).rows(
      statement(
        `SELECT DISTINCT o.id, o.created_at, o.quantity, o.offer
         FROM lot l
         JOIN ${LOT_CHANGES_OF_PLAYER} m ON m.lot_id = l.id AND m.amount < 0
         JOIN purchase_order o ON o.player_id = l.player_id AND o.id = m.transaction_id
         WHERE l.player_id = ? AND l.origin = 'payment' AND l.origin_id = ?
           AND o.status = 'completed'
         ORDER BY o.id DESC LIMIT ${Math.trunc(limit)}`,
        [player, player, player, idBytes(paymentId)],
      ),
    );
    return rows.map((row) => ({
      at: Number(row.created_at),
      what: `${Number(row.quantity)} x ${String(row.offer)}`,
    }));
  }
}

function requestOf(row: SqlRow): UsageRequest {
  const text = (value: SqlValue | undefined) => (value == null ? null : String(value));
  return {
    id: idOf('question', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment | null,
    store: row.store as Store,
    notificationId: String(row.notification_id),
    storeTransactionId: text(row.store_transaction_id),
    storeOrderId: text(row.store_order_id),
    reviewToken: text(row.review_token),
    askedAt: Number(row.asked_at),
    answerBy: Number(row.answer_by),
    dueAt: row.due_at === null ? null : Number(row.due_at),
    attempts: Number(row.attempts),
    state: row.state as UsageRequestState,
    answer: row.answer === null ? null : (JSON.parse(String(row.answer)) as UsageReport),
  };
}
