import { type Plant, plant } from './plants.js';

const SECOND = 'WHERE player_id = {drawer} AND seed_number = 2 AND nonce = 2';
const RESULT = 'UPDATE draw_result SET';

/** Changes by hand that break what the books say of draws. */
export const DRAW_PLANTS: readonly Plant[] = [
  plant('G21 G22', 'player drawer', `DELETE FROM draw_result ${SECOND}`),
  plant('G21', 'player drawer', `${RESULT} nonce = 9 ${SECOND}`),
  plant('G21', 'player drawer', `${RESULT} seed_number = 7 ${SECOND}`),
  plant('G21', 'player drawer', `${RESULT} line = 6 ${SECOND}`),
  plant('G21', 'player drawer', `${RESULT} line = 1 ${SECOND}`),
  plant('G21 G22', 'player drawer', `${RESULT} order_id = {nothing} ${SECOND}`),
  plant('G21', 'player drawer', 'UPDATE draw_seed SET draws = 6 WHERE player_id = {drawer}'),
  plant('G21', 'player drawer', 'UPDATE draw_seed SET number = 1 WHERE player_id = {drawer}'),
  plant('G21', 'player drawer', 'DELETE FROM draw_revealed_seed WHERE player_id = {drawer}'),
  plant('G22', 'player drawer', `${RESULT} roll = 100 ${SECOND}`),
  plant('G22', 'player drawer', `${RESULT} table_hash = {nothing} ${SECOND}`),
  plant('G22 G08', 'order drawn', 'UPDATE item_grant SET quantity = 44 WHERE source_id = {drawn}'),
  plant('A39', 'uuid drawn', `${RESULT} created_at = 9000000000000 ${SECOND}`),
];
