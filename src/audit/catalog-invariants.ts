import type { CatalogModel, PublishedCatalog } from '../catalog/model.js';
import { storedCatalog } from '../catalog/published-catalog.js';
import { giftsOf } from '../inventory/give.js';
import { idOf } from '../kernel/id.js';
import { creditedGems } from '../payments/credited-gems.js';
import type { SqlRow } from '../platform/database/statement.js';
import type { PurchaseLine, Store } from '../stores/store-gateway.js';
import type { CodedInvariant } from './invariant.js';
import type { Snapshot } from './snapshot.store.js';

/** Every version that reads well and keeps its hash, by the hex of its id. */
export type Versions = ReadonlyMap<string, Owned>;
type Owned = PublishedCatalog & { readonly scope: string };

export const keyOf = (id: unknown) => (id as Buffer).toString('hex');
export const scopeOf = (row: SqlRow) => `${keyOf(row.title_id)} ${row.environment}`;

/** The versions and the rows of those that do not read well. */
export async function versionsOf(
  snapshot: Snapshot,
): Promise<{ versions: Versions; corrupt: SqlRow[] }> {
  const versions = new Map<string, Owned>();
  const corrupt: SqlRow[] = [];
  const ids = await snapshot.rows('SELECT id FROM catalog_version ORDER BY id');
  // One at a time: a version may be eight megabytes long.
  for (const { id } of ids) {
    const [row] = await snapshot.rows(
      'SELECT id, title_id, environment, hash, content FROM catalog_version WHERE id = ?',
      [id as Buffer],
    );
    try {
      const text = String(row!.content);
      const version = { id: idOf('catalog', id as Buffer), text, hash: row!.hash as Buffer };
      versions.set(keyOf(id), { ...storedCatalog(version), scope: scopeOf(row!) });
    } catch (error) {
      const why = error instanceof Error ? error.message : 'it cannot be read';
      corrupt.push({ catalog_version_id: id as Buffer, why });
    }
  }
  return { versions, corrupt };
}

async function corruptVersions(snapshot: Snapshot): Promise<SqlRow[]> {
  const { corrupt } = await versionsOf(snapshot);
  const unknown = await snapshot.rows(`
    SELECT p.title_id, p.environment, p.number, p.version_id AS catalog_version_id
    FROM catalog_publication p LEFT JOIN catalog_version v ON v.id = p.version_id
      AND v.title_id = p.title_id AND v.environment = p.environment
    WHERE v.id IS NULL`);
  return [...corrupt, ...unknown];
}

/** Orders of one kind share a row, so that millions of them are a few hundred comparisons. */
async function wrongPrices(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT catalog_version_id, title_id, environment, offer, currency, unit_price,
      COUNT(*) AS orders, MIN(id) AS order_id
    FROM purchase_order
    GROUP BY catalog_version_id, title_id, environment, offer, currency, unit_price`);
  return rows.filter((row) => {
    const version = versions.get(keyOf(row.catalog_version_id));
    const price = version?.model.offers.get(String(row.offer))?.price;
    const right = price?.currency === row.currency && price?.amount === Number(row.unit_price);
    return !right || version?.scope !== scopeOf(row);
  });
}

/** What undid an order took at most what it gave, and nothing that was not given again. */
const TAKEN_WRONGLY = `
  SELECT o.id AS order_id, o.player_id, u.sku, u.level, u.undone, COALESCE(g.gave, 0) AS gave
  FROM (
    SELECT t.player_id, t.reverses_id, i.sku, COALESCE(i.level, 0) AS level,
      SUM(i.quantity) AS undone
    FROM ledger_transaction t
    JOIN item_grant i ON i.player_id = t.player_id AND i.source_id = t.id
    WHERE t.kind IN ('order_refund', 'order_reinstatement')
    GROUP BY t.player_id, t.reverses_id, i.sku, COALESCE(i.level, 0)) u
  JOIN purchase_order o ON o.player_id = u.player_id AND o.id = u.reverses_id
  LEFT JOIN (
    SELECT player_id, source_id, sku, COALESCE(level, 0) AS level, SUM(quantity) AS gave
    FROM item_grant WHERE source = 'order'
    GROUP BY player_id, source_id, sku, COALESCE(level, 0)) g
  ON g.player_id = o.player_id AND g.source_id = o.id AND g.sku = u.sku AND g.level = u.level
  WHERE u.undone > 0 OR u.undone < -COALESCE(g.gave, 0)
    OR (o.status = 'completed' AND u.undone <> 0)`;

async function wrongGifts(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT catalog_version_id, offer, quantity, gave, COUNT(*) AS orders, MIN(id) AS order_id
    FROM (
      SELECT o.id, o.catalog_version_id, o.offer, o.quantity,
        GROUP_CONCAT(CONCAT(g.sku, '*', g.quantity)) AS gave
      FROM purchase_order o JOIN item_grant g ON g.player_id = o.player_id AND g.source_id = o.id
      GROUP BY o.id, o.catalog_version_id, o.offer, o.quantity) given
    GROUP BY catalog_version_id, offer, quantity, gave`);
  const wrong = rows.filter((row) => {
    const model = versions.get(keyOf(row.catalog_version_id))?.model;
    const wanted = model && giftsText(model, String(row.offer), Number(row.quantity));
    return wanted !== String(row.gave).split(',').sort().join();
  });
  return [...wrong, ...(await snapshot.rows(TAKEN_WRONGLY))];
}

