import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import {
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore, RowChange } from '../till/book.js';
import { type DrawPity, pityKey } from './draw-result.js';

/** Keeps the misses of players; guarded by the wallet's lock. */
@Injectable()
export class DrawPityStore implements BookStore<DrawPity> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT player_id, draw, misses FROM draw_pity
         WHERE ${this.database.dialect.tupleIn(['player_id', 'draw'], keys.length)}`,
        keys.flatMap((key) => {
          const space = key.indexOf(' ');
          return [idBytes(key.slice(0, space)), key.slice(space + 1)];
        }),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, DrawPity> {
    const pities = new Map<string, DrawPity>();
    for (const row of results[0] ?? []) {
      const playerId = idOf('player', row.player_id as Buffer);
      const draw = String(row.draw);
      pities.set(pityKey(playerId, draw), { playerId, draw, misses: Number(row.misses) });
    }
    return pities;
  }

  write(changes: readonly RowChange<DrawPity>[]): Statement[] {
    return this.database.dialect.upsert({
      table: 'draw_pity',
      columns: ['player_id', 'draw', 'misses'],
      key: ['player_id', 'draw'],
      update: ['misses'],
      rows: changes.map(({ after }) => [idBytes(after.playerId), after.draw, after.misses]),
    });
  }
}
