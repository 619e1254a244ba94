import { Inject, Injectable } from '@nestjs/common';
import { amount } from '../kernel/amount.js';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type OrderId, type PlayerId } from '../kernel/id.js';
import { LOT_CHANGES } from '../ledger/lot-changes.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { Order } from './order.js';

const COLUMNS = [
  'id',
  'title_id',
  'environment',
  'player_id',
  'offer',
  'quantity',
  'currency',
  'unit_price',
  'total',
  'status',
  'catalog_version_id',
  'created_at',
];

/** Appends orders and reads them back. */
@Injectable()
export class OrderStore implements BookStore<Order> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, Order> {
    return new Map();
  }

  write(changes: readonly RowChange<Order>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'purchase_order',
      columns: COLUMNS,
      rows: changes.map(({ after }) => [
        idBytes(after.id),
        idBytes(after.titleId),
        after.environment,
        idBytes(after.playerId),
        after.offer,
        after.quantity,
        after.currency,
        after.unitPrice,
        after.total,
        after.status,
        idBytes(after.catalogVersionId),
        after.createdAt,
      ]),
    });
  }

  /** The orders of a player, newest first, older than `before`. */
  async list(
    reader: Reader,
    playerId: PlayerId,
    before: OrderId | null,
    limit: number,
  ): Promise<Order[]> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT ${COLUMNS.join(', ')} FROM purchase_order
         WHERE player_id = ?${before ? ' AND id < ?' : ''} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
        [idBytes(playerId), ...(before ? [idBytes(before)] : [])],
      ),
    );
    return rows.map(orderOf);
  }

  /** An order of this player, or null: another player's order is not there. */
  async find(reader: Reader, playerId: PlayerId, id: OrderId): Promise<Order | null> {
    const rows = await sql(reader).rows(
      statement(`SELECT ${COLUMNS.join(', ')} FROM purchase_order WHERE id = ? AND player_id = ?`, [
        idBytes(id),
        idBytes(playerId),
      ]),
    );
    return rows[0] ? orderOf(rows[0]) : null;
  }

  /** Which lots paid for an order, and where those gems came from. */
  async lotsOf(reader: Reader, order: Order) {
    const rows = await sql(reader).rows(
      statement(
        `SELECT m.lot_id, m.amount, l.currency, l.bucket, l.origin, l.origin_id
         FROM ${LOT_CHANGES} m JOIN lot l ON l.player_id = m.player_id AND l.id = m.lot_id
         WHERE m.transaction_id = ? AND m.player_id = ? ORDER BY m.lot_id`,
        [idBytes(order.id), idBytes(order.playerId)],
      ),
    );
    return rows.map((row) => ({
      id: idOf('lot', row.lot_id as Buffer),
      currency: String(row.currency),
      amount: -Number(row.amount),
      bucket: Number(row.bucket) === 1 ? 'paid' : 'free',
      payment: row.origin === 'payment' ? idOf('payment', row.origin_id as Buffer) : null,
    }));
  }
}

function orderOf(row: SqlRow): Order {
  return {
    id: idOf('order', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment,
    playerId: idOf('player', row.player_id as Buffer),
    offer: String(row.offer),
    quantity: Number(row.quantity),
    currency: String(row.currency),
    unitPrice: amount(Number(row.unit_price)),
    total: amount(Number(row.total)),
    status: row.status as Order['status'],
    catalogVersionId: idOf('catalog', row.catalog_version_id as Buffer),
    createdAt: Number(row.created_at),
  };
}
