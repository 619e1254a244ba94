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
import type { DrawResult } from './draw-result.js';

const COLUMNS = [
  'player_id',
  'seed_number',
  'nonce',
  'draw',
  'order_id',
  'line',
  'catalog_version_id',
  'table_hash',
  'misses',
  'roll',
  'entry',
  'created_at',
];

/** A place in a player's history. */
export interface DrawPlace {
  readonly seedNumber: number;
  readonly nonce: number;
}

/** Appends results. The primary key lets no number of a seed be drawn twice. */
@Injectable()
export class DrawResultStore implements BookStore<DrawResult> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, DrawResult> {
    return new Map();
  }

  write(changes: readonly RowChange<DrawResult>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'draw_result',
      columns: COLUMNS,
      rows: changes.map(({ after }) => [
        idBytes(after.playerId),
        after.seedNumber,
        after.nonce,
        after.draw,
        idBytes(after.orderId),
        after.line,
        idBytes(after.catalogVersionId),
        after.tableHash,
        after.misses,
        after.roll,
        after.entry,
        after.createdAt,
      ]),
    });
  }

  /** The draws of a player, newest first, before a place. */
  async list(
    reader: Reader,
    playerId: PlayerId,
    before: DrawPlace | null,
    limit: number,
  ): Promise<DrawResult[]> {
    const older = before ? ' AND (seed_number < ? OR (seed_number = ? AND nonce < ?))' : '';
    const values = before ? [before.seedNumber, before.seedNumber, before.nonce] : [];
    const rows = await sql(reader).rows(
      statement(
        `SELECT ${COLUMNS.join(', ')} FROM draw_result WHERE player_id = ?${older}
         ORDER BY seed_number DESC, nonce DESC LIMIT ${Math.trunc(limit)}`,
        [idBytes(playerId), ...values],
      ),
    );
    return rows.map(drawResultOf);
  }
}

export function drawResultOf(row: SqlRow): DrawResult {
  return {
    playerId: idOf('player', row.player_id as Buffer),
    seedNumber: Number(row.seed_number),
    nonce: Number(row.nonce),
    draw: String(row.draw),
    orderId: idOf('order', row.order_id as Buffer),
    line: Number(row.line),
    catalogVersionId: idOf('catalog', row.catalog_version_id as Buffer),
    tableHash: row.table_hash as Buffer,
    misses: Number(row.misses),
    roll: Number(row.roll),
    entry: String(row.entry),
    createdAt: Number(row.created_at),
  };
}
