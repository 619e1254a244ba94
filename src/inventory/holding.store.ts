import { Inject, Injectable } from '@nestjs/common';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';
import type { BookStore, RowChange } from '../till/book.js';
import { type HeldKind, type Holding, holdingKey } from './holding.js';

/** What a player holds, and the wallet's `seq` at that moment. */
export interface Held {
  readonly seq: number;
  readonly holdings: readonly Holding[];
}

const COLUMNS = 'player_id, sku, kind, quantity, level';

/** Keeps what players hold; guarded by the wallet's lock. */
@Injectable()
export class HoldingStore implements BookStore<Holding> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT ${COLUMNS} FROM inventory
         WHERE ${this.database.dialect.tupleIn(['player_id', 'sku'], keys.length)}`,
        keys.flatMap((key) => {
          const space = key.indexOf(' ');
          return [idBytes(key.slice(0, space)), key.slice(space + 1)];
        }),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, Holding> {
    const holdings = (results[0] ?? []).map(holdingOf);
    return new Map(holdings.map((one) => [holdingKey(one.playerId, one.sku), one]));
  }

  write(changes: readonly RowChange<Holding>[]): Statement[] {
    return this.database.dialect.upsert({
      table: 'inventory',
      columns: ['player_id', 'sku', 'kind', 'quantity', 'level'],
      key: ['player_id', 'sku'],
      update: ['kind', 'quantity', 'level'],
      rows: changes.map(({ after }) => [
        idBytes(after.playerId),
        after.sku,
        after.kind,
        after.quantity,
        after.level,
      ]),
    });
  }

  /** Where a player belongs; null: there is no such player. */
  async ownerOf(reader: Reader, playerId: PlayerId): Promise<Scope | null> {
    const text = 'SELECT title_id, environment FROM wallet WHERE player_id = ?';
    const row = (await sql(reader).rows(statement(text, [idBytes(playerId)])))[0];
    if (!row) return null;
    const titleId = idOf('title', row.title_id as Buffer);
    return { titleId, environment: row.environment as Environment };
  }

  /** All that players hold, by sku, each with the wallet's `seq` of the same moment. */
  async listMany(reader: Reader, players: readonly PlayerId[]): Promise<Map<PlayerId, Held>> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT w.seq, w.player_id, i.sku, i.kind, i.quantity, i.level
         FROM wallet w LEFT JOIN inventory i ON i.player_id = w.player_id AND i.quantity > 0
         WHERE w.player_id IN (${marks(players.length)}) ORDER BY i.sku`,
        players.map((id) => idBytes(id)),
      ),
    );
    const found = new Map<PlayerId, { seq: number; holdings: Holding[] }>();
    for (const row of rows) {
      const playerId = idOf('player', row.player_id as Buffer);
      const held = found.get(playerId) ?? { seq: Number(row.seq), holdings: [] };
      if (row.sku !== null) held.holdings.push(holdingOf(row));
      found.set(playerId, held);
    }
    return found;
  }
}

function holdingOf(row: SqlRow): Holding {
  return {
    playerId: idOf('player', row.player_id as Buffer),
    sku: String(row.sku),
    kind: row.kind as HeldKind,
    quantity: Number(row.quantity),
    level: row.level === null ? null : Number(row.level),
  };
}
