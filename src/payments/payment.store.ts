import { Inject, Injectable } from '@nestjs/common';
import { amount } from '../kernel/amount.js';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type PaymentId, type PlayerId } from '../kernel/id.js';
import type { Taken } from '../ledger/refund-movements.js';
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
import type { Scope } from '../platform/http/caller.js';
import type { RefundReason, Store } from '../stores/store-gateway.js';
import type { BookStore, RowChange } from '../till/book.js';
import {
  type BonusLot,
  type Gems,
  type Payment,
  type PaymentLine,
  paymentKey,
  paymentKeyParts,
} from './payment.js';
import type { PaymentStatus } from './payment-status.js';

const COLUMNS = [
  'id',
  'title_id',
  'environment',
  'store',
  'store_transaction_id',
  'store_order_id',
  'app',
  'player_id',
  'status',
  'reason',
  'line_items',
  'grants',
  'bonus',
  'taken',
  'bonus_taken',
  'paid',
  'price_currency',
  'price_micros',
  'country',
  'account_bound',
  'catalog_version_id',
  'purchased_at',
  'created_at',
  'credited_at',
  'claimed_at',
  'observed_at',
  'refunded_at',
  'refund_reason',
  'steps',
  'check_at',
  'check_attempts',
];
const PAYMENT = `SELECT ${COLUMNS.join(', ')} FROM payment`;

