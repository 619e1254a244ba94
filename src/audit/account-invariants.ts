import type { Invariant } from './invariant.js';

/** What is cached beside the journal: balances, numbers, the wallet's own counters. */
export const ACCOUNT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A03',
    severity: 'P0',
    title: 'a balance is the sum of its entries',
    sql: `
      SELECT a.player_id, a.currency, a.bucket, a.balance, COALESCE(SUM(e.amount), 0) AS total
      FROM account a LEFT JOIN entry e
        ON e.player_id = a.player_id AND e.currency = a.currency AND e.bucket = a.bucket
      GROUP BY a.player_id, a.currency, a.bucket, a.balance
      HAVING a.balance <> COALESCE(SUM(e.amount), 0)`,
  },
  {
    id: 'A04',
    severity: 'P0',
    title: 'the entries of an account are numbered without a gap up to its number',
    sql: `
      SELECT a.player_id, a.currency, a.bucket, a.number, COUNT(e.line) AS entries,
        MAX(e.number) AS last_number
      FROM account a LEFT JOIN entry e
        ON e.player_id = a.player_id AND e.currency = a.currency AND e.bucket = a.bucket
      GROUP BY a.player_id, a.currency, a.bucket, a.number
      HAVING a.number <> COUNT(e.line) OR a.number <> COUNT(DISTINCT e.number)
        OR a.number <> COALESCE(MAX(e.number), 0) OR COALESCE(MIN(e.number), 1) <> 1`,
  },
  {
    id: 'A05',
    severity: 'P0',
    title: 'every entry adds its amount to the balance before it',
    sql: `
      SELECT transaction_id, player_id, seq, line, balance_before, amount, balance_after
      FROM (
        SELECT transaction_id, player_id, seq, line, amount, balance_after,
          COALESCE(LAG(balance_after) OVER (
            PARTITION BY player_id, currency, bucket ORDER BY number), 0) AS balance_before
        FROM entry WHERE bucket IN (1, 2, 3)) chained
      WHERE balance_after <> balance_before + amount`,
  },
  {
    id: 'A06',
    severity: 'P0',
    title: 'no balance is outside its bounds; only debt is negative',
    sql: `
      SELECT player_id, currency, bucket, balance FROM account
      WHERE NOT ((bucket IN (1, 2) AND balance >= 0 AND balance <= 9000000000000000)
        OR (bucket = 3 AND balance <= 0 AND balance >= -9000000000000000))`,
  },
  {
    id: 'A07',
    severity: 'P0',
    title: 'no balance was ever outside its bounds',
    sql: `
      SELECT transaction_id, player_id, seq, line, bucket, balance_after FROM entry
      WHERE (bucket IN (1, 2) AND balance_after < 0) OR (bucket = 3 AND balance_after > 0)`,
  },
  {
    id: 'A08',
    severity: 'P1',
    title: 'nobody owes gems and holds gems of one currency',
    sql: `
      SELECT d.player_id, d.currency, d.balance AS debt, h.bucket, h.balance
      FROM account d JOIN account h
        ON h.player_id = d.player_id AND h.currency = d.currency AND h.bucket IN (1, 2)
      WHERE d.bucket = 3 AND d.balance < 0 AND h.balance > 0`,
  },
  {
    id: 'G03',
    severity: 'P0',
    title: 'the seq of a wallet has reached that of its last transaction',
    sql: `
      SELECT w.player_id, w.seq, e.last_seq
      FROM (SELECT player_id, MAX(seq) AS last_seq FROM entry GROUP BY player_id) e
      JOIN wallet w ON w.player_id = e.player_id
      WHERE w.seq < e.last_seq`,
  },
  {
    id: 'G04',
    severity: 'P1',
    title: 'an account has a wallet, and a wallet has its player',
    sql: `
      SELECT a.player_id FROM account a LEFT JOIN wallet w ON w.player_id = a.player_id
      WHERE w.player_id IS NULL
      UNION ALL
      SELECT w.player_id FROM wallet w LEFT JOIN player p ON p.id = w.player_id
      WHERE p.id IS NULL OR p.title_id <> w.title_id OR p.environment <> w.environment`,
  },
];
