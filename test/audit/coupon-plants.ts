import { type Plant, plant } from './plants.js';

const REDEMPTION = 'UPDATE coupon_redemption SET';
const CODE = 'WHERE code_hash = (SELECT code_hash FROM coupon_redemption WHERE id = {often})';

/** Changes by hand that break what the books say of coupons. */
export const COUPON_PLANTS: readonly Plant[] = [
  plant('A35', 'redemption often', `UPDATE coupon_code SET uses = 2, uses_max = 2 ${CODE}`),
  plant('A35', 'redemption often', `UPDATE coupon_code SET uses_max = 0 ${CODE}`),
  plant('A35', 'redemption often', `UPDATE coupon_code SET coupon = 'welcome' ${CODE}`),
  plant('A35', 'redemption often', `DELETE FROM coupon_code ${CODE}`),
  plant('A35', 'redemption scarce', "UPDATE coupon_usage SET redeemed = 3 WHERE coupon = 'scarce'"),
  plant('A35', 'redemption scarce', "DELETE FROM coupon_usage WHERE coupon = 'scarce'"),
  plant('A35', 'redemption often', `${REDEMPTION} number = 9 WHERE id = {oftener}`),
  plant('A35', 'redemption often', `${REDEMPTION} number = 2 WHERE id = {often}`),
  plant('A35', 'redemption often', `${REDEMPTION} player_number = 4 WHERE id = {oftener}`),
  plant('A35', 'redemption often', `${REDEMPTION} environment = 'sandbox' WHERE id = {often}`),
  plant(
    'A35 A25',
    'redemption scarcer',
    `${REDEMPTION} player_id = {nothing} WHERE id = {scarcer}`,
  ),
  plant(
    'A35',
    'redemption scarce',
    "UPDATE coupon_usage SET redeemed = 10 WHERE coupon = 'scarce'",
    `${REDEMPTION} number = 10 WHERE id = {scarce}`,
  ),
  plant(
    'A35 G08',
    'redemption scarce',
    'UPDATE item_grant SET quantity = 3 WHERE source_id = {scarce}',
  ),
  plant(
    'A35 G12',
    'redemption often',
    'UPDATE lot SET origin_id = {nothing} WHERE origin_id = {often}',
  ),
  plant(
    'A25',
    'player redeemer',
    "UPDATE item_grant SET source = 'order' WHERE source_id = {scarce}",
  ),
  plant('A39', 'uuid often', `${REDEMPTION} created_at = 9000000000000 WHERE id = {often}`),
];
