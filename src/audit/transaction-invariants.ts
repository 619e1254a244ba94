import type { Invariant } from './invariant.js';

/**
 * The journal: transactions and their entries. Together they notice a change of any one column of
 * an entry. Entries are grouped by player and seq, the order in which they are stored; A13 holds
 * these two against the transaction.
 */
export const TRANSACTION_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A01',
    severity: 'P0',
    title: 'every transaction sums to zero per currency',
    sql: `
      SELECT MIN(transaction_id) AS transaction_id, player_id, seq, currency, SUM(amount) AS total
      FROM entry GROUP BY player_id, seq, currency HAVING SUM(amount) <> 0`,
  },
  {
    id: 'A02',
    severity: 'P0',
    title: 'every transaction has at least two entries',
    sql: `
      SELECT t.id AS transaction_id, t.player_id, COUNT(e.line) AS entries
      FROM ledger_transaction t
      LEFT JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq
      GROUP BY t.id, t.player_id HAVING COUNT(e.line) < 2`,
  },
  {
    id: 'A09',
    severity: 'P0',
    title: 'an entry touches only accounts that its kind of transaction may touch',
    sql: `
      SELECT e.transaction_id, e.player_id, e.seq, e.line, t.kind, e.bucket
      FROM entry e JOIN ledger_transaction t ON t.id = e.transaction_id
      WHERE NOT ((t.kind = 'topup' AND e.bucket IN (1, 2, 3, 11, 13))
        OR (t.kind = 'spend' AND e.bucket IN (1, 2, 3, 12, 13))
        OR (t.kind = 'grant' AND e.bucket IN (2, 3, 13))
        OR (t.kind = 'debit' AND e.bucket IN (1, 2, 12))
        OR (t.kind = 'transfer_out' AND e.bucket IN (1, 11))
        OR (t.kind = 'transfer_in' AND e.bucket IN (1, 3, 11))
        OR (t.kind = 'expiry' AND e.bucket IN (1, 2, 14))
        OR (t.kind IN ('refund', 'refund_reversal') AND e.bucket IN (1, 2, 3, 11, 13, 14))
        OR (t.kind IN ('order_refund', 'order_reinstatement') AND e.bucket IN (1, 2, 3, 12, 13)))`,
  },
  {
    id: 'A10',
    severity: 'P1',
    title: 'no entry moves nothing or an absurd amount',
    sql: `
      SELECT transaction_id, player_id, seq, line, amount FROM entry
      WHERE amount = 0 OR amount > 1000000000000 OR amount < -1000000000000`,
  },
  {
    id: 'A11',
    severity: 'P0',
    title: 'all gems of a currency sum to zero per title and environment',
    sql: `
      SELECT w.title_id, w.environment, e.currency, SUM(e.total) AS total
      FROM (SELECT player_id, currency, SUM(amount) AS total FROM entry
        GROUP BY player_id, currency) e
      JOIN wallet w ON w.player_id = e.player_id
      GROUP BY w.title_id, w.environment, e.currency HAVING SUM(e.total) <> 0`,
  },
  {
    id: 'A12',
    severity: 'P0',
    title: 'every entry has its transaction and its account, every transaction its wallet',
    sql: `
      SELECT e.transaction_id, e.player_id, e.seq, e.line
      FROM entry e LEFT JOIN ledger_transaction t ON t.id = e.transaction_id
      WHERE t.id IS NULL
      UNION ALL
      SELECT e.transaction_id, e.player_id, e.seq, e.line
      FROM entry e LEFT JOIN account a
        ON a.player_id = e.player_id AND a.currency = e.currency AND a.bucket = e.bucket
      WHERE e.bucket IN (1, 2, 3) AND a.player_id IS NULL
      UNION ALL
      SELECT t.id, t.player_id, t.seq, NULL
      FROM ledger_transaction t LEFT JOIN wallet w ON w.player_id = t.player_id
      WHERE w.player_id IS NULL`,
  },
  {
    id: 'A13',
    severity: 'P0',
    title: 'a transaction belongs to one player, seq, title and environment in all its rows',
    sql: `
      SELECT e.transaction_id, e.player_id, e.seq, e.line
      FROM entry e JOIN ledger_transaction t ON t.id = e.transaction_id
      WHERE e.player_id <> t.player_id OR e.seq <> t.seq
      UNION ALL
      SELECT t.id, t.player_id, t.seq, NULL
      FROM ledger_transaction t JOIN wallet w ON w.player_id = t.player_id
      WHERE t.title_id <> w.title_id OR t.environment <> w.environment`,
  },
  {
    id: 'A14',
    severity: 'P0',
    title: 'a cause posts at most once',
    sql: `
      SELECT id AS transaction_id, COUNT(*) AS times
      FROM ledger_transaction GROUP BY id HAVING COUNT(*) > 1`,
  },
  {
    id: 'A26',
    severity: 'P0',
    title: 'what is reversed, less what is given back of that, is between nothing and the original',
    sql: `
      SELECT r.reverses_id AS transaction_id, r.currency, r.reversed, o.original
      FROM (
        SELECT t.reverses_id, e.currency,
          SUM(CASE WHEN t.kind IN ('refund_reversal', 'order_reinstatement')
            THEN -e.amount ELSE e.amount END) AS reversed
        FROM ledger_transaction t
        JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq AND e.amount > 0
        WHERE t.reverses_id IS NOT NULL GROUP BY t.reverses_id, e.currency) r
      LEFT JOIN (
        SELECT t.id, e.currency, SUM(e.amount) AS original
        FROM ledger_transaction t
        JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq AND e.amount > 0
        WHERE t.id IN (SELECT reverses_id FROM ledger_transaction WHERE reverses_id IS NOT NULL)
        GROUP BY t.id, e.currency) o
      ON o.id = r.reverses_id AND o.currency = r.currency
      WHERE o.id IS NULL OR r.reversed > o.original OR r.reversed < 0`,
  },
  {
    id: 'G01',
    severity: 'P1',
    title: 'the entries of a transaction are its lines 1, 2, 3 …',
    sql: `
      SELECT MIN(transaction_id) AS transaction_id, player_id, seq, COUNT(*) AS entries
      FROM entry GROUP BY player_id, seq
      HAVING MIN(line) <> 1 OR MAX(line) <> COUNT(*)`,
  },
  {
    id: 'G02',
    severity: 'P0',
    title: "only the player's accounts number their entries and keep a balance",
    sql: `
      SELECT transaction_id, player_id, seq, line, bucket FROM entry
      WHERE NOT ((bucket IN (1, 2, 3) AND number IS NOT NULL AND balance_after IS NOT NULL)
        OR (bucket IN (11, 12, 13, 14) AND number IS NULL AND balance_after IS NULL))`,
  },
];
