import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type OrderId, type PaymentId, type PlayerId } from '../kernel/id.js';
import { LOT_CHANGES_OF_PLAYER } from '../ledger/lot-changes.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { statement } from '../platform/database/statement.js';

/** An order that gems of a payment went into. */
export interface PaidOrder {
  readonly id: OrderId;
  readonly currency: string;
  /** What it gave. */
  readonly skus: readonly string[];
}

/** Finds the orders that a payment's refund concerns. Reads one player's rows only. */
@Injectable()
export class PaymentOrderStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Completed orders that took gems from a payment's own lots, its bonus included, and gave none;
   * newest first, before `before`.
   */
  async paidFrom(
    payment: { readonly paymentId: PaymentId; readonly playerId: PlayerId },
    before: OrderId | null,
    limit: number,
  ): Promise<PaidOrder[]> {
    const player = idBytes(payment.playerId);
    const rows = await sql(this.database.reader).rows(
      statement(
        `SELECT o.id, o.currency, g.sku
         FROM (
           SELECT DISTINCT p.player_id, p.id, p.currency FROM purchase_order p
           JOIN ${LOT_CHANGES_OF_PLAYER} m ON m.transaction_id = p.id AND m.amount < 0
           JOIN lot l ON l.player_id = p.player_id AND l.id = m.lot_id
           WHERE p.player_id = ? AND p.status = 'completed'
             AND l.origin IN ('payment', 'bonus') AND l.origin_id = ?
             ${before ? 'AND p.id < ?' : ''}
             AND NOT EXISTS (SELECT 1 FROM lot g
               WHERE g.player_id = p.player_id AND g.origin = 'order' AND g.origin_id = p.id)
           ORDER BY p.id DESC LIMIT ${Math.trunc(limit)}) o
         JOIN item_grant g ON g.player_id = o.player_id AND g.source_id = o.id
         ORDER BY o.id DESC, g.line`,
        [player, player, player, idBytes(payment.paymentId), ...(before ? [idBytes(before)] : [])],
      ),
    );
    const orders = new Map<OrderId, { id: OrderId; currency: string; skus: string[] }>();
    for (const row of rows) {
      const id = idOf('order', row.id as Buffer);
      const order = orders.get(id) ?? { id, currency: String(row.currency), skus: [] };
      order.skus.push(String(row.sku));
      orders.set(id, order);
    }
    return [...orders.values()];
  }

  /** Orders of a player that were given back for a reason before a time, the oldest first. */
  async refundedFor(
    playerId: PlayerId,
    { reason, before }: { readonly reason: string; readonly before: number | null },
  ): Promise<OrderId[]> {
    const rows = await sql(this.database.reader).rows(
      statement(
        `SELECT id FROM purchase_order
         WHERE player_id = ? AND status = 'refunded' AND refund_reason = ?
           AND refunded_at < ? ORDER BY id`,
        [idBytes(playerId), reason, before ?? Number.MAX_SAFE_INTEGER],
      ),
    );
    return rows.map((row) => idOf('order', row.id as Buffer));
  }
}
