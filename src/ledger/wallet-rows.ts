import { amount } from '../kernel/amount.js';
import type { Environment } from '../kernel/environment.js';
import { idOf, type PlayerId } from '../kernel/id.js';
import type { SqlRow } from '../platform/database/statement.js';
import { bucketOf, type LotBucket, type PlayerBucket } from './bucket.js';
import type { LotOrigin, OpenLot } from './lot.js';
import type { Account, Wallet } from './wallet.js';

/** What is read of lots, of the rows of the table `lot`. */
export const OPEN_LOT = `SELECT player_id, id, currency, bucket, origin, origin_id, original, remaining,
         created_at, expires_at, held_until, from_lot_id, payment_id FROM lot`;

/**
 * Wallets by player, from rows of `wallet` joined with `account` (one row for each account, or one
 * without any) and rows of `lot`.
 */
export function walletsOf(
  wallets: readonly SqlRow[],
  lots: readonly SqlRow[],
): Map<PlayerId, Wallet> {
  const lotsOf = grouped(lots, openLotOf);
  const found = new Map<PlayerId, Wallet>();
  for (const [key, rows] of grouped(wallets, (row) => row)) {
    const row = rows[0]!;
    const playerId = idOf('player', row.player_id as Buffer);
    found.set(playerId, {
      playerId,
      titleId: idOf('title', row.title_id as Buffer),
      environment: row.environment as Environment,
      seq: Number(row.seq),
      eventNumber: Number(row.event_number),
      accounts: row.currency === null ? [] : rows.map(accountOf),
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

const ORIGIN_PREFIX = {
  payment: 'payment',
  bonus: 'payment',
  promotion: 'grant',
  order: 'order',
  reversal: 'txn',
  transfer: 'transfer',
} as const;

export function openLotOf(row: SqlRow): OpenLot {
  const origin = row.origin as LotOrigin;
  const lot: OpenLot = {
    id: idOf('lot', row.id as Buffer),
    currency: String(row.currency),
    bucket: bucketOf(Number(row.bucket)) as LotBucket,
    origin,
    originId: idOf(ORIGIN_PREFIX[origin], row.origin_id as Buffer),
    original: amount(Number(row.original)),
    remaining: amount(Number(row.remaining)),
    createdAt: Number(row.created_at),
    expiresAt: row.expires_at === null ? null : Number(row.expires_at),
  };
  if (origin !== 'transfer') return lot;
  const payment = row.payment_id as Buffer | null;
  const received = {
    heldUntil: Number(row.held_until),
    fromLotId: idOf('lot', row.from_lot_id as Buffer),
    paymentId: payment && idOf('payment', payment),
  };
  return { ...lot, received };
}
