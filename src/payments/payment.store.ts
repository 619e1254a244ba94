import { Inject, Injectable } from '@nestjs/common';
import { amount } from '../kernel/amount.js';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type PaymentId, type PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  type SqlRow,
  type SqlStatement,
  type SqlValue,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { PurchaseLine, Store } from '../stores/store-gateway.js';
import type { BookStore, RowChange } from '../till/book.js';
import { type Payment, type PaymentStatus, paymentKey, paymentKeyParts } from './payment.js';

const COLUMNS = [
  'id',
  'title_id',
  'environment',
  'store',
  'store_transaction_id',
  'store_order_id',
  'player_id',
  'status',
  'reason',
  'line_items',
  'grants',
  'price_currency',
  'price_micros',
  'country',
  'account_bound',
  'catalog_version_id',
  'purchased_at',
  'created_at',
  'credited_at',
  'check_at',
  'check_attempts',
];

/** Keeps payments. Several players may claim one payment at once, so its row is locked too. */
@Injectable()
export class PaymentStore implements BookStore<Payment> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    const { dialect } = this.database;
    const columns = ['store', 'environment', 'store_transaction_id'];
    return [
      statement(
        `SELECT ${COLUMNS.join(', ')} FROM payment WHERE ${dialect.tupleIn(columns, keys.length)}
         ORDER BY ${columns.join(', ')}${dialect.forUpdate}`,
        keys.flatMap((key) => paymentKeyParts(key)),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, Payment> {
    const payments = (results[0] ?? []).map(paymentOf);
    return new Map(payments.map((payment) => [paymentKey(payment), payment]));
  }

  write(changes: readonly RowChange<Payment>[]): Statement[] {
    const { dialect } = this.database;
    const added = changes.filter((one) => one.before === undefined);
    const known = changes.filter((one) => one.before !== undefined);
    const rows = (some: readonly RowChange<Payment>[]) => some.map(({ after }) => rowOf(after));
    return [
      // A plain insert: two players who claim one payment at once must collide, not overwrite.
      ...dialect.insert({ table: 'payment', columns: COLUMNS, rows: rows(added) }),
      ...dialect.upsert({
        table: 'payment',
        columns: COLUMNS,
        key: ['id'],
        update: COLUMNS.filter((column) => column !== 'id' && column !== 'created_at'),
        rows: rows(known),
      }),
    ];
  }

  /** A payment of this player, or null. */
  async find(reader: Reader, playerId: PlayerId, id: PaymentId): Promise<Payment | null> {
    const rows = await sql(reader).rows(
      statement(`SELECT ${COLUMNS.join(', ')} FROM payment WHERE id = ? AND player_id = ?`, [
        idBytes(id),
        idBytes(playerId),
      ]),
    );
    return rows[0] ? paymentOf(rows[0]) : null;
  }

  async findByStoreTransaction(
    reader: Reader,
    of: { store: Store; environment: Environment; storeTransactionId: string },
  ): Promise<Payment | null> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT ${COLUMNS.join(', ')} FROM payment
         WHERE store = ? AND environment = ? AND store_transaction_id = ?`,
        [of.store, of.environment, of.storeTransactionId],
      ),
    );
    return rows[0] ? paymentOf(rows[0]) : null;
  }

  /** Payments that their store is to be asked about, the longest waiting first. */
  async due(reader: Reader, now: number, limit: number): Promise<Payment[]> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT ${COLUMNS.join(', ')} FROM payment
         WHERE check_at <= ? ORDER BY check_at LIMIT ${Math.trunc(limit)}`,
        [now],
      ),
    );
    return rows.map(paymentOf);
  }
}

function rowOf(payment: Payment): SqlValue[] {
  return [
    idBytes(payment.id),
    idBytes(payment.titleId),
    payment.environment,
    payment.store,
    payment.storeTransactionId,
    payment.storeOrderId,
    idBytes(payment.playerId),
    payment.status,
    payment.reason,
    JSON.stringify(payment.lines),
    JSON.stringify(payment.grants),
    payment.price?.currency ?? null,
    payment.price?.micros ?? null,
    payment.country,
    payment.accountBound ? 1 : 0,
    payment.catalogVersionId === null ? null : idBytes(payment.catalogVersionId),
    payment.purchasedAt,
    payment.createdAt,
    payment.creditedAt,
    payment.checkAt,
    payment.checkAttempts,
  ];
}

function paymentOf(row: SqlRow): Payment {
  const text = (value: SqlValue | undefined) => (value == null ? null : String(value));
  const number = (value: SqlValue | undefined) => (value == null ? null : Number(value));
  const grants = JSON.parse(String(row.grants)) as Record<string, number>;
  return {
    id: idOf('payment', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment,
    store: row.store as Store,
    storeTransactionId: String(row.store_transaction_id),
    storeOrderId: text(row.store_order_id),
    playerId: idOf('player', row.player_id as Buffer),
    status: row.status as PaymentStatus,
    reason: text(row.reason),
    lines: JSON.parse(String(row.line_items)) as PurchaseLine[],
    grants: Object.fromEntries(Object.entries(grants).map(([code, gems]) => [code, amount(gems)])),
    price:
      row.price_currency == null
        ? null
        : { currency: String(row.price_currency), micros: Number(row.price_micros) },
    country: text(row.country),
    accountBound: Number(row.account_bound) === 1,
    catalogVersionId:
      row.catalog_version_id == null ? null : idOf('catalog', row.catalog_version_id as Buffer),
    purchasedAt: number(row.purchased_at),
    createdAt: Number(row.created_at),
    creditedAt: number(row.credited_at),
    checkAt: number(row.check_at),
    checkAttempts: Number(row.check_attempts),
  };
}
