import { Inject, Injectable } from '@nestjs/common';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type PaymentId, type TitleId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type SqlStatement, type Statement, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { PurchaseLine, Store } from '../stores/store-gateway.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { StoreTask } from './payment.js';

/** A task that is due, with what is needed to do it. */
export interface DueTask {
  readonly id: Buffer;
  readonly dueAt: number;
  readonly attempts: number;
  readonly createdAt: number;
  readonly store: Store;
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly paymentId: PaymentId;
  readonly storeTransactionId: string;
  readonly lines: readonly PurchaseLine[];
}

/** Keeps what must still be told to stores. */
@Injectable()
export class StoreTaskStore implements BookStore<StoreTask> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, StoreTask> {
    return new Map();
  }

  write(changes: readonly RowChange<StoreTask>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'store_task',
      columns: ['id', 'payment_id', 'kind', 'due_at', 'attempts', 'created_at'],
      rows: changes.map(({ after }) => [
        idBytes(after.id),
        idBytes(after.paymentId),
        after.kind,
        after.dueAt,
        0,
        after.createdAt,
      ]),
    });
  }

  async due(reader: Reader, now: number, limit: number): Promise<DueTask[]> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT t.id, t.due_at, t.attempts, t.created_at, p.id AS payment_id, p.store, p.title_id,
                p.environment, p.store_transaction_id, p.line_items
         FROM store_task t JOIN payment p ON p.id = t.payment_id
         WHERE t.due_at <= ? ORDER BY t.due_at LIMIT ${Math.trunc(limit)}`,
        [now],
      ),
    );
    return rows.map((row) => ({
      id: row.id as Buffer,
      dueAt: Number(row.due_at),
      attempts: Number(row.attempts),
      createdAt: Number(row.created_at),
      store: row.store as Store,
      titleId: idOf('title', row.title_id as Buffer),
      environment: row.environment as Environment,
      paymentId: idOf('payment', row.payment_id as Buffer),
      storeTransactionId: String(row.store_transaction_id),
      lines: JSON.parse(String(row.line_items)) as PurchaseLine[],
    }));
  }

  /**
   * Moves a task's time on, so that no other instance does it meanwhile; false: it was too late.
   */
  async take(transaction: Transaction, task: DueTask, until: number): Promise<boolean> {
    const taken = await sql(transaction).run(
      statement(
        'UPDATE store_task SET due_at = ?, attempts = attempts + 1 WHERE id = ? AND due_at = ?',
        [until, task.id, task.dueAt],
      ),
    );
    return taken === 1;
  }

  /** Done, or given up when there is an error: it is never due again. */
  async close(transaction: Transaction, task: DueTask, now: number, error: string | null) {
    await sql(transaction).run(
      statement('UPDATE store_task SET due_at = NULL, done_at = ?, last_error = ? WHERE id = ?', [
        error === null ? now : null,
        error,
        task.id,
      ]),
    );
  }

  async postpone(transaction: Transaction, task: DueTask, dueAt: number, error: string) {
    await sql(transaction).run(
      statement('UPDATE store_task SET due_at = ?, last_error = ? WHERE id = ?', [
        dueAt,
        error,
        task.id,
      ]),
    );
  }
}
