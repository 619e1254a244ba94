import type { PublishedCatalog } from '../catalog/model.js';
import { creditedGems } from '../payments/credited-gems.js';
import type { SqlRow } from '../platform/database/statement.js';
import type { PurchaseLine, Store } from '../stores/store-gateway.js';
import { keyOf, scopeOf, versionsOf } from './catalog-versions.js';
import type { CodedInvariant } from './invariant.js';
import type { Snapshot } from './snapshot.store.js';
import { SOLD_INVARIANTS } from './sold-invariants.js';

async function corruptVersions(snapshot: Snapshot): Promise<SqlRow[]> {
  const { corrupt } = await versionsOf(snapshot);
  const unknown = await snapshot.rows(`
    SELECT p.title_id, p.environment, p.number, p.version_id AS catalog_version_id
    FROM catalog_publication p LEFT JOIN catalog_version v ON v.id = p.version_id
      AND v.title_id = p.title_id AND v.environment = p.environment
    WHERE v.id IS NULL`);
  return [...corrupt, ...unknown];
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

/** What was sold and credited, held against the content of its catalog version. */
export const CATALOG_INVARIANTS: readonly CodedInvariant[] = [
  {
    id: 'G13',
    severity: 'P0',
    title: 'a payment credited what its products bring by its catalog version',
    find: wrongCredits,
  },
  ...SOLD_INVARIANTS,
  {
    id: 'G16',
    severity: 'P1',
    title: 'a catalog version keeps its hash, and what is published is there',
    find: corruptVersions,
  },
];
