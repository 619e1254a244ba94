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
import { type CouponUsage, couponUsageKey } from './redemption.js';

const KEY = ['title_id', 'environment', 'coupon'];

/** Keeps how often coupons were redeemed; loading locks, in the order of the key. */
@Injectable()
export class CouponUsageStore implements BookStore<CouponUsage> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    const { dialect } = this.database;
    return [
      statement(
        `SELECT title_id, environment, coupon, redeemed FROM coupon_usage
         WHERE ${dialect.tupleIn(KEY, keys.length)}
         ORDER BY title_id, environment, coupon${dialect.forUpdate}`,
        keys.flatMap((key) => {
          const [title, environment, coupon] = key.split(' ') as [string, string, string];
          return [idBytes(title), environment, coupon];
        }),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, CouponUsage> {
    const usages = (results[0] ?? []).map((row) => ({
      titleId: idOf('title', row.title_id as Buffer),
      environment: row.environment as Environment,
      coupon: String(row.coupon),
      redeemed: Number(row.redeemed),
    }));
    return new Map(usages.map((usage) => [couponUsageKey(usage, usage.coupon), usage]));
  }

  /**
   * A row that was not there when it was loaded is locked by nobody: it is inserted and never
   * updated, so that of two firsts one is refused by the primary key and decides anew.
   */
  write(changes: readonly RowChange<CouponUsage>[]): Statement[] {
    const { dialect } = this.database;
    const rows = (known: boolean) =>
      changes.filter(({ before }) => (before !== undefined) === known).map(rowOf);
    const table = { table: 'coupon_usage', columns: [...KEY, 'redeemed'] };
    return [
      ...dialect.insert({ ...table, rows: rows(false) }),
      ...dialect.upsert({ ...table, key: KEY, update: ['redeemed'], rows: rows(true) }),
    ];
  }
}

function rowOf({ after }: RowChange<CouponUsage>): SqlValue[] {
  return [idBytes(after.titleId), after.environment, after.coupon, after.redeemed];
}
