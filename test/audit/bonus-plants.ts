import { type Plant, plant } from './plants.js';

const BONUS = (id: string, from: string, to: string) =>
  `UPDATE payment SET bonus = REPLACE(bonus, '${from}', '${to}') WHERE id = ${id}`;

/** Changes by hand that break what promotions gave with payments. */
export const BONUS_PLANTS: readonly Plant[] = [
  plant('G25 G26', 'payment welcomed', BONUS('{welcomed}', '"amount":50', '"amount":51')),
  plant('G25 G26', 'payment welcomed', 'UPDATE payment SET bonus = NULL WHERE id = {welcomed}'),
  plant('G25', 'lot present', 'UPDATE lot SET origin_id = {nothing} WHERE id = {present}'),
  plant(
    'G25',
    'lot present',
    "UPDATE lot SET price_currency = 'EUR', price_micros = 5 WHERE id = {present}",
  ),
  plant('G26', 'payment welcomed', BONUS('{welcomed}', 'welcome', 'goodbye')),
  plant(
    'G26',
    'payment later',
    'UPDATE payment SET credited_at = credited_at - 60000 WHERE id = {later}',
  ),
  plant('G26', 'payment later', BONUS('{later}', 'extra', 'welcome')),
  plant(
    'G26',
    'player promoted',
    "UPDATE promotion_usage SET used = used + 1 WHERE player_id = {promoted} AND promotion = 'extra'",
  ),
  plant(
    'A20',
    'payment halved',
    `UPDATE payment SET bonus_taken = '{"GEM":24}' WHERE id = {halved}`,
  ),
];
