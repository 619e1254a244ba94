import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
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
import { BUCKETS } from './bucket.js';
import { isNewLot, type Lot } from './lot.js';
import type { Account, Wallet } from './wallet.js';
import { OPEN_LOT, walletsOf } from './wallet-rows.js';

const LOT_COLUMNS = [
  'player_id',
  'id',
  'currency',
  'bucket',
  'origin',
  'origin_id',
  'original',
  'remaining',
  'price_currency',
  'price_micros',
  'fee_micros',
  'country',
  'created_at',
  'expires_at',
  'held_until',
  'from_lot_id',
  'payment_id',
];
/** One row for each account, so that the player's number and balances are of one moment. */
const WALLET = `SELECT w.player_id, w.title_id, w.environment, w.seq, w.event_number,
         a.currency, a.bucket, a.balance, a.number
       FROM wallet w LEFT JOIN account a ON a.player_id = w.player_id WHERE w.player_id`;

/** Keeps wallets: the row that locks a player, the accounts and the open lots. */
@Injectable()
export class WalletStore implements BookStore<Wallet> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(players: readonly string[]): SqlStatement[] {
    const ids = players.map((id) => idBytes(id));
    const chosen = `IN (${marks(ids.length)})`;
    const locked = `ORDER BY w.player_id${this.database.dialect.forUpdate}`;
    return [
      statement(`${WALLET} ${chosen} ${locked}`, ids),
      // Guarded by the locks just taken: every writer of these rows holds them.
      statement(`${OPEN_LOT} WHERE player_id ${chosen} AND remaining > 0`, ids),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, Wallet> {
    return walletsOf(results[0] ?? [], results[1] ?? []);
  }

  write(changes: readonly RowChange<Wallet>[]): Statement[] {
    const wallets: SqlValue[][] = [];
    const accounts: SqlValue[][] = [];
    const newLots: SqlValue[][] = [];
    const spentLots: SqlValue[][] = [];
    for (const { before, after } of changes) {
      const player = idBytes(after.playerId);
      const title = idBytes(after.titleId);
      wallets.push([player, title, after.environment, after.seq, after.eventNumber]);
      // Rows that an operation left alone are the same objects as those that were loaded.
      for (const one of after.accounts) {
        if (!before?.accounts.includes(one)) accounts.push(accountRow(player, one));
      }
      for (const one of after.lots) {
        if (isNewLot(one)) newLots.push(lotRow(player, one));
        else if (!before?.lots.includes(one))
          spentLots.push([player, idBytes(one.id), one.remaining]);
      }
    }
    return [
      ...this.#writeWallets(wallets),
      ...this.#writeAccounts(accounts),
      ...this.database.dialect.insert({ table: 'lot', columns: LOT_COLUMNS, rows: newLots }),
      ...this.#writeSpentLots(spentLots),
    ];
  }

  /** What is committed now, of one player; null when there is no such player. */
  async find(reader: Reader, playerId: PlayerId): Promise<Wallet | null> {
    return (await this.findMany(reader, [playerId])).get(playerId) ?? null;
  }

  /**
   * Number and balances come from one statement, hence from one moment: a client that drops stale
   * answers by `seq` never keeps an old balance under a new number. Of the lots only those that
   * expire or were given by others are read.
   */
  async findMany(reader: Reader, players: readonly PlayerId[]): Promise<Map<PlayerId, Wallet>> {
    const ids = players.map((id) => idBytes(id));
    const chosen = `IN (${marks(ids.length)})`;
    const session = sql(reader);
    const rows = await session.rows(statement(`${WALLET} ${chosen}`, ids));
    const expiring = await session.rows(
      statement(
        `${OPEN_LOT} WHERE player_id ${chosen} AND remaining > 0
           AND (expires_at IS NOT NULL OR held_until IS NOT NULL)`,
        ids,
      ),
    );
    return walletsOf(rows, expiring);
  }

  /** Players who hold gems that have expired, at most `limit` of them. */
  async withExpired(reader: Reader, now: number, limit: number): Promise<PlayerId[]> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT DISTINCT player_id FROM lot
         WHERE expires_at <= ? AND remaining > 0 ORDER BY player_id LIMIT ${limit}`,
        [now],
      ),
    );
    return rows.map((row) => idOf('player', row.player_id as Buffer));
  }

  #writeWallets(rows: SqlValue[][]): Statement[] {
    return this.database.dialect.upsert({
      table: 'wallet',
      columns: ['player_id', 'title_id', 'environment', 'seq', 'event_number'],
      key: ['player_id'],
      update: ['seq', 'event_number'],
      rows,
    });
  }

  #writeAccounts(rows: SqlValue[][]): Statement[] {
    return this.database.dialect.upsert({
      table: 'account',
      columns: ['player_id', 'currency', 'bucket', 'balance', 'number'],
      key: ['player_id', 'currency', 'bucket'],
      update: ['balance', 'number'],
      rows,
    });
  }

  #writeSpentLots(rows: SqlValue[][]): Statement[] {
    return this.database.dialect.updateEach({
      table: 'lot',
      key: ['player_id', 'id'],
      set: 'remaining',
      rows,
    });
  }
}

function accountRow(player: Buffer, account: Account): SqlValue[] {
  return [player, account.currency, BUCKETS[account.bucket], account.balance, account.number];
}

function lotRow(player: Buffer, lot: Lot): SqlValue[] {
  const { received } = lot;
  return [
    player,
    idBytes(lot.id),
    lot.currency,
    BUCKETS[lot.bucket],
    lot.origin,
    idBytes(lot.originId),
    lot.original,
    lot.remaining,
    lot.price?.currency ?? null,
    lot.price?.micros ?? null,
    lot.feeMicros,
    lot.country,
    lot.createdAt,
    lot.expiresAt,
    received?.heldUntil ?? null,
    received ? idBytes(received.fromLotId) : null,
    received?.paymentId ? idBytes(received.paymentId) : null,
  ];
}
