import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { Grant } from './holding.js';

/** Appends grants. The primary key lets one source give each of its lines once. */
@Injectable()
export class GrantStore implements BookStore<Grant> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, Grant> {
    return new Map();
  }

  write(changes: readonly RowChange<Grant>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'item_grant',
      columns: [
        'player_id',
        'source_id',
        'line',
        'id',
        'source',
        'sku',
        'quantity',
        'level',
        'created_at',
      ],
      rows: changes.map(({ after }) => [
        idBytes(after.playerId),
        idBytes(after.sourceId),
        after.line,
        idBytes(after.id),
        after.source,
        after.sku,
        after.quantity,
        after.level,
        after.createdAt,
      ]),
    });
  }

  /** What one source, such as an order, gave to its player. */
  async ofSource(reader: Reader, playerId: PlayerId, sourceId: string) {
    const rows = await sql(reader).rows(
      statement(
        `SELECT id, sku, quantity, level FROM item_grant
         WHERE player_id = ? AND source_id = ? ORDER BY line`,
        [idBytes(playerId), idBytes(sourceId)],
      ),
    );
    return rows.map((row: SqlRow) => ({
      id: idOf('grant', row.id as Buffer),
      sku: String(row.sku),
      quantity: Number(row.quantity),
      level: row.level === null ? null : Number(row.level),
    }));
  }
}
