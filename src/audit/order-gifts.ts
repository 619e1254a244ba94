import type { CatalogModel } from '../catalog/model.js';
import { giftsOf } from '../inventory/give.js';
import type { SqlRow } from '../platform/database/statement.js';
import { keyOf, versionsOf } from './catalog-versions.js';
import type { Snapshot } from './snapshot.store.js';

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

/** What each order gave: its items, and its free gems by currency. */
const GIVEN = `
  SELECT o.id, o.catalog_version_id, o.offer, o.quantity, l.gems,
    GROUP_CONCAT(CASE WHEN g.sku IS NOT NULL THEN CONCAT(g.sku, '*', g.quantity) END) AS gave
  FROM purchase_order o
  LEFT JOIN item_grant g ON g.player_id = o.player_id AND g.source_id = o.id
  LEFT JOIN (
    SELECT player_id, origin_id, GROUP_CONCAT(CONCAT(currency, '*', original)) AS gems
    FROM lot WHERE origin = 'order' GROUP BY player_id, origin_id) l
  ON l.player_id = o.player_id AND l.origin_id = o.id
  GROUP BY o.id, o.catalog_version_id, o.offer, o.quantity, l.gems`;

/** Orders that gave something else than their offer gives; of a draw the table knows no more. */
export async function wrongGifts(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT catalog_version_id, offer, quantity, gave, gems, COUNT(*) AS orders,
      MIN(id) AS order_id
    FROM (${GIVEN}) given GROUP BY catalog_version_id, offer, quantity, gave, gems`);
  const wrong = rows.filter((row) => {
    const model = versions.get(keyOf(row.catalog_version_id))?.model;
    const offer = String(row.offer);
    if (model?.offers.get(offer)?.draw) return false;
    const wanted = model && giftTexts(model, offer, Number(row.quantity));
    return !wanted || wanted.items !== sorted(row.gave) || wanted.gems !== sorted(row.gems);
  });
  return [...wrong, ...(await snapshot.rows(TAKEN_WRONGLY))];
}

function sorted(list: SqlRow[string] | undefined): string {
  return String(list ?? '')
    .split(',')
    .sort()
    .join();
}

/** What an order gives, as `wrongGifts` reads it: of an upgrade one, however many levels. */
function giftTexts(model: CatalogModel, key: string, quantity: number) {
  const offer = model.offers.get(key);
  if (!offer) return null;
  const { items, gives } = giftsOf(offer, quantity, model.items);
  const parts = items.map(
    ({ item, quantity: count }) => `${item.sku}*${item.kind === 'upgrade' ? 1 : count}`,
  );
  const gems = Object.entries(gives).map(([currency, amount]) => `${currency}*${amount}`);
  return { items: parts.sort().join(), gems: gems.sort().join() };
}
