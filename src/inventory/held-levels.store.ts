import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore } from '../till/book.js';
import { holdingKey } from './holding.js';

/** Adds up the grants of upgrades; guarded by the wallet's lock. Grants themselves are appended. */
@Injectable()
export class HeldLevelsStore implements BookStore<readonly number[]> {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The players are named once more, since no key knows a sku: only their own rows are read. */
  load(keys: readonly string[]): SqlStatement[] {
    const named = keys.map((key) => {
      const space = key.indexOf(' ');
      return [idBytes(key.slice(0, space)), key.slice(space + 1)] as const;
    });
    return [
      statement(
        `SELECT player_id, sku, level FROM item_grant
         WHERE player_id IN (${marks(keys.length)}) AND level IS NOT NULL
           AND ${this.database.dialect.tupleIn(['player_id', 'sku'], keys.length)}
         GROUP BY player_id, sku, level HAVING SUM(quantity) > 0`,
        [...named.map(([player]) => player), ...named.flat()],
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, readonly number[]> {
    const levels = new Map<string, number[]>();
    for (const row of results[0] ?? []) {
      const key = holdingKey(idOf('player', row.player_id as Buffer), String(row.sku));
      levels.set(key, [...(levels.get(key) ?? []), Number(row.level)]);
    }
    return levels;
  }

  write(): Statement[] {
    return [];
  }
}
