import type { CatalogModel } from '../catalog/model.js';
import { giftsOf } from '../inventory/give.js';
import type { SqlRow } from '../platform/database/statement.js';
import { keyOf, versionsOf } from './catalog-versions.js';
import type { CodedInvariant } from './invariant.js';
import type { Snapshot } from './snapshot.store.js';

/** What codes and coupons count is what was redeemed, by players of their title. */
const COUNTED_WRONGLY = `
  SELECT c.coupon, c.title_id, c.uses AS counted, COALESCE(r.redeemed, 0) AS redeemed,
    r.id AS redemption_id
  FROM coupon_code c
  LEFT JOIN (
    SELECT code_hash, COUNT(*) AS redeemed, MIN(id) AS id FROM coupon_redemption
    GROUP BY code_hash) r ON r.code_hash = c.code_hash
  WHERE c.uses <> COALESCE(r.redeemed, 0) OR c.uses > COALESCE(c.uses_max, c.uses)
  UNION ALL
  SELECT u.coupon, u.title_id, u.redeemed, COUNT(r.id), MIN(r.id)
  FROM coupon_usage u
  LEFT JOIN coupon_redemption r ON r.title_id = u.title_id AND r.environment = u.environment
    AND r.coupon = u.coupon
  GROUP BY u.coupon, u.title_id, u.environment, u.redeemed
  HAVING u.redeemed <> COUNT(r.id) OR u.redeemed <> COALESCE(MAX(r.number), 0)
    OR COUNT(DISTINCT r.number) <> COUNT(r.id)
  UNION ALL
  SELECT coupon, MIN(title_id), MAX(player_number), COUNT(*), MIN(id) FROM coupon_redemption
  GROUP BY player_id, coupon
  HAVING MAX(player_number) <> COUNT(*) OR COUNT(DISTINCT player_number) <> COUNT(*)
    OR COUNT(DISTINCT code_hash) <> COUNT(*)
  UNION ALL
  SELECT r.coupon, r.title_id, r.number, r.player_number, r.id
  FROM coupon_redemption r
  LEFT JOIN coupon_code c ON c.code_hash = r.code_hash AND c.coupon = r.coupon
    AND c.title_id = r.title_id AND c.environment = r.environment
  LEFT JOIN coupon_usage u ON u.title_id = r.title_id AND u.environment = r.environment
    AND u.coupon = r.coupon
  LEFT JOIN wallet w ON w.player_id = r.player_id AND w.title_id = r.title_id
    AND w.environment = r.environment
  WHERE c.code_hash IS NULL OR u.coupon IS NULL OR w.player_id IS NULL`;

const GIVEN = `
  SELECT r.id, r.catalog_version_id, r.coupon, r.number, r.player_number, l.gems,
    -- SQLite joins a text to nothing as if nothing were an empty text.
    GROUP_CONCAT(CASE WHEN g.id IS NOT NULL THEN CONCAT(g.sku, '*', g.quantity) END) AS gave
  FROM coupon_redemption r
  LEFT JOIN item_grant g ON g.player_id = r.player_id AND g.source_id = r.id
  LEFT JOIN (
    SELECT player_id, origin_id, GROUP_CONCAT(CONCAT(currency, '*', original)) AS gems
    FROM lot WHERE origin = 'promotion' GROUP BY player_id, origin_id) l
  ON l.player_id = r.player_id AND l.origin_id = r.id
  GROUP BY r.id, r.catalog_version_id, r.coupon, r.number, r.player_number, l.gems`;

/** Codes of coupons. */
export const COUPON_INVARIANTS: readonly CodedInvariant[] = [
  {
    id: 'A35',
    severity: 'P1',
    title:
      'codes and coupons were redeemed as often as they may and count, and gave what they give',
    find: async (snapshot) => [
      ...(await snapshot.rows(COUNTED_WRONGLY)),
      ...(await wrongGifts(snapshot)),
    ],
  },
];

/** Held against the version that each redemption names: its gifts, its limits. */
async function wrongGifts(snapshot: Snapshot): Promise<SqlRow[]> {
  const { versions } = await versionsOf(snapshot);
  const rows = await snapshot.rows(`
    SELECT catalog_version_id, coupon, gave, gems, MAX(number) AS number,
      MAX(player_number) AS player_number, MIN(id) AS redemption_id
    FROM (${GIVEN}) given GROUP BY catalog_version_id, coupon, gave, gems`);
  return rows.filter((row) => {
    const model = versions.get(keyOf(row.catalog_version_id))?.model;
    return !model || !isAllowed(model, row);
  });
}

function isAllowed(model: CatalogModel, row: SqlRow): boolean {
  const coupon = model.coupons.get(String(row.coupon));
  if (!coupon) return false;
  const { items, gives } = giftsOf(coupon, 1, model.items);
  const gave = items.map(
    ({ item, quantity }) => `${item.sku}*${item.kind === 'upgrade' ? 1 : quantity}`,
  );
  const gems = Object.entries(gives).map(([currency, amount]) => `${currency}*${amount}`);
  const { limitPerPlayer, stock } = coupon;
  return (
    gave.sort().join() === listed(row.gave) &&
    gems.sort().join() === listed(row.gems) &&
    Number(row.player_number) <= (limitPerPlayer ?? Number.POSITIVE_INFINITY) &&
    Number(row.number) <= (stock ?? Number.POSITIVE_INFINITY)
  );
}

function listed(list: SqlRow[string] | undefined): string {
  return list ? String(list).split(',').sort().join() : '';
}
