import { Inject, Injectable } from '@nestjs/common';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { CouponCode } from './redemption.js';

const COLUMNS = 'code_hash, title_id, environment, coupon, uses_max, uses';

/**
 * Keeps codes. No wallet guards them, so loading locks them, in the order of their hashes and after
 * the wallets: two batches never wait for each other in a circle.
 */
@Injectable()
export class CouponCodeStore implements BookStore<CouponCode> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(hashes: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT ${COLUMNS} FROM coupon_code WHERE code_hash IN (${marks(hashes.length)})
         ORDER BY code_hash${this.database.dialect.forUpdate}`,
        hashes.map((hash) => Buffer.from(hash, 'hex')),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, CouponCode> {
    return new Map((results[0] ?? []).map(codeOf).map((code) => [code.hash, code]));
  }

  /** Only how often it was used changes of a code. */
  write(changes: readonly RowChange<CouponCode>[]): Statement[] {
    return this.database.dialect.updateEach({
      table: 'coupon_code',
      key: ['code_hash'],
      set: 'uses',
      rows: changes.map(({ after }) => [Buffer.from(after.hash, 'hex'), after.uses]),
    });
  }

  async find(reader: Reader, hash: string): Promise<CouponCode | null> {
    const text = `SELECT ${COLUMNS} FROM coupon_code WHERE code_hash = ?`;
    const [row] = await sql(reader).rows(statement(text, [Buffer.from(hash, 'hex')]));
    return row ? codeOf(row) : null;
  }

  /** The primary key refuses a code that is there. */
  async insert(
    transaction: Transaction,
    codes: readonly CouponCode[],
    createdAt: number,
  ): Promise<void> {
    const statements = this.database.dialect.insert({
      table: 'coupon_code',
      columns: [...COLUMNS.split(', '), 'created_at'],
      rows: codes.map((code) => [
        Buffer.from(code.hash, 'hex'),
        idBytes(code.titleId),
        code.environment,
        code.coupon,
        code.usesMax,
        code.uses,
        createdAt,
      ]),
    });
    for (const one of statements) await sql(transaction).run(one);
  }
}

function codeOf(row: SqlRow): CouponCode {
  return {
    hash: (row.code_hash as Buffer).toString('hex'),
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment,
    coupon: String(row.coupon),
    usesMax: row.uses_max === null ? null : Number(row.uses_max),
    uses: Number(row.uses),
  };
}
