import type { SqlRow } from '../platform/database/statement.js';
import { keyOf, scopeOf, type Versions, versionsOf } from './catalog-versions.js';
import type { Snapshot } from './snapshot.store.js';

/** An order that was given back does not count. */
const COMPLETED = `(
  SELECT player_id, offer, quantity, catalog_version_id FROM purchase_order
  WHERE status = 'completed')`;

/**
 * A limit may come and go with the catalog, and only orders under a limit are counted. So what
 * differs from all orders of the offer is counted again by the versions that had a limit.
 */
export async function wrongUsage(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT c.player_id, c.offer, c.used, o.catalog_version_id, SUM(o.quantity) AS sold
    FROM (
      SELECT u.player_id, u.offer, u.used FROM offer_usage u
      LEFT JOIN (SELECT player_id, offer, SUM(quantity) AS sold FROM ${COMPLETED} kept
        GROUP BY player_id, offer) s ON s.player_id = u.player_id AND s.offer = u.offer
      WHERE u.used <> COALESCE(s.sold, 0)) c
    LEFT JOIN ${COMPLETED} o ON o.player_id = c.player_id AND o.offer = c.offer
    GROUP BY c.player_id, c.offer, c.used, o.catalog_version_id`);
  const counted = new Map<
    string,
    { player_id: Buffer; offer: string; used: number; sold: number }
  >();
  for (const row of rows) {
    const player = row.player_id as Buffer;
    const offer = String(row.offer);
    const key = `${keyOf(player)} ${offer}`;
    const count = counted.get(key) ?? { player_id: player, offer, used: Number(row.used), sold: 0 };
    if (isLimited(versions, row, 'limitPerPlayer')) count.sold += Number(row.sold);
    counted.set(key, count);
  }
  const missing = await snapshot.rows(`
    SELECT o.catalog_version_id, o.offer, MIN(o.id) AS order_id
    FROM purchase_order o LEFT JOIN offer_usage u
      ON u.player_id = o.player_id AND u.offer = o.offer
    WHERE u.player_id IS NULL GROUP BY o.catalog_version_id, o.offer`);
  return [
    ...[...counted.values()].filter((count) => count.used !== count.sold),
    ...missing.filter((row) => isLimited(versions, row, 'limitPerPlayer')),
  ];
}

type Limit = 'limitPerPlayer' | 'limitPerPeriod' | 'stock';

function isLimited(versions: Versions, row: SqlRow, limit: Limit): boolean {
  if (row.catalog_version_id === null) return false;
  const model = versions.get(keyOf(row.catalog_version_id))?.model;
  return (model?.offers.get(String(row.offer))?.[limit] ?? null) !== null;
}

/** An order names the period that counts it. */
const WRONG_PERIODS = `
  SELECT player_id, offer, period, SUM(used) AS used, SUM(sold) AS sold
  FROM (
    SELECT player_id, offer, period, used, 0 AS sold FROM offer_period_usage
    UNION ALL
    SELECT player_id, offer, period, 0, quantity FROM purchase_order
    WHERE status = 'completed' AND period IS NOT NULL) counted
  GROUP BY player_id, offer, period HAVING SUM(used) <> SUM(sold)`;

/**
 * Periods that count wrongly, and orders that no period counts though their offer has such a limit.
 */
export async function wrongPeriods(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const orders = await snapshot.rows(`
    SELECT catalog_version_id, offer, CASE WHEN period IS NULL THEN 0 ELSE 1 END AS has_period,
      MIN(id) AS order_id
    FROM purchase_order GROUP BY catalog_version_id, offer, has_period`);
  const odd = orders.filter(
    (row) => isLimited(versions, row, 'limitPerPeriod') !== (Number(row.has_period) === 1),
  );
  return [...(await snapshot.rows(WRONG_PERIODS)), ...odd];
}

/** Stocks that do not say how many units were sold under one and not given back. */
export async function wrongStocks(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const stocks = await snapshot.rows('SELECT title_id, environment, offer, sold FROM offer_stock');
  const sold = await snapshot.rows(`
    SELECT title_id, environment, offer, catalog_version_id, SUM(quantity) AS units,
      MIN(id) AS order_id
    FROM purchase_order WHERE status = 'completed'
    GROUP BY title_id, environment, offer, catalog_version_id`);
  const counted = new Map<string, SqlRow & { sold: number; units: number }>();
  for (const row of stocks) {
    counted.set(`${scopeOf(row)} ${row.offer}`, { ...row, sold: Number(row.sold), units: 0 });
  }
  for (const row of sold.filter((one) => isLimited(versions, one, 'stock'))) {
    const key = `${scopeOf(row)} ${row.offer}`;
    const count = counted.get(key) ?? { ...row, sold: 0, units: 0 };
    counted.set(key, { ...count, units: count.units + Number(row.units) });
  }
  return [...counted.values()].filter((one) => one.sold !== one.units);
}
