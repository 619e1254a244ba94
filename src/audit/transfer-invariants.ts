import { LOT_CHANGES } from '../ledger/lot-changes.js';
import type { Invariant } from './invariant.js';

/** A transaction of one side of a transfer, and its entry at store clearing. */
const side = (name: string, id: string, kind: string, player: string) => `
      LEFT JOIN ledger_transaction ${name} ON ${name}.id = ${id} AND ${name}.kind = '${kind}'
        AND ${name}.player_id = ${player} AND ${name}.title_id = t.title_id
        AND ${name}.environment = t.environment
      LEFT JOIN entry ${name}_entry ON ${name}_entry.player_id = ${name}.player_id
        AND ${name}_entry.seq = ${name}.seq AND ${name}_entry.bucket = 11
        AND ${name}_entry.currency = t.currency`;

/** What players gave to each other. */
export const TRANSFER_INVARIANTS: readonly Invariant[] = [
  {
    id: 'G30',
    severity: 'P0',
    title:
      'a transfer took from one player what it gave to another, and is numbered on its day without a gap',
    sql: `
      SELECT t.id AS transaction_id, t.from_player_id AS player_id, t.amount,
        sent_entry.amount AS sent, got_entry.amount AS received
      FROM transfer t
      ${side('sent', 't.id', 'transfer_out', 't.from_player_id')}
      ${side('got', 't.receipt_id', 'transfer_in', 't.to_player_id')}
      WHERE sent_entry.line IS NULL OR got_entry.line IS NULL OR sent_entry.amount <> t.amount
        OR got_entry.amount <> -t.amount OR t.from_player_id = t.to_player_id
      UNION ALL
      SELECT id, player_id, NULL, NULL, NULL FROM ledger_transaction
      WHERE (kind = 'transfer_out' AND id NOT IN (SELECT id FROM transfer))
        OR (kind = 'transfer_in' AND id NOT IN (SELECT receipt_id FROM transfer))
      UNION ALL
      SELECT MIN(id), from_player_id, day, MAX(number), COUNT(*) FROM transfer
      GROUP BY from_player_id, day
      HAVING MAX(number) <> COUNT(*) OR COUNT(DISTINCT number) <> COUNT(*)
      UNION ALL
      SELECT MIN(id), MIN(from_player_id), COUNT(*), NULL, NULL FROM transfer
      GROUP BY receipt_id HAVING COUNT(*) > 1`,
  },
  {
    id: 'G31',
    severity: 'P1',
    title:
      'a lot that came by a transfer is what was taken of a paid lot of the sender, with its payment',
    sql: `
      SELECT l.id AS lot_id, l.player_id, l.original, -m.amount AS taken
      FROM lot l
      LEFT JOIN transfer t ON t.id = l.origin_id AND t.to_player_id = l.player_id
        AND t.currency = l.currency
      LEFT JOIN lot f ON f.player_id = t.from_player_id AND f.id = l.from_lot_id
        AND f.currency = l.currency AND f.bucket = 1
      LEFT JOIN ${LOT_CHANGES} m ON m.player_id = t.from_player_id AND m.transaction_id = t.id
        AND m.lot_id = f.id
      WHERE l.origin = 'transfer' AND (m.lot_id IS NULL OR m.amount <> -l.original
        OR l.bucket <> 1 OR l.held_until IS NULL OR l.held_until <> t.held_until
        OR COALESCE(l.expires_at, -1) <> COALESCE(f.expires_at, -1)
        OR COALESCE(l.payment_id, l.id)
          <> COALESCE(CASE f.origin WHEN 'payment' THEN f.origin_id ELSE f.payment_id END, l.id)
        OR (l.price_micros IS NULL) <> (f.price_micros IS NULL)
        OR l.price_currency <> f.price_currency OR l.price_micros > f.price_micros)
      UNION ALL
      SELECT t.id, t.to_player_id, t.amount, COALESCE(SUM(l.original), 0)
      FROM transfer t LEFT JOIN lot l ON l.player_id = t.to_player_id
        AND l.origin = 'transfer' AND l.origin_id = t.id
      GROUP BY t.id, t.to_player_id, t.amount HAVING t.amount <> COALESCE(SUM(l.original), 0)
      UNION ALL
      SELECT id, player_id, original, NULL FROM lot
      WHERE origin <> 'transfer'
        AND (held_until IS NOT NULL OR from_lot_id IS NOT NULL OR payment_id IS NOT NULL)`,
  },
];
