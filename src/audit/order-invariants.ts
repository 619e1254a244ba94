import type { Invariant } from './invariant.js';

/**
 * The sum of the grants of each item; of an upgrade the highest level that was given and not taken
 * back, and how often its levels were given, less how often they were taken.
 */
const GRANTED = `(
  SELECT player_id, sku, SUM(quantity) AS granted,
    MAX(CASE WHEN quantity > 0 THEN level END) AS granted_level,
    MIN(quantity) AS fewest, MAX(quantity) AS most
  FROM (
    SELECT player_id, sku, level, SUM(quantity) AS quantity FROM item_grant
    GROUP BY player_id, sku, level) by_level
  GROUP BY player_id, sku)`;

/**
 * The player's accounts, and the one that gems of an order come from: what it gave adds up to 0.
 */
const WITHOUT_GIFTS = '(1, 2, 3, 13)';

/** Gems out: orders, what they gave, what players hold. Prices and limits: `sold-invariants.ts`. */
export const ORDER_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A22',
    severity: 'P0',
    title: 'an order is paid exactly its total, and gives exactly that back when it is refunded',
    sql: `
      SELECT o.id AS order_id, o.player_id, o.total, COALESCE(SUM(e.amount), 0) AS moved
      FROM purchase_order o
      LEFT JOIN ledger_transaction t
        ON t.id = o.id AND t.kind = 'spend' AND t.player_id = o.player_id
      LEFT JOIN entry e ON e.player_id = o.player_id AND e.seq = t.seq
        AND e.currency = o.currency AND e.bucket IN ${WITHOUT_GIFTS}
      GROUP BY o.id, o.player_id, o.total HAVING COALESCE(SUM(e.amount), 0) <> -o.total
      UNION ALL
      SELECT o.id, o.player_id, o.total, COALESCE(r.given_back, 0)
      FROM purchase_order o
      LEFT JOIN (
        SELECT t.player_id, t.reverses_id, e.currency, -SUM(e.amount) AS given_back
        FROM ledger_transaction t
        JOIN entry e ON e.player_id = t.player_id AND e.seq = t.seq AND e.bucket = 12
        WHERE t.kind IN ('order_refund', 'order_reinstatement')
        GROUP BY t.player_id, t.reverses_id, e.currency) r
      ON r.reverses_id = o.id AND r.player_id = o.player_id AND r.currency = o.currency
      WHERE COALESCE(r.given_back, 0) <> CASE o.status WHEN 'refunded' THEN o.total ELSE 0 END
      UNION ALL
      SELECT id, player_id, total, refunded_at FROM purchase_order
      WHERE (status = 'refunded') <> (refunded_at IS NOT NULL)
        OR (status = 'refunded') <> (refund_reason IS NOT NULL)`,
  },
  {
    id: 'A24',
    severity: 'P0',
    title: 'no spend without its order, and none that is undone without it',
    sql: `
      SELECT t.id AS transaction_id, t.player_id
      FROM ledger_transaction t
      LEFT JOIN purchase_order o ON o.id = t.id AND o.player_id = t.player_id
      WHERE t.kind = 'spend' AND o.id IS NULL
      UNION ALL
      SELECT t.id, t.player_id
      FROM ledger_transaction t
      LEFT JOIN purchase_order o ON o.id = t.reverses_id AND o.player_id = t.player_id
      WHERE t.kind IN ('order_refund', 'order_reinstatement') AND o.id IS NULL`,
  },
  {
    id: 'A25',
    severity: 'P1',
    title:
      'a grant has its order, coupon or what undid one, or takes what was consumed; an order gave',
    sql: `
      SELECT g.id AS grant_id, g.player_id, g.sku
      FROM item_grant g
      LEFT JOIN purchase_order o
        ON g.source = 'order' AND o.id = g.source_id AND o.player_id = g.player_id
      LEFT JOIN ledger_transaction t
        ON g.source = t.kind AND t.id = g.source_id AND t.player_id = g.player_id
      LEFT JOIN coupon_redemption r
        ON g.source = 'coupon' AND r.id = g.source_id AND r.player_id = g.player_id
      WHERE NOT ((g.source = 'order' AND o.id IS NOT NULL AND g.quantity > 0)
        OR (g.source = 'order_refund' AND t.id IS NOT NULL AND g.quantity < 0)
        OR (g.source = 'order_reinstatement' AND t.id IS NOT NULL AND g.quantity > 0)
        OR (g.source = 'coupon' AND r.id IS NOT NULL AND g.quantity > 0)
        OR (g.source = 'consumption' AND g.source_id = g.id AND g.quantity < 0))
      UNION ALL
      SELECT o.id, o.player_id, o.offer
      FROM purchase_order o
      LEFT JOIN item_grant g ON g.player_id = o.player_id AND g.source_id = o.id
      WHERE g.id IS NULL AND NOT EXISTS (SELECT 1 FROM lot l
        WHERE l.player_id = o.player_id AND l.origin = 'order' AND l.origin_id = o.id)
      AND NOT EXISTS (SELECT 1 FROM draw_result d
        WHERE d.player_id = o.player_id AND d.order_id = o.id)`,
  },
  {
    id: 'G07',
    severity: 'P0',
    title: 'an order totals its units and is of its player and their title and environment',
    sql: `
      SELECT o.id AS order_id, o.player_id, o.quantity, o.unit_price, o.total
      FROM purchase_order o LEFT JOIN wallet w ON w.player_id = o.player_id
      WHERE o.quantity < 1 OR o.unit_price < 0 OR o.total <> o.unit_price * o.quantity
        OR w.player_id IS NULL OR w.title_id <> o.title_id OR w.environment <> o.environment`,
  },
  {
    id: 'G08',
    severity: 'P1',
    title: 'what a player holds is the sum of the grants; of an upgrade the highest level left',
    sql: `
      SELECT i.player_id, i.sku, i.quantity, i.level, g.granted, g.granted_level
      FROM inventory i LEFT JOIN ${GRANTED} g ON g.player_id = i.player_id AND g.sku = i.sku
      WHERE COALESCE(i.level, 0) <> COALESCE(g.granted_level, 0)
        OR (i.kind <> 'upgrade' AND i.quantity <> COALESCE(g.granted, 0))
        OR (i.kind = 'upgrade' AND i.quantity <> CASE WHEN g.granted_level IS NULL THEN 0 ELSE 1 END)
        OR (i.kind = 'upgrade' AND (g.fewest < 0 OR g.most > 1))
      UNION ALL
      SELECT g.player_id, g.sku, 0, NULL, g.granted, g.granted_level
      FROM ${GRANTED} g LEFT JOIN inventory i ON i.player_id = g.player_id AND i.sku = g.sku
      WHERE i.player_id IS NULL`,
  },
];
