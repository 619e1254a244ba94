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
import { type OfferPeriodUsage, periodKey } from './offer-usage.js';

const KEY = ['player_id', 'offer', 'period'];

/** Keeps how often players bought within a period; guarded by the wallet's lock. */
@Injectable()
export class OfferPeriodUsageStore implements BookStore<OfferPeriodUsage> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT player_id, offer, period, used FROM offer_period_usage
         WHERE ${this.database.dialect.tupleIn(KEY, keys.length)}`,
        keys.flatMap((key) => {
          const [player, offer, period] = key.split(' ') as [string, string, string];
          return [idBytes(player), offer, period];
        }),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, OfferPeriodUsage> {
    const usages = new Map<string, OfferPeriodUsage>();
    for (const row of results[0] ?? []) {
      const playerId = idOf('player', row.player_id as Buffer);
      const offer = String(row.offer);
      const period = String(row.period);
      const used = Number(row.used);
      usages.set(periodKey(playerId, offer, period), { playerId, offer, period, used });
    }
    return usages;
  }

  write(changes: readonly RowChange<OfferPeriodUsage>[]): Statement[] {
    return this.database.dialect.upsert({
      table: 'offer_period_usage',
      columns: [...KEY, 'used'],
      key: KEY,
      update: ['used'],
      rows: changes.map(({ after }) => [
        idBytes(after.playerId),
        after.offer,
        after.period,
        after.used,
      ]),
    });
  }
}
