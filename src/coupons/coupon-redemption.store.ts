import { Inject, Injectable } from '@nestjs/common';
import { idBytes } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import type { SqlStatement, Statement } from '../platform/database/statement.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { CouponRedemption } from './redemption.js';

/**
 * Appends redemptions. The primary key lets a player redeem a code once; the number is taken once
 * for a coupon.
 */
@Injectable()
export class CouponRedemptionStore implements BookStore<CouponRedemption> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, CouponRedemption> {
    return new Map();
  }

  write(changes: readonly RowChange<CouponRedemption>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'coupon_redemption',
      columns: [
        'player_id',
        'coupon',
        'code_hash',
        'id',
        'title_id',
        'environment',
        'number',
        'player_number',
        'catalog_version_id',
        'created_at',
      ],
      rows: changes.map(({ after }) => [
        idBytes(after.playerId),
        after.coupon,
        Buffer.from(after.codeHash, 'hex'),
        idBytes(after.id),
        idBytes(after.titleId),
        after.environment,
        after.number,
        after.playerNumber,
        idBytes(after.catalogVersionId),
        after.createdAt,
      ]),
    });
  }
}
