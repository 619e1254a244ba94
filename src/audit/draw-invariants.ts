import type { CatalogModel, Draw, OfferGrant } from '../catalog/model.js';
import { entryAt, tableOf } from '../draws/draw-table.js';
import { giftsOf } from '../inventory/give.js';
import { type Amount, add, ZERO } from '../kernel/amount.js';
import type { SqlRow } from '../platform/database/statement.js';
import { keyOf, versionsOf } from './catalog-versions.js';
import type { CodedInvariant, Invariant } from './invariant.js';
import type { Snapshot } from './snapshot.store.js';

const SEEDS = `(
  SELECT player_id, number, draws FROM draw_seed
  UNION ALL
  SELECT player_id, number, draws FROM draw_revealed_seed)`;

const NUMBERS: Invariant = {
  id: 'G21',
  severity: 'P1',
  title: 'the draws of a seed are numbered without a gap; each belongs to an order of its player',
  sql: `
    SELECT s.player_id, s.number, s.draws, COUNT(r.nonce) AS results, MAX(r.nonce) AS last_nonce
    FROM ${SEEDS} s
    LEFT JOIN draw_result r ON r.player_id = s.player_id AND r.seed_number = s.number
    GROUP BY s.player_id, s.number, s.draws
    HAVING s.draws <> COUNT(r.nonce) OR s.draws <> COALESCE(MAX(r.nonce), 0)
    UNION ALL
    SELECT s.player_id, s.number, COUNT(*), NULL, NULL FROM ${SEEDS} s
    GROUP BY s.player_id, s.number HAVING COUNT(*) > 1
    UNION ALL
    SELECT r.player_id, r.seed_number, r.nonce, r.line, NULL
    FROM draw_result r
    LEFT JOIN ${SEEDS} s ON s.player_id = r.player_id AND s.number = r.seed_number
    LEFT JOIN purchase_order o ON o.player_id = r.player_id AND o.id = r.order_id
    WHERE s.number IS NULL OR o.id IS NULL OR o.catalog_version_id <> r.catalog_version_id
      OR r.line > o.quantity
    UNION ALL
    SELECT o.player_id, MIN(r.seed_number), o.quantity, COUNT(*), NULL
    FROM draw_result r
    JOIN purchase_order o ON o.player_id = r.player_id AND o.id = r.order_id
    GROUP BY o.player_id, o.id, o.quantity HAVING COUNT(DISTINCT r.line) <> o.quantity
      OR COUNT(*) <> o.quantity`,
};

/**
 * Chance itself is checked with the seeds (`npm run draws -- verify`); here what follows from it.
 */
export const DRAW_INVARIANTS: readonly (Invariant | CodedInvariant)[] = [
  NUMBERS,
  {
    id: 'G22',
    severity: 'P1',
    title: 'a draw fell where its roll falls in its table, and its order gave what it drew',
    find: async (snapshot) => [...(await wrongRolls(snapshot)), ...(await wrongPrizes(snapshot))],
  },
];

/** The lowest and the highest roll of an entry stand for all between them. */
async function wrongRolls(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT catalog_version_id, draw, table_hash, entry, misses, MIN(roll) AS lowest,
      MAX(roll) AS highest, MIN(player_id) AS player_id
    FROM draw_result GROUP BY catalog_version_id, draw, table_hash, entry, misses`);
  return rows.filter((row) => {
    const draw = versions.get(keyOf(row.catalog_version_id))?.model.draws.get(String(row.draw));
    return !draw || !fits(draw, row);
  });
}

function fits(draw: Draw, row: SqlRow): boolean {
  const { all, pity, hash } = tableOf(draw);
  const rows = pity && Number(row.misses) >= pity.after ? pity : all;
  return (
    hash.equals(row.table_hash as Buffer) &&
    [row.lowest, row.highest].every((roll) => {
      return Number(roll) < rows.total && entryAt(rows, Number(roll)).key === row.entry;
    })
  );
}

const DRAWN = `
  SELECT o.player_id, o.id, o.catalog_version_id, o.offer, d.drawn, l.gems,
    -- SQLite joins a text to nothing as if nothing were an empty text.
    GROUP_CONCAT(CASE WHEN g.id IS NOT NULL THEN CONCAT(g.sku, '*', g.quantity) END) AS gave
  FROM purchase_order o
  JOIN (
    SELECT player_id, order_id, GROUP_CONCAT(CONCAT(draw, '*', entry)) AS drawn
    FROM draw_result GROUP BY player_id, order_id) d
  ON d.player_id = o.player_id AND d.order_id = o.id
  LEFT JOIN item_grant g ON g.player_id = o.player_id AND g.source_id = o.id
  LEFT JOIN (
    SELECT player_id, origin_id, GROUP_CONCAT(CONCAT(currency, '*', original)) AS gems
    FROM lot WHERE origin = 'order' GROUP BY player_id, origin_id) l
  ON l.player_id = o.player_id AND l.origin_id = o.id
  GROUP BY o.player_id, o.id, o.catalog_version_id, o.offer, d.drawn, l.gems`;

/** Orders whose draws drew something else than they gave, or that drew what they do not sell. */
async function wrongPrizes(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT catalog_version_id, offer, drawn, gave, gems, MIN(id) AS order_id
    FROM (${DRAWN}) played GROUP BY catalog_version_id, offer, drawn, gave, gems`);
  return rows.filter((row) => {
    const model = versions.get(keyOf(row.catalog_version_id))?.model;
    const drawn = namesIn(row.drawn).map((name) => name.split('*') as [string, string]);
    const wanted = model && prizesOf(model, String(row.offer), drawn);
    return !wanted || wanted.items !== listed(row.gave) || wanted.gems !== listed(row.gems);
  });
}

function prizesOf(model: CatalogModel, offer: string, drawn: readonly [string, string][]) {
  const grants: OfferGrant[] = [];
  const gives: Record<string, Amount> = {};
  for (const [key, name] of drawn) {
    const sold = model.offers.get(offer)?.draw === key;
    const entry = sold && model.draws.get(key)?.entries.find((one) => one.key === name);
    if (!entry) return null;
    grants.push(...entry.grants);
    for (const [currency, gems] of Object.entries(entry.gives)) {
      gives[currency] = add(gives[currency] ?? ZERO, gems);
    }
  }
  const gifts = giftsOf({ grants, gives }, 1, model.items);
  const items = gifts.items.map(
    ({ item, quantity }) => `${item.sku}*${item.kind === 'upgrade' ? 1 : quantity}`,
  );
  const gems = Object.entries(gifts.gives).map(([currency, sum]) => `${currency}*${sum}`);
  return { items: items.sort().join(), gems: gems.sort().join() };
}

function namesIn(list: SqlRow[string] | undefined): string[] {
  return list ? String(list).split(',').sort() : [];
}

function listed(list: SqlRow[string] | undefined): string {
  return namesIn(list).join();
}
