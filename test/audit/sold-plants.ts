import { type Plant, plant } from './plants.js';

const ORDER = 'UPDATE purchase_order SET';
const BARGAIN = 'WHERE id = {bargain}';

/** Changes by hand that break what the books say of prices, limits and gifts of orders. */
export const SOLD_PLANTS: readonly Plant[] = [
  plant(
    'A23 A22',
    'order bargain',
    `${ORDER} unit_price = unit_price + 1, total = total + 1 ${BARGAIN}`,
  ),
  // A sale that was not open then, one that is not there, one that is for other offers, none.
  plant('A23', 'order bargain', `${ORDER} priced_at = priced_at - 7200000 ${BARGAIN}`),
  plant('A23', 'order bargain', `${ORDER} sale = 'dusk' ${BARGAIN}`),
  plant('A23', 'order bargain', `${ORDER} sale = NULL ${BARGAIN}`),
  plant('A23', 'order relic', `${ORDER} sale = 'dawn' WHERE id = {relic}`),
  plant('A23', 'order bargain', `${ORDER} priced_at = NULL ${BARGAIN}`),
  plant('A23', 'order bargain', `${ORDER} priced_at = created_at + 1 ${BARGAIN}`),
  plant('A23 A22', 'order levelled', `${ORDER} unit_price = 80, total = 80 WHERE id = {levelled}`),
  plant('A23 G14', 'order bargain', `${ORDER} catalog_version_id = {nothing} ${BARGAIN}`),
  plant('A39 A23', 'uuid bargain', `${ORDER} priced_at = 9000000000000 ${BARGAIN}`),
  plant(
    'A25 G12 G14',
    'player collector',
    "UPDATE lot SET origin = 'promotion' WHERE id = {coinlot}",
  ),
  plant('G12 A25 G14', 'lot coinlot', 'UPDATE lot SET origin_id = {nothing} WHERE id = {coinlot}'),
  plant('G14 G12', 'order coined', 'UPDATE lot SET original = original + 1 WHERE id = {coinlot}'),
  plant('G19', 'player collector', 'UPDATE offer_period_usage SET used = used + 1'),
  plant('G19', 'player collector', "UPDATE offer_period_usage SET period = '2001-01-01'"),
  plant('G19', 'order daily', `${ORDER} period = NULL WHERE id = {daily}`),
  plant('G20', 'title title', 'UPDATE offer_stock SET sold = sold - 1'),
  plant('G20', 'order relic', 'DELETE FROM offer_stock'),
  plant('G20 A22', 'title title', `${ORDER} status = 'refunded' WHERE id = {relic}`),
];