/** What an order gives, as `wrongGifts` reads it: of an upgrade one, however many levels. */
function giftsText(model: CatalogModel, offer: string, quantity: number): string | null {
  const grants = model.offers.get(offer)?.grants;
  if (!grants) return null;
  const gifts = giftsOf(grants, quantity, model.items);
  const parts = gifts.map(
    ({ item, quantity: count }) => `${item.sku}*${item.kind === 'upgrade' ? 1 : count}`,
  );
  return parts.sort().join();
}

async function wrongCredits(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT catalog_version_id, title_id, environment, store, line_items, grants,
      COUNT(*) AS payments, MIN(id) AS payment_id
    FROM payment WHERE status = 'credited'
    GROUP BY catalog_version_id, title_id, environment, store, line_items, grants`);
  return rows.filter((row) => {
    const id = row.catalog_version_id;
    const version = id === null ? undefined : versions.get(keyOf(id));
    return version?.scope !== scopeOf(row) || !creditedRight(version, row);
  });
}

function creditedRight(version: PublishedCatalog, row: SqlRow): boolean {
  const lines = JSON.parse(String(row.line_items)) as PurchaseLine[];
  const grants = JSON.parse(String(row.grants)) as Record<string, number>;
  // Only what decides the gems: the rest of a purchase is not stored or not compared.
  const purchase = { store: row.store as Store, lines, price: null };
  const gems = creditedGems(version, purchase as unknown as Parameters<typeof creditedGems>[1]);
  const wanted = Object.entries(gems?.grants ?? {});
  const same = wanted.every(([currency, amount]) => grants[currency] === amount);
  return gems !== null && same && wanted.length === Object.keys(grants).length;
}

/** An order that was given back does not count. */
const COMPLETED = `(
  SELECT player_id, offer, quantity, catalog_version_id FROM purchase_order
  WHERE status = 'completed')`;

/**
 * A limit may come and go with the catalog, and only orders under a limit are counted. So what
 * differs from all orders of the offer is counted again by the versions that had a limit.
 */
async function wrongUsage(snapshot: Snapshot): Promise<SqlRow[]> {
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
    if (isLimited(versions, row)) count.sold += Number(row.sold);
    counted.set(key, count);
  }
  const missing = await snapshot.rows(`
    SELECT o.catalog_version_id, o.offer, MIN(o.id) AS order_id
    FROM purchase_order o LEFT JOIN offer_usage u
      ON u.player_id = o.player_id AND u.offer = o.offer
    WHERE u.player_id IS NULL GROUP BY o.catalog_version_id, o.offer`);
  return [
    ...[...counted.values()].filter((count) => count.used !== count.sold),
    ...missing.filter((row) => isLimited(versions, row)),
  ];
}

function isLimited(versions: Versions, row: SqlRow): boolean {
  if (row.catalog_version_id === null) return false;
  const model = versions.get(keyOf(row.catalog_version_id))?.model;
  return (model?.offers.get(String(row.offer))?.limitPerPlayer ?? null) !== null;
}

/** What was sold and credited, held against the content of its catalog version. */
export const CATALOG_INVARIANTS: readonly CodedInvariant[] = [
  {
    id: 'A23',
    severity: 'P1',
    title: 'the price of an order is that of its catalog version',
    find: wrongPrices,
  },
  {
    id: 'G13',
    severity: 'P0',
    title: 'a payment credited what its products bring by its catalog version',
    find: wrongCredits,
  },
  {
    id: 'G14',
    severity: 'P1',
    title: 'an order gave what its offer gives by its catalog version, and no more was taken back',
    find: wrongGifts,
  },
  {
    id: 'G15',
    severity: 'P1',
    title: 'a limit counts the orders that were placed under it and not given back',
    find: wrongUsage,
  },
  {
    id: 'G16',
    severity: 'P1',
    title: 'a catalog version keeps its hash, and what is published is there',
    find: corruptVersions,
  },
];
