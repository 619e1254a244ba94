/**
 * What transactions took from lots (negative) or put into them (positive), as a table for SQL with
 * the columns `player_id`, `transaction_id`, `lot_id` and `amount`. An entry that moved the gems of
 * one lot names it; the movements of an entry of several lots stand in rows of their own.
 */
export const LOT_CHANGES = `(
  SELECT player_id, transaction_id, lot_id, amount FROM entry WHERE lot_id IS NOT NULL
  UNION ALL
  SELECT player_id, transaction_id, lot_id, amount FROM lot_movement)`;

/** The same of one player alone, whose id is to be given twice. */
export const LOT_CHANGES_OF_PLAYER = `(
  SELECT player_id, transaction_id, lot_id, amount FROM entry
  WHERE player_id = ? AND lot_id IS NOT NULL
  UNION ALL
  SELECT player_id, transaction_id, lot_id, amount FROM lot_movement WHERE player_id = ?)`;
