import { amount } from '../kernel/amount.js';
import type { Environment } from '../kernel/environment.js';
import { idOf, type PlayerId } from '../kernel/id.js';
import type { SqlRow } from '../platform/database/statement.js';
import { bucketOf, type LotBucket, type PlayerBucket } from './bucket.js';
import type { Lot, LotOrigin } from './lot.js';
import type { Account, Wallet } from './wallet.js';

/** Wallets from the rows of the tables `wallet`, `account` and `lot`, by player. */
export function walletsOf(
  wallets: readonly SqlRow[],
  accounts: readonly SqlRow[],
  lots: readonly SqlRow[],
): Map<PlayerId, Wallet> {
  const accountsOf = grouped(accounts, accountOf);
  const lotsOf = grouped(lots, lotOf);
  const found = new Map<PlayerId, Wallet>();
  for (const row of wallets) {
    const key = playerKey(row);
    const playerId = idOf('player', row.player_id as Buffer);
    found.set(playerId, {
      playerId,
      titleId: idOf('title', row.title_id as Buffer),
      environment: row.environment as Environment,
      seq: Number(row.seq),
      eventNumber: Number(row.event_number),
      accounts: accountsOf.get(key) ?? [],
      lots: lotsOf.get(key) ?? [],
    });
  }
  return found;
}

function playerKey(row: SqlRow): string {
  return (row.player_id as Buffer).toString('latin1');
}

function grouped<Item>(rows: readonly SqlRow[], read: (row: SqlRow) => Item): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const row of rows) {
    const key = playerKey(row);
    const group = groups.get(key);
    if (group) group.push(read(row));
    else groups.set(key, [read(row)]);
  }
  return groups;
}

function accountOf(row: SqlRow): Account {
  return {
    currency: String(row.currency),
    bucket: bucketOf(Number(row.bucket)) as PlayerBucket,
    balance: amount(Number(row.balance)),
    number: Number(row.number),
  };
}

function lotOf(row: SqlRow): Lot {
  const currency = row.price_currency;
  const origin = row.origin as LotOrigin;
  return {
    id: idOf('lot', row.id as Buffer),
    currency: String(row.currency),
    bucket: bucketOf(Number(row.bucket)) as LotBucket,
    origin,
    originId: idOf(origin === 'payment' ? 'payment' : 'grant', row.origin_id as Buffer),
    original: amount(Number(row.original)),
    remaining: amount(Number(row.remaining)),
    price:
      currency === null ? null : { currency: String(currency), micros: Number(row.price_micros) },
    feeMicros: row.fee_micros === null ? null : Number(row.fee_micros),
    country: row.country === null ? null : String(row.country),
    createdAt: Number(row.created_at),
    expiresAt: row.expires_at === null ? null : Number(row.expires_at),
  };
}
