import { Inject, Injectable } from '@nestjs/common';
import { idBytes } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import type { SqlStatement, Statement } from '../platform/database/statement.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { Transfer } from './transfer.js';

const COLUMNS = [
  'id',
  'receipt_id',
  'title_id',
  'environment',
  'from_player_id',
  'to_player_id',
  'currency',
  'amount',
  'reason',
  'day',
  'number',
  'held_until',
  'created_at',
];

/** Appends transfers. Nothing here is ever changed. */
@Injectable()
export class TransferStore implements BookStore<Transfer> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, Transfer> {
    return new Map();
  }

  write(changes: readonly RowChange<Transfer>[]): Statement[] {
    const rows = changes.map(({ after }) => [
      idBytes(after.id),
      idBytes(after.receiptId),
      idBytes(after.titleId),
      after.environment,
      idBytes(after.from),
      idBytes(after.to),
      after.currency,
      after.amount,
      after.reason,
      after.day,
      after.number,
      after.heldUntil,
      after.createdAt,
    ]);
    return this.database.dialect.insert({ table: 'transfer', columns: COLUMNS, rows });
  }
}
