import { Inject, Injectable } from '@nestjs/common';
import { idBytes } from '../kernel/id.js';
import { jsonText } from '../kernel/json-text.js';
import { Database } from '../platform/database/database.js';
import type { SqlStatement, Statement } from '../platform/database/statement.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { PlayerEvent } from './event.js';

/** Appends events. */
@Injectable()
export class EventStore implements BookStore<PlayerEvent> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, PlayerEvent> {
    return new Map();
  }

  write(changes: readonly RowChange<PlayerEvent>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'event',
      columns: ['player_id', 'number', 'id', 'type', 'transaction_id', 'data', 'created_at'],
      rows: changes.map(({ after }) => [
        idBytes(after.playerId),
        after.number,
        idBytes(after.id),
        after.type,
        after.transactionId === null ? null : idBytes(after.transactionId),
        jsonText(after.data),
        after.createdAt,
      ]),
    });
  }
}
