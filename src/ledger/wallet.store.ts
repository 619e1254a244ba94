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
import type { Lot } from './lot.js';
import type { Account, Wallet } from './wallet.js';
import { walletsOf } from './wallet-rows.js';

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
];

/** Keeps wallets: the row that locks a player, the accounts and the open lots. */
@Injectable()
export class WalletStore implements BookStore<Wallet> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(players: readonly string[]): SqlStatement[] {
    const ids = players.map((id) => idBytes(id));
    const chosen = `player_id IN (${marks(ids.length)})`;
    return [
      statement(
        `SELECT player_id, title_id, environment, seq, event_number FROM wallet
         WHERE ${chosen} ORDER BY player_id${this.database.dialect.forUpdate}`,
        ids,
      ),
      // Guarded by the locks just taken: every writer of these rows holds them.
      statement(
        `SELECT player_id, currency, bucket, balance, number FROM account WHERE ${chosen}`,
        ids,
      ),
      statement(`SELECT ${LOT_COLUMNS.join(', ')} FROM lot WHERE ${chosen} AND remaining > 0`, ids),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, Wallet> {
    return walletsOf(results[0] ?? [], results[1] ?? [], results[2] ?? []);
  }

  write(changes: readonly RowChange<Wallet>[]): Statement[] {
    const wallets: SqlValue[][] = [];
    const accounts: SqlValue[][] = [];
    const lots: SqlValue[][] = [];
    for (const { before, after } of changes) {
      const player = idBytes(after.playerId);
      wallets.push([
        player,
        idBytes(after.titleId),
        after.environment,
        after.seq,
        after.eventNumber,
      ]);
      // Rows that an operation left alone are the same objects as those that were loaded.
      const known = new Set<Account | Lot>([...(before?.accounts ?? []), ...(before?.lots ?? [])]);
      for (const one of after.accounts) if (!known.has(one)) accounts.push(accountRow(player, one));
      for (const one of after.lots) if (!known.has(one)) lots.push(lotRow(player, one));
    }
    return [
      ...this.#writeWallets(wallets),
      ...this.#writeAccounts(accounts),
      ...this.#writeLots(lots),
    ];
  }

  /** What is committed now, of one player; null when there is no such player. */
  async find(reader: Reader, playerId: PlayerId): Promise<Wallet | null> {
    return (await this.findMany(reader, [playerId])).get(playerId) ?? null;
  }

  /**
   * Number and balances come from one statement, hence from one moment: a client that drops stale
   * answers by `seq` never keeps an old balance under a new number. Of the lots only those that
   * expire are read.
   */
  async findMany(reader: Reader, players: readonly PlayerId[]): Promise<Map<PlayerId, Wallet>> {
    const ids = players.map((id) => idBytes(id));
    const chosen = `IN (${marks(ids.length)})`;
    const session = sql(reader);
    const rows = await session.rows(
      statement(
        `SELECT w.player_id, w.title_id, w.environment, w.seq, w.event_number,
                a.currency, a.bucket, a.balance, a.number
         FROM wallet w LEFT JOIN account a ON a.player_id = w.player_id
         WHERE w.player_id ${chosen}`,
        ids,
      ),
    );
    const expiring = await session.rows(
      statement(
        `SELECT ${LOT_COLUMNS.join(', ')} FROM lot
         WHERE player_id ${chosen} AND expires_at IS NOT NULL AND remaining > 0`,
        ids,
      ),
    );
    return walletsOf(
      rows,
      rows.filter((row) => row.currency !== null),
      expiring,
    );
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

  #writeLots(rows: SqlValue[][]): Statement[] {
    return this.database.dialect.upsert({
      table: 'lot',
      columns: LOT_COLUMNS,
      key: ['player_id', 'id'],
      update: ['remaining'],
      rows,
    });
  }
}

function accountRow(player: Buffer, account: Account): SqlValue[] {
  return [player, account.currency, BUCKETS[account.bucket], account.balance, account.number];
}

function lotRow(player: Buffer, lot: Lot): SqlValue[] {
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
  ];
}
