import { LOT_CHANGES } from '../ledger/lot-changes.js';
import type { Invariant } from './invariant.js';

/** Where each gem came from: lots and what moved them. */
export const LOT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A34',
    severity: 'P1',
    title: 'the lots of an account hold its balance, each between nothing and what came in',
    sql: `
      SELECT player_id, currency, bucket, SUM(balance) AS balance, SUM(remaining) AS in_lots
      FROM (
        SELECT player_id, currency, bucket, balance, 0 AS remaining FROM account
        WHERE bucket IN (1, 2)
        UNION ALL
        SELECT player_id, currency, bucket, 0, remaining FROM lot) held
      GROUP BY player_id, currency, bucket HAVING SUM(balance) <> SUM(remaining)
      UNION ALL
      SELECT player_id, currency, bucket, original, remaining FROM lot
      WHERE remaining < 0 OR remaining > original OR original < 1 OR bucket NOT IN (1, 2)`,
  },
  {
    id: 'G09',
    severity: 'P1',
    title: 'a lot holds what its movements left in it',
    sql: `
      SELECT lot_id, player_id, SUM(remaining) AS remaining, SUM(moved) AS moved
      FROM (
        SELECT id AS lot_id, player_id, remaining, 0 AS moved FROM lot
        UNION ALL
        SELECT lot_id, player_id, 0, amount FROM ${LOT_CHANGES} m) both_sides
      GROUP BY lot_id, player_id HAVING SUM(remaining) <> SUM(moved)`,
  },
  {
    id: 'G10',
    severity: 'P1',
    title: 'what a transaction moved in an account, it moved in the lots of that account',
    sql: `
      SELECT transaction_id, currency, bucket, SUM(amount) AS missing
      FROM (
        SELECT transaction_id, currency, bucket, amount FROM entry WHERE bucket IN (1, 2)
        UNION ALL
        SELECT m.transaction_id, l.currency, l.bucket, -m.amount
        FROM ${LOT_CHANGES} m
        JOIN lot l ON l.player_id = m.player_id AND l.id = m.lot_id) both_sides
      GROUP BY transaction_id, currency, bucket HAVING SUM(amount) <> 0`,
  },
  {
    id: 'G11',
    severity: 'P1',
    title: 'a lot is moved by transactions of its own player',
    sql: `
      SELECT m.transaction_id, m.lot_id, m.player_id, m.amount
      FROM ${LOT_CHANGES} m
      LEFT JOIN lot l ON l.player_id = m.player_id AND l.id = m.lot_id
      LEFT JOIN ledger_transaction t ON t.id = m.transaction_id AND t.player_id = m.player_id
      WHERE l.id IS NULL OR t.id IS NULL OR m.amount = 0`,
  },
  {
    id: 'G12',
    severity: 'P1',
    title: 'a lot is what its payment, free grant, order or reversal brought, once per currency',
    sql: `
      SELECT l.id AS lot_id, l.player_id, l.origin, l.original, e.amount AS posted
      FROM lot l
      LEFT JOIN ledger_transaction t ON t.id = l.origin_id AND t.player_id = l.player_id
        AND ((l.origin = 'payment' AND t.kind = 'topup')
          OR (l.origin = 'promotion' AND l.bucket = 2 AND t.kind = 'grant')
          OR (l.origin = 'order' AND l.bucket = 2 AND t.kind = 'spend')
          OR (l.origin = 'reversal' AND t.kind = 'refund_reversal'))
      LEFT JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq
        AND e.currency = l.currency AND e.bucket = CASE l.bucket WHEN 1 THEN 11 ELSE 13 END
        AND e.amount < 0
      WHERE l.origin NOT IN ('bonus', 'transfer') AND (e.line IS NULL
        OR (l.origin <> 'reversal' AND e.amount <> -l.original)
        OR (l.origin = 'reversal' AND e.amount > -l.original))
      UNION ALL
      SELECT MIN(id), player_id, MIN(origin), SUM(original), NULL FROM lot
      WHERE origin NOT IN ('bonus', 'transfer')
      GROUP BY player_id, origin_id, currency, CASE origin WHEN 'reversal' THEN bucket ELSE 0 END
      HAVING COUNT(*) > 1
      UNION ALL
      SELECT id, player_id, origin, original, NULL FROM lot
      WHERE (price_currency IS NULL) <> (price_micros IS NULL) OR price_micros < 0`,
  },
];
