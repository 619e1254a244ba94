/** The most of everything that a catalog may hold: each list, number and text has its end. */

/** Things of all sections together. */
export const ENTRIES_MAX = 20_000;
export const NAME_MAX = 200;
export const DESCRIPTION_MAX = 2_000;
/** Of an item in one grant, of levels or limits per player. */
export const QUANTITY_MAX = 1_000_000;
/** Different items or currencies that one thing gives or asks for. */
export const GRANTS_MAX = 100;
export const LEVELS_MAX = 1_000;
/** Units for all players together. */
export const STOCK_MAX = 1_000_000_000;
/** Bundles within bundles: how deep, and how many parts a bundle may open to in all. */
export const NESTING_MAX = 16;
export const OPENED_PARTS_MAX = 1_000;
export const PRIORITY_MAX = 1_000;
export const BONUS_PERCENT_MAX = 1_000;
/** Ten years. */
export const EXPIRY_DAYS_MAX = 3_650;
export const DRAW_ENTRIES_MAX = 1_000;
export const WEIGHT_MAX = 1_000_000_000;
export const PITY_MAX = 10_000;
