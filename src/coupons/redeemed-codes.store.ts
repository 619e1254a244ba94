import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import {
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore } from '../till/book.js';
import { type RedeemedCodes, redeemedKey } from './redemption.js';

/**
 * Adds up the redemptions of players; guarded by the wallet's lock. What changes of it is written
 * as redemptions.
 */
@Injectable()
export class RedeemedCodesStore implements BookStore<RedeemedCodes> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT player_id, coupon, code_hash FROM coupon_redemption
         WHERE ${this.database.dialect.tupleIn(['player_id', 'coupon'], keys.length)}`,
        keys.flatMap((key) => {
          const space = key.indexOf(' ');
          return [idBytes(key.slice(0, space)), key.slice(space + 1)];
        }),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, RedeemedCodes> {
    const codes = new Map<string, string[]>();
    for (const row of results[0] ?? []) {
      const key = redeemedKey(idOf('player', row.player_id as Buffer), String(row.coupon));
      const hash = (row.code_hash as Buffer).toString('hex');
      const known = codes.get(key);
      if (known) known.push(hash);
      else codes.set(key, [hash]);
    }
    return codes;
  }

  write(): Statement[] {
    return [];
  }
}
