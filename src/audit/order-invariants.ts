import type { Invariant } from './invariant.js';

/** Gems out: orders, what they gave, what players hold. Prices: `catalog-invariants.ts`. */
export const ORDER_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A22',
    severity: 'P0',
    title: 'an order is paid exactly its total',
    sql: `
      SELECT o.id AS order_id, o.player_id, o.total, COALESCE(SUM(e.amount), 0) AS moved
      FROM purchase_order o
      LEFT JOIN ledger_transaction t
        ON t.id = o.id AND t.kind = 'spend' AND t.player_id = o.player_id
      LEFT JOIN entry e ON e.player_id = o.player_id AND e.seq = t.seq
        AND e.currency = o.currency AND e.bucket IN (1, 2)
      GROUP BY o.id, o.player_id, o.total HAVING COALESCE(SUM(e.amount), 0) <> -o.total`,
  },
  {
    id: 'A24',
    severity: 'P0',
    title: 'no spend without its order',
    sql: `
      SELECT t.id AS transaction_id, t.player_id
      FROM ledger_transaction t
      LEFT JOIN purchase_order o ON o.id = t.id AND o.player_id = t.player_id
      WHERE t.kind = 'spend' AND o.id IS NULL`,
  },
  {
    id: 'A25',
    severity: 'P1',
    title: 'a grant has its order or takes what was consumed; an order gave something',
    sql: `
      SELECT g.id AS grant_id, g.player_id, g.sku
      FROM item_grant g
      LEFT JOIN purchase_order o
        ON g.source = 'order' AND o.id = g.source_id AND o.player_id = g.player_id
      WHERE NOT ((g.source = 'order' AND o.id IS NOT NULL AND g.quantity > 0)
        OR (g.source = 'consumption' AND g.source_id = g.id AND g.quantity < 0))
      UNION ALL
      SELECT o.id, o.player_id, o.offer
      FROM purchase_order o
      LEFT JOIN item_grant g ON g.player_id = o.player_id AND g.source_id = o.id
      WHERE o.status = 'completed' AND g.id IS NULL`,
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
    title: 'what a player holds is the sum of the grants; of an upgrade the highest level',
    sql: `
      SELECT i.player_id, i.sku, i.quantity, i.level, COALESCE(SUM(g.quantity), 0) AS granted,
        MAX(g.level) AS granted_level
      FROM inventory i LEFT JOIN item_grant g ON g.player_id = i.player_id AND g.sku = i.sku
      GROUP BY i.player_id, i.sku, i.kind, i.quantity, i.level
      HAVING (i.kind <> 'upgrade' AND i.quantity <> COALESCE(SUM(g.quantity), 0))
        OR (i.kind = 'upgrade' AND (i.quantity <> 1 OR COUNT(g.id) = 0))
        OR COALESCE(i.level, 0) <> COALESCE(MAX(g.level), 0)
      UNION ALL
      SELECT g.player_id, g.sku, 0, NULL, SUM(g.quantity), MAX(g.level)
      FROM item_grant g LEFT JOIN inventory i ON i.player_id = g.player_id AND i.sku = g.sku
      WHERE i.player_id IS NULL GROUP BY g.player_id, g.sku`,
  },
];
