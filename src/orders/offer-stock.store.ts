import { Inject, Injectable } from '@nestjs/common';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import {
  type SqlRow,
  type SqlStatement,
  type SqlValue,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore, RowChange } from '../till/book.js';
import { type OfferStock, stockKey } from './offer-usage.js';

const KEY = ['title_id', 'environment', 'offer'];

/**
 * Keeps how much of a stock is sold. No wallet guards these rows, so loading locks them, in the
 * order of their key and after the wallets: two batches never wait for each other in a circle.
 */
@Injectable()
export class OfferStockStore implements BookStore<OfferStock> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    const { dialect } = this.database;
    return [
      statement(
        `SELECT title_id, environment, offer, sold FROM offer_stock
         WHERE ${dialect.tupleIn(KEY, keys.length)}
         ORDER BY title_id, environment, offer${dialect.forUpdate}`,
        keys.flatMap((key) => {
          const [title, environment, offer] = key.split(' ') as [string, string, string];
          return [idBytes(title), environment, offer];
        }),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, OfferStock> {
    const stocks = new Map<string, OfferStock>();
    for (const row of results[0] ?? []) {
      const stock: OfferStock = {
        titleId: idOf('title', row.title_id as Buffer),
        environment: row.environment as Environment,
        offer: String(row.offer),
        sold: Number(row.sold),
      };
      stocks.set(stockKey(stock, stock.offer), stock);
    }
    return stocks;
  }

  /**
   * A row that was not there when it was loaded is locked by nobody: it is inserted and never
   * updated, so that of two first buyers one is refused by the primary key and decides anew.
   */
  write(changes: readonly RowChange<OfferStock>[]): Statement[] {
    const { dialect } = this.database;
    const rows = (known: boolean) =>
      changes.filter(({ before }) => (before !== undefined) === known).map(rowOf);
    const table = { table: 'offer_stock', columns: [...KEY, 'sold'] };
    return [
      ...dialect.insert({ ...table, rows: rows(false) }),
      ...dialect.upsert({ ...table, key: KEY, update: ['sold'], rows: rows(true) }),
    ];
  }
}

function rowOf({ after }: RowChange<OfferStock>): SqlValue[] {
  return [idBytes(after.titleId), after.environment, after.offer, after.sold];
}
