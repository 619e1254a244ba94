import { Injectable } from '@nestjs/common';
import { idBytes, type PlayerId } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { PurchaseLine, Store } from '../../stores/store-gateway.js';
import type { KeptLimits } from './spending-limits.js';
import type { CountedPayment } from './spent-money.js';

@Injectable()
export class SpendingLimitsStore {
  async of(reader: Reader, playerId: PlayerId): Promise<KeptLimits | null> {
    const text = 'SELECT limits, pending, pending_at FROM spending_limit WHERE player_id = ?';
    const [row] = await sql(reader).rows(statement(text, [idBytes(playerId)]));
    if (!row) return null;
    const at = row.pending_at === null ? null : Number(row.pending_at);
    return {
      limits: JSON.parse(String(row.limits)),
      pending: at === null ? null : { limits: JSON.parse(String(row.pending)), at },
    };
  }

  async put(
    transaction: Transaction,
    playerId: PlayerId,
    { limits, pending }: KeptLimits,
    now: number,
  ): Promise<void> {
    const session = sql(transaction);
    const updated = ['limits', 'pending', 'pending_at', 'changed_at'];
    const writes = session.dialect.upsert({
      table: 'spending_limit',
      columns: ['player_id', ...updated],
      key: ['player_id'],
      update: updated,
      rows: [
        [
          idBytes(playerId),
          JSON.stringify(limits),
          pending ? JSON.stringify(pending.limits) : null,
          pending?.at ?? null,
          now,
        ],
      ],
    });
    for (const write of writes) await session.run(write);
  }

  /** What a player paid since a moment, but for what was given away or refunded as a whole. */
  async payments(reader: Reader, playerId: PlayerId, from: number): Promise<CountedPayment[]> {
    const text = `SELECT store, created_at, line_items, price_currency, price_micros FROM payment
      WHERE player_id = ? AND created_at >= ? AND paid = 1
        AND status NOT IN ('rejected', 'refunded')`;
    const rows = await sql(reader).rows(statement(text, [idBytes(playerId), from]));
    return rows.map((row) => ({
      store: row.store as Store,
      createdAt: Number(row.created_at),
      lines: JSON.parse(String(row.line_items)) as PurchaseLine[],
      price:
        row.price_currency === null
          ? null
          : { currency: String(row.price_currency), micros: Number(row.price_micros) },
    }));
  }
}