/** Keeps payments. Several players may claim one payment at once, so its row is locked too. */
@Injectable()
export class PaymentStore implements BookStore<Payment> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(keys: readonly string[]): SqlStatement[] {
    const { dialect } = this.database;
    const columns = ['store', 'environment', 'store_transaction_id'];
    return [
      statement(
        `${PAYMENT} WHERE ${dialect.tupleIn(columns, keys.length)}
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
    const payment = await this.findById(reader, id);
    return payment?.playerId === playerId ? payment : null;
  }

  async findById(reader: Reader, id: PaymentId): Promise<Payment | null> {
    const rows = await sql(reader).rows(statement(`${PAYMENT} WHERE id = ?`, [idBytes(id)]));
    return rows[0] ? paymentOf(rows[0]) : null;
  }

  async findByStoreTransaction(
    reader: Reader,
    of: { store: Store; environment: Environment; storeTransactionId: string },
  ): Promise<Payment | null> {
    const rows = await sql(reader).rows(
      statement(`${PAYMENT} WHERE store = ? AND environment = ? AND store_transaction_id = ?`, [
        of.store,
        of.environment,
        of.storeTransactionId,
      ]),
    );
    return rows[0] ? paymentOf(rows[0]) : null;
  }

  /** A payment by the store's order id: the newest, should a store ever use one twice. */
  async findByOrder(reader: Reader, store: Store, orderId: string): Promise<Payment | null> {
    const text = `${PAYMENT} WHERE store_order_id = ? AND store = ? ORDER BY id DESC LIMIT 1`;
    const rows = await sql(reader).rows(statement(text, [orderId, store]));
    return rows[0] ? paymentOf(rows[0]) : null;
  }

  /** The payments of a title and environment by one of their facts, newest first. */
  async list(
    reader: Reader,
    { titleId, environment }: Scope,
    wish: {
      by: 'status' | 'player' | 'order';
      value: string;
      before: PaymentId | null;
      limit: number;
    },
  ): Promise<Payment[]> {
    const column = { status: 'status', player: 'player_id', order: 'store_order_id' }[wish.by];
    const value = wish.by === 'player' ? idBytes(wish.value) : wish.value;
    const older = wish.before ? ' AND id < ?' : '';
    const text = `${PAYMENT} WHERE title_id = ? AND environment = ? AND ${column} = ?${older}
      ORDER BY id DESC LIMIT ${Math.trunc(wish.limit)}`;
    const before = wish.before ? [idBytes(wish.before)] : [];
    const values = [idBytes(titleId), environment, value, ...before];
    return (await sql(reader).rows(statement(text, values))).map(paymentOf);
  }

  /**
   * Payments of a store that brought gems and may still be refunded, in the order in which they
   * came, after one of them.
   */
  async refundable(
    reader: Reader,
    { titleId, environment }: Scope,
    wish: { store: Store; after: PaymentId; limit: number },
  ): Promise<Payment[]> {
    const found: Payment[] = [];
    for (const status of ['credited', 'partially_refunded', 'refund_reversed']) {
      const text = `${PAYMENT} WHERE title_id = ? AND environment = ? AND status = ? AND id > ?
        AND store = ? ORDER BY id LIMIT ${Math.trunc(wish.limit)}`;
      const values = [idBytes(titleId), environment, status, idBytes(wish.after), wish.store];
      found.push(...(await sql(reader).rows(statement(text, values))).map(paymentOf));
    }
    return found.sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, wish.limit);
  }

  /** Payments that their store is to be asked about, the longest waiting first. */
  async due(reader: Reader, now: number, limit: number): Promise<Payment[]> {
    const text = `${PAYMENT} WHERE check_at <= ? ORDER BY check_at LIMIT ${Math.trunc(limit)}`;
    return (await sql(reader).rows(statement(text, [now]))).map(paymentOf);
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
    payment.app,
    payment.playerId === null ? null : idBytes(payment.playerId),
    payment.status,
    payment.reason,
    JSON.stringify(payment.lines),
    JSON.stringify(payment.grants),
    payment.bonus.length === 0 ? null : JSON.stringify(payment.bonus),
    JSON.stringify(payment.taken),
    Object.keys(payment.bonusTaken).length === 0 ? null : JSON.stringify(payment.bonusTaken),
    payment.paid ? 1 : 0,
    payment.price?.currency ?? null,
    payment.price?.micros ?? null,
    payment.country,
    payment.accountBound ? 1 : 0,
    payment.catalogVersionId === null ? null : idBytes(payment.catalogVersionId),
    payment.purchasedAt,
    payment.createdAt,
    payment.creditedAt,
    payment.claimedAt,
    payment.observedAt,
    payment.refundedAt,
    payment.refundReason,
    payment.steps,
    payment.checkAt,
    payment.checkAttempts,
  ];
}

function paymentOf(row: SqlRow): Payment {
  return {
    id: idOf('payment', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment,
    store: row.store as Store,
    storeTransactionId: String(row.store_transaction_id),
    storeOrderId: textOf(row.store_order_id),
    app: textOf(row.app),
    playerId: row.player_id === null ? null : idOf('player', row.player_id as Buffer),
    status: row.status as PaymentStatus,
    reason: textOf(row.reason),
    ...jsonColumns(row),
    paid: Number(row.paid) === 1,
    price:
      row.price_currency === null
        ? null
        : { currency: String(row.price_currency), micros: Number(row.price_micros) },
    country: textOf(row.country),
    accountBound: Number(row.account_bound) === 1,
    catalogVersionId:
      row.catalog_version_id === null ? null : idOf('catalog', row.catalog_version_id as Buffer),
    ...times(row),
    refundReason: textOf(row.refund_reason) as RefundReason | null,
    steps: Number(row.steps),
    checkAttempts: Number(row.check_attempts),
  };
}

type JsonColumns = Pick<Payment, 'lines' | 'grants' | 'bonus' | 'taken' | 'bonusTaken'>;

function jsonColumns(row: SqlRow): JsonColumns {
  const lines = JSON.parse(String(row.line_items)) as Partial<PaymentLine>[];
  return {
    // Rows from before refunds were kept say nothing of them.
    lines: lines.map((line) => ({ ...NOT_REFUNDED, ...line }) as PaymentLine),
    grants: gemsOf(String(row.grants)),
    bonus: JSON.parse(String(row.bonus ?? '[]')) as BonusLot[],
    taken: JSON.parse(String(row.taken)) as Taken[],
    bonusTaken: gemsOf(String(row.bonus_taken ?? '{}')),
  };
}

function gemsOf(text: string): Gems {
  const gems = Object.entries(JSON.parse(text) as Record<string, number>);
  return Object.fromEntries(gems.map(([code, value]) => [code, amount(value)]));
}

const NOT_REFUNDED = { refunded: { parts: 0, of: 1 }, unitGems: null };

function times(row: SqlRow) {
  return {
    purchasedAt: numberOf(row.purchased_at),
    createdAt: Number(row.created_at),
    creditedAt: numberOf(row.credited_at),
    claimedAt: numberOf(row.claimed_at),
    observedAt: numberOf(row.observed_at),
    refundedAt: numberOf(row.refunded_at),
    checkAt: numberOf(row.check_at),
  };
}

function textOf(value: SqlValue | undefined): string | null {
  return value == null ? null : String(value);
}

function numberOf(value: SqlValue | undefined): number | null {
  return value == null ? null : Number(value);
}
