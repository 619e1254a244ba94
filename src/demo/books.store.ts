import { Inject, Injectable } from '@nestjs/common';
import { timestamp } from '../kernel/clock.js';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { bucketOf, isPlayerBucket } from '../ledger/bucket.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type SqlRow, statement } from '../platform/database/statement.js';

/** More than a demo of two minutes writes. */
const ROWS_MAX = 400;

/** One side of a transaction. */
export interface BookEntry {
  readonly account: string;
  /** False for the accounts of the system, which no player sees elsewhere. */
  readonly own: boolean;
  readonly currency: string;
  readonly amount: number;
  readonly balanceAfter: number | null;
}

export interface BookTransaction {
  readonly id: string;
  readonly kind: string;
  readonly createdAt: string;
  /** The store's own name of the payment that it belongs to. */
  readonly storeTransactionId: string | null;
  readonly entries: readonly BookEntry[];
}

/** Reads both sides of everything that was written for a player: for the demo, read only. */
@Injectable()
export class DemoBooksStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The newest transactions first, each whole. */
  async transactions(playerId: PlayerId): Promise<BookTransaction[]> {
    const rows = await sql(this.database.reader).rows(
      statement(
        `SELECT e.transaction_id, e.currency, e.bucket, e.amount, e.balance_after,
                t.kind, t.created_at, p.store_transaction_id
         FROM entry e JOIN ledger_transaction t ON t.id = e.transaction_id
         LEFT JOIN payment p ON p.id = t.id
         WHERE e.player_id = ? ORDER BY e.seq DESC, e.line LIMIT ${ROWS_MAX}`,
        [idBytes(playerId)],
      ),
    );
    const found = new Map<string, BookTransaction & { entries: BookEntry[] }>();
    for (const row of rows) {
      const id = idOf('txn', row.transaction_id as Buffer);
      const known = found.get(id) ?? headOf(id, row);
      known.entries.push(entryOf(row));
      found.set(id, known);
    }
    const whole = [...found.values()];
    // The last one may have been cut off in the middle.
    return rows.length === ROWS_MAX ? whole.slice(0, -1) : whole;
  }

  /** What all that was ever written for the player adds up to: zero, or something is wrong. */
  async sums(playerId: PlayerId): Promise<Record<string, number>> {
    const rows = await sql(this.database.reader).rows(
      statement('SELECT currency, SUM(amount) AS total FROM entry WHERE player_id = ? GROUP BY 1', [
        idBytes(playerId),
      ]),
    );
    return Object.fromEntries(rows.map((row) => [String(row.currency), Number(row.total)]));
  }
}

function headOf(id: string, row: SqlRow): BookTransaction & { entries: BookEntry[] } {
  const { store_transaction_id: name } = row;
  return {
    id,
    kind: String(row.kind),
    createdAt: timestamp(Number(row.created_at)),
    storeTransactionId: name === null ? null : String(name),
    entries: [],
  };
}

function entryOf(row: SqlRow): BookEntry {
  const account = bucketOf(Number(row.bucket));
  const after = row.balance_after;
  return {
    account,
    own: isPlayerBucket(account),
    currency: String(row.currency),
    amount: Number(row.amount),
    balanceAfter: after === null ? null : Number(after),
  };
}
