import { Inject, Injectable } from '@nestjs/common';
import { type Amount, amount } from '../kernel/amount.js';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type LotId, type OrderId, type PlayerId } from '../kernel/id.js';
import { LOT_CHANGES_OF_PLAYER } from '../ledger/lot-changes.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type SqlValue,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { Order } from './order.js';

const COLUMNS = [
  'player_id',
  'id',
  'title_id',
  'environment',
  'offer',
  'quantity',
  'currency',
  'unit_price',
  'total',
  'status',
  'catalog_version_id',
  'created_at',
  'refunded_at',
  'refund_reason',
  'sale',
  'priced_at',
  'period',
];
/** When nobody named the player: the spend of an order has its id and leads to the player. */
const ORDER_OF_ANYBODY = `SELECT ${COLUMNS.map((column) => `o.${column}`).join(', ')}
  FROM ledger_transaction t
  JOIN purchase_order o ON o.player_id = t.player_id AND o.id = t.id`;

/** Keeps orders; guarded by the wallet's lock. */
@Injectable()
export class OrderStore implements BookStore<Order> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(ids: readonly string[]): SqlStatement[] {
    const chosen = `WHERE t.id IN (${marks(ids.length)})`;
    return [
      statement(
        `${ORDER_OF_ANYBODY} ${chosen}`,
        ids.map((id) => idBytes(id)),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, Order> {
    return new Map((results[0] ?? []).map(orderOf).map((order) => [order.id, order]));
  }

  write(changes: readonly RowChange<Order>[]): Statement[] {
    const { dialect } = this.database;
    const added = changes.filter(({ before }) => before === undefined);
    const known = changes.filter(({ before }) => before !== undefined);
    const rows = (some: readonly RowChange<Order>[]) => some.map(({ after }) => rowOf(after));
    return [
      ...dialect.insert({ table: 'purchase_order', columns: COLUMNS, rows: rows(added) }),
      ...dialect.upsert({
        table: 'purchase_order',
        columns: COLUMNS,
        key: ['player_id', 'id'],
        update: ['status', 'refunded_at', 'refund_reason'],
        rows: rows(known),
      }),
    ];
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

  /** An order, whoever bought it, or null. */
  async findOfAnybody(reader: Reader, id: OrderId): Promise<Order | null> {
    const [row] = await sql(reader).rows(
      statement(`${ORDER_OF_ANYBODY} WHERE t.id = ?`, [idBytes(id)]),
    );
    return row ? orderOf(row) : null;
  }

  /** The lots of free gems that an order gave. */
  async givenLots(
    reader: Reader,
    order: Pick<Order, 'id' | 'playerId'>,
  ): Promise<{ lotId: LotId; currency: string; amount: Amount }[]> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT id, currency, original FROM lot
         WHERE player_id = ? AND origin = 'order' AND origin_id = ? ORDER BY currency`,
        [idBytes(order.playerId), idBytes(order.id)],
      ),
    );
    return rows.map((row) => ({
      lotId: idOf('lot', row.id as Buffer),
      currency: String(row.currency),
      amount: amount(Number(row.original)),
    }));
  }

  /** Which lots paid for an order, and where those gems came from. */
  async lotsOf(reader: Reader, order: Pick<Order, 'id' | 'playerId'>) {
    const rows = await sql(reader).rows(
      statement(
        `SELECT m.lot_id, m.amount, l.currency, l.bucket, l.origin, l.origin_id
         FROM ${LOT_CHANGES_OF_PLAYER} m
         JOIN lot l ON l.player_id = m.player_id AND l.id = m.lot_id
         WHERE m.transaction_id = ? AND m.amount < 0 ORDER BY m.lot_id`,
        [idBytes(order.playerId), idBytes(order.playerId), idBytes(order.id)],
      ),
    );
    return rows.map((row) => ({
      id: idOf('lot', row.lot_id as Buffer),
      currency: String(row.currency),
      amount: amount(-Number(row.amount)),
      bucket: Number(row.bucket) === 1 ? 'paid' : 'free',
      payment: row.origin === 'payment' ? idOf('payment', row.origin_id as Buffer) : null,
    }));
  }
}

function rowOf(order: Order): SqlValue[] {
  return [
    idBytes(order.playerId),
    idBytes(order.id),
    idBytes(order.titleId),
    order.environment,
    order.offer,
    order.quantity,
    order.currency,
    order.unitPrice,
    order.total,
    order.status,
    idBytes(order.catalogVersionId),
    order.createdAt,
    order.refundedAt,
    order.refundReason,
    order.sale,
    order.pricedAt,
    order.period,
  ];
}

export function orderOf(row: SqlRow): Order {
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
    sale: row.sale === null ? null : String(row.sale),
    pricedAt: row.priced_at === null ? null : Number(row.priced_at),
    period: row.period === null ? null : String(row.period),
    createdAt: Number(row.created_at),
    refundedAt: row.refunded_at === null ? null : Number(row.refunded_at),
    refundReason: row.refund_reason === null ? null : String(row.refund_reason),
  };
}
