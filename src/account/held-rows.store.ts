import { Injectable } from '@nestjs/common';
import { timestamp } from '../kernel/clock.js';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { type SqlRow, statement } from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';

const ROWS_MAX = 10_000;

const when = (value: SqlRow[string] | undefined) =>
  value === null || value === undefined ? null : timestamp(Number(value));

/** The rows about a player that are not secret, as an export shows them. */
@Injectable()
export class HeldRowsStore {
  async of(reader: Reader, playerId: PlayerId) {
    const rows = (text: string) =>
      sql(reader).rows(statement(`${text} LIMIT ${ROWS_MAX}`, [idBytes(playerId)]));
    const sessions = await rows(
      `SELECT created_at, expires_at, revoked_at FROM player_session WHERE player_id = ?
       ORDER BY created_at DESC`,
    );
    const credentials = await rows(
      'SELECT kind, created_at FROM player_credential WHERE player_id = ? ORDER BY created_at',
    );
    const balances = await rows(
      'SELECT currency, bucket, balance FROM account WHERE player_id = ? ORDER BY currency, bucket',
    );
    const payments = await rows(
      `SELECT id, store, store_order_id, status, price_currency, price_micros, country, created_at
       FROM payment WHERE player_id = ? ORDER BY created_at DESC`,
    );
    const events = await rows(
      `SELECT number, type, data, created_at FROM event WHERE player_id = ? ORDER BY number DESC`,
    );
    return {
      sessions: sessions.map((row) => ({
        createdAt: when(row.created_at),
        expiresAt: when(row.expires_at),
        endedAt: when(row.revoked_at),
      })),
      credentials: credentials.map(({ kind, created_at }) => ({
        kind,
        createdAt: when(created_at),
      })),
      balances: balances.map(({ currency, bucket, balance }) => ({
        currency,
        bucket: ['', 'paid', 'free', 'debt'][Number(bucket)],
        amount: Number(balance),
      })),
      payments: payments.map((row) => ({
        id: idOf('payment', row.id as Buffer),
        store: row.store,
        storeOrderId: row.store_order_id === null ? null : String(row.store_order_id),
        status: row.status,
        price:
          row.price_currency === null
            ? null
            : { currency: row.price_currency, micros: Number(row.price_micros) },
        country: row.country,
        createdAt: when(row.created_at),
      })),
      // Every order, movement and item is told by one of these, with what it left.
      events: events.map(({ number, type, data, created_at }) => ({
        number: Number(number),
        type,
        data: JSON.parse(String(data)) as unknown,
        createdAt: when(created_at),
      })),
    };
  }
}
