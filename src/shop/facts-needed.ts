import type { PublishedCatalog, Window } from '../catalog/model.js';

/** What of a player a catalog asks for; the rest need not be read. */
export interface FactsNeeded {
  /** What the game's server tells: for audiences, and for the player's own zone. */
  readonly attributes: boolean;
  /** Which levels the player holds: for prices per level. */
  readonly levels: boolean;
}

const known = new WeakMap<PublishedCatalog, FactsNeeded>();

export function factsNeeded(catalog: PublishedCatalog): FactsNeeded {
  const found = known.get(catalog);
  if (found) return found;
  const { audiences, offers, sales, promotions, coupons } = catalog.model;
  const windows: Window[] = [offers, sales, promotions, coupons].flatMap((things) => [
    ...things.values(),
  ]);
  const sold = [...offers.values()];
  const needed = {
    attributes:
      audiences.size > 0 ||
      windows.some(({ zone }) => zone === 'player') ||
      sold.some(({ limitPerPeriod }) => limitPerPeriod !== null),
    levels: sold.some(({ levelPrices }) => levelPrices !== null),
  };
  known.set(catalog, needed);
  return needed;
}
