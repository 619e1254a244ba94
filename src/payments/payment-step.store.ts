import { Inject, Injectable } from '@nestjs/common';
import { amount } from '../kernel/amount.js';
import { idBytes, idOf, type PaymentId } from '../kernel/id.js';
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
import type { Gems } from './payment.js';
import type { PaymentStatus } from './payment-status.js';
import type { PaymentStep, StepSource } from './payment-step.js';

/** Appends the steps of payments. */
@Injectable()
export class PaymentStepStore implements BookStore<PaymentStep> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, PaymentStep> {
    return new Map();
  }

  write(changes: readonly RowChange<PaymentStep>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'payment_step',
      columns: COLUMNS,
      rows: changes.map(({ after }) => [
        idBytes(after.paymentId),
        after.number,
        after.playerId === null ? null : idBytes(after.playerId),
        after.from,
        after.to,
        after.source,
        after.reason,
        JSON.stringify(after.gems),
        after.transactionId === null ? null : idBytes(after.transactionId),
        after.asOf,
        after.createdAt,
      ]),
    });
  }

  /** All that happened to a payment, in order. */
  async list(reader: Reader, paymentId: PaymentId): Promise<PaymentStep[]> {
    const text = `SELECT ${COLUMNS.join(', ')} FROM payment_step
      WHERE payment_id = ? ORDER BY number`;
    return (await sql(reader).rows(statement(text, [idBytes(paymentId)]))).map(stepOf);
  }
}

const COLUMNS = [
  'payment_id',
  'number',
  'player_id',
  'from_status',
  'to_status',
  'source',
  'reason',
  'gems',
  'transaction_id',
  'as_of',
  'created_at',
];

function stepOf(row: SqlRow): PaymentStep {
  return {
    paymentId: idOf('payment', row.payment_id as Buffer),
    number: Number(row.number),
    playerId: row.player_id === null ? null : idOf('player', row.player_id as Buffer),
    from: row.from_status as PaymentStatus | null,
    to: row.to_status as PaymentStatus,
    source: row.source as StepSource,
    reason: row.reason === null ? null : String(row.reason),
    gems: gemsOf(String(row.gems)),
    transactionId: row.transaction_id === null ? null : idOf('txn', row.transaction_id as Buffer),
    asOf: row.as_of === null ? null : Number(row.as_of),
    createdAt: Number(row.created_at),
  };
}

function gemsOf(text: string): Gems {
  const gems = Object.entries(JSON.parse(text) as Record<string, number>);
  return Object.fromEntries(gems.map(([currency, value]) => [currency, amount(value)]));
}
