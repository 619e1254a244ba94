import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  type SqlRow,
  type SqlStatement,
  type SqlValue,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import { BUCKETS, bucketOf } from './bucket.js';
import type { Transaction } from './posting.js';

/** An entry of a player's own account, as the history shows it. */
export interface HistoryRow {
  readonly seq: number;
  readonly line: number;
  readonly transactionId: string;
  readonly kind: string;
  readonly currency: string;
  readonly bucket: string;
  readonly amount: number;
  readonly balanceAfter: number;
  readonly number: number;
  readonly createdAt: number;
}

/**
 * Appends transactions, their entries and their lot movements. Nothing here is ever changed. The
 * movement of an entry of one lot is the entry itself, which names the lot (`lot-changes.ts`).
 */
@Injectable()
export class JournalStore implements BookStore<Transaction> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, Transaction> {
    return new Map();
  }

  write(changes: readonly RowChange<Transaction>[]): Statement[] {
    const transactions: SqlValue[][] = [];
    const entries: SqlValue[][] = [];
    const movements: SqlValue[][] = [];
    for (const { after } of changes) {
      const id = idBytes(after.id);
      const player = idBytes(after.wallet.playerId);
      transactions.push([
        id,
        idBytes(after.wallet.titleId),
        after.wallet.environment,
        player,
        after.seq,
        after.kind,
        after.reversesId === null ? null : idBytes(after.reversesId),
        after.createdAt,
      ]);
      for (const entry of after.entries) {
        entries.push([
          player,
          after.seq,
          entry.line,
          id,
          entry.currency,
          BUCKETS[entry.bucket],
          entry.amount,
          entry.number,
          entry.balanceAfter,
          entry.lotId === null ? null : idBytes(entry.lotId),
        ]);
      }
      for (const { lotId, amount } of after.movements) {
        if (after.entries.some((entry) => entry.lotId === lotId)) continue;
        movements.push([id, idBytes(lotId), player, amount]);
      }
    }
    return [
      ...this.#insert('ledger_transaction', TRANSACTION_COLUMNS, transactions),
      ...this.#insert('entry', ENTRY_COLUMNS, entries),
      ...this.#insert('lot_movement', MOVEMENT_COLUMNS, movements),
    ];
  }

  /**
   * Entries of a player's own accounts, newest first, older than the given place; at most `limit`.
   * One range of the primary key.
   */
  async history(
    reader: Reader,
    playerId: PlayerId,
    before: { seq: number; line: number } | null,
    limit: number,
  ): Promise<HistoryRow[]> {
    const place = before ? ' AND (e.seq < ? OR (e.seq = ? AND e.line < ?))' : '';
    const rows = await sql(reader).rows(
      statement(
        `SELECT e.seq, e.line, e.transaction_id, e.currency, e.bucket, e.amount, e.number,
                e.balance_after, t.kind, t.created_at
         FROM entry e JOIN ledger_transaction t ON t.id = e.transaction_id
         WHERE e.player_id = ?${place} AND e.number IS NOT NULL
         ORDER BY e.seq DESC, e.line DESC LIMIT ${Math.trunc(limit)}`,
        [idBytes(playerId), ...(before ? [before.seq, before.seq, before.line] : [])],
      ),
    );
    return rows.map(historyRow);
  }

  #insert(table: string, columns: readonly string[], rows: SqlValue[][]): Statement[] {
    return rows.length === 0 ? [] : this.database.dialect.insert({ table, columns, rows });
  }
}

const TRANSACTION_COLUMNS = [
  'id',
  'title_id',
  'environment',
  'player_id',
  'seq',
  'kind',
  'reverses_id',
  'created_at',
];
const ENTRY_COLUMNS = [
  'player_id',
  'seq',
  'line',
  'transaction_id',
  'currency',
  'bucket',
  'amount',
  'number',
  'balance_after',
  'lot_id',
];
const MOVEMENT_COLUMNS = ['transaction_id', 'lot_id', 'player_id', 'amount'];

function historyRow(row: SqlRow): HistoryRow {
  return {
    seq: Number(row.seq),
    line: Number(row.line),
    transactionId: idOf('txn', row.transaction_id as Buffer),
    kind: String(row.kind),
    currency: String(row.currency),
    bucket: bucketOf(Number(row.bucket)),
    amount: Number(row.amount),
    balanceAfter: Number(row.balance_after),
    number: Number(row.number),
    createdAt: Number(row.created_at),
  };
}
