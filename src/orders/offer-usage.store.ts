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
import { type OfferUsage, usageKey } from './offer-usage.js';

/** Keeps how often players bought offers that have a limit; guarded by the wallet's lock. */
@Injectable()
export class OfferUsageStore implements BookStore<OfferUsage> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT player_id, offer, used FROM offer_usage
         WHERE ${this.database.dialect.tupleIn(['player_id', 'offer'], keys.length)}`,
        keys.flatMap((key) => {
          const space = key.indexOf(' ');
          return [idBytes(key.slice(0, space)), key.slice(space + 1)];
        }),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, OfferUsage> {
    const usages = new Map<string, OfferUsage>();
    for (const row of results[0] ?? []) {
      const playerId = idOf('player', row.player_id as Buffer);
      const offer = String(row.offer);
      usages.set(usageKey(playerId, offer), { playerId, offer, used: Number(row.used) });
    }
    return usages;
  }

  write(changes: readonly RowChange<OfferUsage>[]): Statement[] {
    return this.database.dialect.upsert({
      table: 'offer_usage',
      columns: ['player_id', 'offer', 'used'],
      key: ['player_id', 'offer'],
      update: ['used'],
      rows: changes.map(({ after }) => [idBytes(after.playerId), after.offer, after.used]),
    });
  }
}
