import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type PaymentId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  marks,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { StoreTask } from './payment.js';

/** A task that is due, with the payment that it is about. */
export interface DueTask {
  readonly id: Buffer;
  readonly kind: StoreTask['kind'];
  readonly dueAt: number;
  readonly attempts: number;
  readonly createdAt: number;
  readonly paymentId: PaymentId;
}

/** How a try at a task ended. */
export type TaskEnd =
  | { readonly task: DueTask; readonly outcome: 'done'; readonly at: number }
  /** Never tried again. */
  | { readonly task: DueTask; readonly outcome: 'given_up'; readonly error: string }
  | {
      readonly task: DueTask;
      readonly outcome: 'later';
      readonly dueAt: number;
      readonly error: string;
    };

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
        `SELECT id, kind, due_at, attempts, created_at, payment_id FROM store_task
         WHERE due_at <= ? ORDER BY due_at LIMIT ${Math.trunc(limit)}`,
        [now],
      ),
    );
    return rows.map((row) => ({
      id: row.id as Buffer,
      kind: row.kind as StoreTask['kind'],
      dueAt: Number(row.due_at),
      attempts: Number(row.attempts),
      createdAt: Number(row.created_at),
      paymentId: idOf('payment', row.payment_id as Buffer),
    }));
  }

  /**
   * Moves the tasks' time on, so that no other instance does them meanwhile; tells those for which
   * it was not too late.
   */
  async take(transaction: Transaction, tasks: readonly DueTask[], until: number) {
    const mine: DueTask[] = [];
    const text =
      'UPDATE store_task SET due_at = ?, attempts = attempts + 1 WHERE id = ? AND due_at = ?';
    for (const task of tasks) {
      const taken = await sql(transaction).run(statement(text, [until, task.id, task.dueAt]));
      if (taken === 1) mine.push(task);
    }
    return mine;
  }

  /** Writes how tries ended; what is done stays done. Those that are done take one statement. */
  async end(transaction: Transaction, ends: readonly TaskEnd[]): Promise<void> {
    const session = sql(transaction);
    const done = ends.filter((one) => one.outcome === 'done');
    if (done.length > 0) {
      const text = `UPDATE store_task SET due_at = NULL, done_at = ?, last_error = NULL
        WHERE id IN (${marks(done.length)})`;
      await session.run(statement(text, [done[0]!.at, ...done.map(({ task }) => task.id)]));
    }
    for (const one of ends) {
      if (one.outcome === 'done') continue;
      const dueAt = one.outcome === 'later' ? one.dueAt : null;
      const text = `UPDATE store_task SET due_at = ?, last_error = ?
        WHERE id = ? AND done_at IS NULL`;
      await session.run(statement(text, [dueAt, one.error, one.task.id]));
    }
  }

  /** How many tasks wait since before a time. */
  async late(reader: Reader, before: number): Promise<number> {
    const text = 'SELECT COUNT(*) AS late FROM store_task WHERE due_at > 0 AND created_at < ?';
    return Number((await sql(reader).rows(statement(text, [before])))[0]?.late ?? 0);
  }
}
