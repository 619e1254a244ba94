import type { Offer, PublishedCatalog, Sale } from '../catalog/model.js';
import { saleAmount } from '../catalog/offer-price.js';
import { edgesOf } from '../catalog/window.js';
import type { Amount } from '../kernel/amount.js';
import type { SqlRow } from '../platform/database/statement.js';
import { keyOf, scopeOf, versionsOf } from './catalog-versions.js';
import type { Snapshot } from './snapshot.store.js';

/** No wall clock on earth is further from UTC. */
const ZONE_MS_MAX = 14 * 3_600_000;

const PRICED = 'o.catalog_version_id, o.title_id, o.environment, o.offer, o.currency, o.unit_price';
const MOMENTS = `MIN(o.priced_at) AS first_priced_at, MAX(o.priced_at) AS last_priced_at,
  MAX(o.priced_at - o.created_at) AS priced_after, COUNT(o.priced_at) AS priced,
  COUNT(*) AS orders, MIN(o.id) AS order_id`;

/**
 * Orders that did not cost what their catalog version says. Orders of one kind share a row, so that
 * millions of them are a few hundred comparisons; a window that holds the first and the last of
 * them holds all.
 */
export async function wrongPrices(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT ${PRICED}, o.sale, ${MOMENTS}
    FROM purchase_order o GROUP BY ${PRICED}, o.sale`);
  const wrong: SqlRow[] = [];
  for (const row of rows) {
    const version = versions.get(keyOf(row.catalog_version_id));
    const offer = version?.model.offers.get(String(row.offer));
    const owned = version !== undefined && version.scope === scopeOf(row);
    if (!owned || !offer || row.currency !== offer.price.currency || pricedOddly(row)) {
      wrong.push(row);
    } else if (offer.levelPrices !== null) {
      for (const one of await byLevel(snapshot, row)) {
        const list = offer.levelPrices[Number(one.level) - 1];
        if (list === undefined || !isRight(version, offer, list, one)) wrong.push(one);
      }
    } else if (!isRight(version, offer, offer.price.amount, row)) wrong.push(row);
  }
  return wrong;
}

/** Times belong to a sale, and no price was found after its order. */
function pricedOddly({ sale, priced, orders, priced_after: after }: SqlRow): boolean {
  if (after !== null && Number(after) > 0) return true;
  return sale !== null && Number(priced) !== Number(orders);
}

/** The same kind of orders, apart by the level that each gave. */
function byLevel(snapshot: Snapshot, row: SqlRow): Promise<SqlRow[]> {
  const same = row.sale === null ? 'o.sale IS NULL' : 'o.sale = ?';
  const { catalog_version_id: version, offer, unit_price: price, sale } = row;
  return snapshot.rows(
    `SELECT ${PRICED}, o.sale, g.level, ${MOMENTS}
     FROM purchase_order o
     LEFT JOIN item_grant g ON g.player_id = o.player_id AND g.source_id = o.id AND g.line = 1
     WHERE o.catalog_version_id = ? AND o.offer = ? AND o.unit_price = ? AND ${same}
     GROUP BY ${PRICED}, o.sale, g.level`,
    [version!, offer!, price!, ...(sale === null ? [] : [sale!])],
  );
}

function isRight(
  { model }: PublishedCatalog,
  { key }: Offer,
  listAmount: Amount,
  row: SqlRow,
): boolean {
  if (row.sale === null) return Number(row.unit_price) === listAmount;
  const sale = model.sales.get(String(row.sale));
  return (
    sale?.offers.includes(key) === true &&
    Number(row.unit_price) === saleAmount(sale, listAmount) &&
    wasOpen(sale, Number(row.first_priced_at)) &&
    wasOpen(sale, Number(row.last_priced_at))
  );
}

/** Whether a sale was open anywhere: nothing keeps in which zone a player was then. */
function wasOpen(sale: Sale, at: number): boolean {
  const { startsAt, endsAt } = edgesOf(sale, 'UTC');
  const spread = sale.zone === 'player' ? ZONE_MS_MAX : 0;
  return (
    (startsAt === null || startsAt - spread <= at) && (endsAt === null || at < endsAt + spread)
  );
}
