import { Inject, Injectable } from '@nestjs/common';
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
import type { BookStore, RowChange } from '../till/book.js';
import type { PromotionUsage } from './promotion-usage.js';

/** Keeps for how many payments of a player each promotion counted. */
@Injectable()
export class PromotionUsageStore implements BookStore<PromotionUsage> {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** One row for each promotion that was used, or one without any. */
  load(players: readonly string[]): SqlStatement[] {
    const ids = players.map((id) => idBytes(id));
    return [
      statement(
        `SELECT w.player_id, u.promotion, u.used,
           EXISTS (SELECT 1 FROM payment p WHERE p.player_id = w.player_id
             AND p.credited_at IS NOT NULL AND p.paid = 1) AS topped_up
         FROM wallet w LEFT JOIN promotion_usage u ON u.player_id = w.player_id
         WHERE w.player_id IN (${marks(ids.length)})`,
        ids,
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, PromotionUsage> {
    const found = new Map<PlayerId, PromotionUsage & { used: Map<string, number> }>();
    for (const row of results[0] ?? []) {
      const playerId = idOf('player', row.player_id as Buffer);
      const toppedUp = Number(row.topped_up) === 1;
      const usage = found.get(playerId) ?? { playerId, toppedUp, used: new Map() };
      if (row.promotion !== null) usage.used.set(String(row.promotion), Number(row.used));
      found.set(playerId, usage);
    }
    return found;
  }

  write(changes: readonly RowChange<PromotionUsage>[]): Statement[] {
    const rows = changes.flatMap(({ before, after }) =>
      [...after.used]
        .filter(([key, used]) => before?.used.get(key) !== used)
        .map(([key, used]) => [idBytes(after.playerId), key, used]),
    );
    return this.database.dialect.upsert({
      table: 'promotion_usage',
      columns: ['player_id', 'promotion', 'used'],
      key: ['player_id', 'promotion'],
      update: ['used'],
      rows,
    });
  }

  /** What is committed now; null when there is no such player. */
  async find(reader: Reader, playerId: PlayerId): Promise<PromotionUsage | null> {
    const results = await Promise.all(this.load([playerId]).map((one) => sql(reader).rows(one)));
    return this.read(results).get(playerId) ?? null;
  }
}
