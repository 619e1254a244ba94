import { type Plant, plant } from './plants.js';

const RETURNED = 'UPDATE purchase_order SET';

/** Changes by hand that break what the books say of orders that were given back. */
export const ORDER_PLANTS: readonly Plant[] = [
  plant(
    'A22 G14 G15',
    'order returned',
    `${RETURNED} status = 'completed', refunded_at = NULL, refund_reason = NULL
    WHERE id = {returned}`,
  ),
  plant(
    'A22 G14 G15',
    'order again',
    `${RETURNED} status = 'refunded', refunded_at = 1, refund_reason = 'x' WHERE id = {again}`,
    `UPDATE item_grant SET quantity = 2 WHERE source_id = {reinstated}`,
    `UPDATE inventory SET quantity = 2 WHERE sku = 'skin.dragon' AND player_id =
    (SELECT player_id FROM purchase_order WHERE id = {again})`,
  ),
  plant('A22', 'order returned', `${RETURNED} refunded_at = NULL WHERE id = {returned}`),
  plant('A22', 'order returned', `${RETURNED} refund_reason = NULL WHERE id = {returned}`),
  plant(
    'A23 A22',
    'order returned',
    `${RETURNED} unit_price = unit_price + 1, total = total + 1 WHERE id = {returned}`,
  ),
  plant(
    'A24 A22 A26',
    'txn undone',
    'UPDATE ledger_transaction SET reverses_id = {nothing} WHERE id = {undone}',
  ),
  plant(
    'A25',
    'player regretful',
    'UPDATE item_grant SET source_id = {nothing} WHERE source_id = {undone}',
  ),
  plant(
    'A25',
    'player regretful',
    "UPDATE item_grant SET source = 'order_reinstatement' WHERE source_id = {undone}",
  ),
  plant(
    'A26 A25',
    'txn again',
    "UPDATE ledger_transaction SET kind = 'order_refund' WHERE id = {reinstated}",
  ),
  plant('A39', 'uuid returned', `${RETURNED} refunded_at = 9000000000000 WHERE id = {returned}`),
  plant('G07 A23', 'order half', `${RETURNED} environment = 'sandbox' WHERE id = {half}`),
  plant(
    'G08',
    'player regretful',
    `UPDATE inventory SET level = 2 WHERE player_id = {regretful} AND sku = 'sword'`,
  ),
  plant(
    'G08',
    'player regretful',
    `UPDATE inventory SET quantity = 0 WHERE player_id = {regretful} AND sku = 'sword'`,
  ),
  plant(
    'G08',
    'player regretful',
    `UPDATE inventory SET quantity = 1 WHERE player_id = {regretful} AND sku = 'skin.dragon'`,
  ),
  plant(
    'G08 G14',
    'player regretful',
    'UPDATE item_grant SET level = 1 WHERE source_id = {levelundone}',
  ),
  plant('G12', 'lot refilled', 'UPDATE lot SET original = original + 1 WHERE id = {refilled}'),
  plant(
    'G14 G08',
    'order half',
    'UPDATE item_grant SET quantity = -4 WHERE source_id = {halfundone}',
  ),
  plant(
    'G15',
    'player regretful',
    `UPDATE offer_usage SET used = 1 WHERE player_id = {regretful} AND offer = 'dragon'`,
  ),
];
