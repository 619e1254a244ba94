import { Injectable } from '@nestjs/common';
import { idBytes, idOf } from '../kernel/id.js';
import { money } from '../kernel/money.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore } from '../till/book.js';
import { BUCKETS } from './bucket.js';
import type { LotPrice } from './lot-prices.js';

/** Reads what was paid for open lots; guarded by the wallet's lock, and never changed. */
@Injectable()
export class LotPricesStore implements BookStore<ReadonlyMap<string, LotPrice>> {
  load(players: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT player_id, id, price_currency, price_micros, fee_micros, country FROM lot
         WHERE player_id IN (${marks(players.length)}) AND remaining > 0
           AND bucket = ${BUCKETS.paid}`,
        players.map((id) => idBytes(id)),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, ReadonlyMap<string, LotPrice>> {
    const prices = new Map<string, Map<string, LotPrice>>();
    for (const row of results[0] ?? []) {
      const playerId = idOf('player', row.player_id as Buffer);
      const own = prices.get(playerId) ?? new Map<string, LotPrice>();
      prices.set(playerId, own.set(idOf('lot', row.id as Buffer), priceOf(row)));
    }
    return prices;
  }

  write(): Statement[] {
    return [];
  }
}

function priceOf(row: SqlRow): LotPrice {
  const currency = row.price_currency as string | null;
  return {
    price: currency === null ? null : money(currency, Number(row.price_micros)),
    feeMicros: row.fee_micros === null ? null : Number(row.fee_micros),
    country: row.country as string | null,
  };
}
