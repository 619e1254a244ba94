import { Injectable } from '@nestjs/common';
import { idBytes, idOf, lowestIdAt, type PaymentId } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { marks, type SqlRow, statement } from '../../platform/database/statement.js';
import type { Reader } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import type { Store } from '../../stores/store-gateway.js';
import { type Found, MENDABLE_REASONS } from './difference.js';

/** So many are told of at once; the rest shows when these are gone. */
const SHOWN_MAX = 1_000;

/** Older ones are found already: what is open stays so. */
const LOOKED_BACK_MS = 180 * 24 * 60 * 60_000;
/** Reads what hangs between us and a store. */
@Injectable()
export class OpenEndsStore {
  /** What a store was to be told before a time and does not know. */
  async untold(
    reader: Reader,
    { titleId, environment }: Scope,
    { store, before }: { store: Store; before: number },
  ): Promise<Found[]> {
    const text = `SELECT t.kind, t.last_error, p.id, p.store_transaction_id
      FROM store_task t JOIN payment p ON p.id = t.payment_id
      WHERE t.due_at > 0 AND t.created_at < ?
        AND p.title_id = ? AND p.environment = ? AND p.store = ?
      ORDER BY t.id LIMIT ${SHOWN_MAX}`;
    const values = [before, idBytes(titleId), environment, store];
    return (await sql(reader).rows(statement(text, values))).map((row) => ({
      ...paymentOf(row, store),
      kind: 'task' as const,
      ours: `${String(row.kind)} not told`,
      theirs: row.last_error === null ? 'not asked' : String(row.last_error),
    }));
  }

  /** True when the store knows all that it was to be told of a payment. */
  async isTold(reader: Reader, paymentId: PaymentId): Promise<boolean> {
    const text =
      'SELECT COUNT(*) AS count FROM store_task WHERE payment_id = ? AND done_at IS NULL';
    const rows = await sql(reader).rows(statement(text, [idBytes(paymentId)]));
    return Number(rows[0]?.count ?? 0) === 0;
  }

  /** Payments from before a time that could still not be verified. */
  async undecided(
    reader: Reader,
    { titleId, environment }: Scope,
    { store, before }: { store: Store; before: number },
  ): Promise<Found[]> {
    const text = `SELECT p.id, p.store_transaction_id FROM payment p
      WHERE p.title_id = ? AND p.environment = ? AND p.status = 'verifying' AND p.store = ?
        AND p.created_at < ?
      ORDER BY p.id LIMIT ${SHOWN_MAX}`;
    const values = [idBytes(titleId), environment, store, before];
    return (await sql(reader).rows(statement(text, values))).map((row) => ({
      ...paymentOf(row, store),
      kind: 'waiting' as const,
      ours: 'verifying',
      theirs: 'no answer',
    }));
  }

  /** Payments that were paid, or came to us, before a time, and brought nobody anything. */
  async uncredited(
    reader: Reader,
    { titleId, environment }: Scope,
    { store, before }: { store: Store; before: number },
  ): Promise<Found[]> {
    const oldest = lowestIdAt('payment', Math.max(0, before - LOOKED_BACK_MS));
    const text = `SELECT p.id, p.store_transaction_id, p.status, p.reason FROM payment p
      WHERE p.title_id = ? AND p.environment = ? AND p.status IN ('unassigned', 'rejected')
        AND p.id > ? AND p.store = ? AND (p.purchased_at < ? OR p.created_at < ?)
        AND (p.status = 'unassigned' OR p.reason IN (${marks(MENDABLE_REASONS.length)}))
      ORDER BY p.id LIMIT ${SHOWN_MAX}`;
    const of = [idBytes(titleId), environment, idBytes(oldest), store];
    const values = [...of, before, before, ...MENDABLE_REASONS];
    return (await sql(reader).rows(statement(text, values))).map((row) => ({
      ...paymentOf(row, store),
      kind: 'uncredited' as const,
      ours: row.reason === null ? String(row.status) : `${row.status} (${row.reason})`,
      theirs: 'purchased',
    }));
  }
}

function paymentOf(row: SqlRow, store: Store) {
  return {
    store,
    subject: String(row.store_transaction_id),
    paymentId: idOf('payment', row.id as Buffer),
    state: 'open' as const,
  };
}
