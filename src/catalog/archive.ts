import { type CatalogReading, checkedContent } from './catalog-content.js';
import type { CatalogModel } from './model.js';
import { type Fault, inReadingOrder, NOWHERE } from './reading/fault.js';

const STORES = ['apple', 'google'] as const;

/**
 * Which product each id of a store was ever published for: `apple/com.example.gems` → its key.
 * Forever, since a store hands out receipts that name the id alone.
 */
export type StoreProducts = ReadonlyMap<string, string>;

/**
 * The next catalog together with everything that the current one has and it lacks: products, items,
 * offers, coupons and draws come back archived, so that what was sold stays redeemable, and
 * currencies come back as they are, since players hold them. Sales, audiences and promotions end
 * with the version that had them; an audience that is gone is cleared. Pure; doing it again, or
 * with what came of it as the current catalog, changes nothing.
 *
 * What is carried over names only what is there. Of archived things nothing more is asked, so that
 * the rest may change as it likes (`contentToPublish` makes sure).
 */
export function withArchived(next: CatalogModel, current: CatalogModel | null): CatalogModel {
  if (current === null) return next;
  const archived = <Thing>(thing: Thing) => ({ ...thing, archived: true });
  const reachable = <Thing extends { readonly audience: string | null }>(thing: Thing) => {
    const known = thing.audience !== null && next.audiences.has(thing.audience);
    return { ...archived(thing), audience: known ? thing.audience : null };
  };
  return {
    ...next,
    currencies: united(next.currencies, current.currencies, (currency) => currency),
    products: united(next.products, current.products, archived),
    items: united(next.items, current.items, archived),
    offers: united(next.offers, current.offers, reachable),
    coupons: united(next.coupons, current.coupons, reachable),
    draws: united(next.draws, current.draws, archived),
  };
}

/**
 * What is published in place of `current`, or why it cannot be: an id of a store moved to another
 * product, or the catalog with all that is archived passes a limit.
 */
export function contentToPublish(
  next: CatalogModel,
  current: CatalogModel | null,
  storeProducts: StoreProducts,
): CatalogReading {
  const moved = reusedStoreIds(next, storeProducts);
  return moved.length > 0
    ? { content: null, faults: moved }
    : checkedContent(withArchived(next, current));
}

/** A store's product id that another product had before: an old receipt would buy this one. */
export function reusedStoreIds(model: CatalogModel, storeProducts: StoreProducts): Fault[] {
  const faults: Fault[] = [];
  for (const [id, { store, key }] of storeIds(model)) {
    const owner = storeProducts.get(id);
    if (owner === undefined || owner === key) continue;
    faults.push({
      ...NOWHERE,
      pointer: `/products/${key}/stores/${store}`,
      code: 'store_id_reused',
      message: `“${owner}” had this ${store} id before, and old receipts still mean “${owner}”.`,
    });
  }
  return inReadingOrder(faults);
}

/** The ids of this catalog together with those that are known already. */
export function storeProductsOf(model: CatalogModel, known: StoreProducts): StoreProducts {
  const all = new Map(known);
  for (const [id, { key }] of storeIds(model)) all.set(id, key);
  return all;
}

function* storeIds(model: CatalogModel) {
  for (const { key, stores } of model.products.values()) {
    for (const store of STORES) {
      if (stores[store] !== null) yield [`${store}/${stores[store]}`, { store, key }] as const;
    }
  }
}

/** All of `next`, and of `current` what it lacks, in the order of the keys. */
function united<Thing>(
  next: ReadonlyMap<string, Thing>,
  current: ReadonlyMap<string, Thing>,
  carry: (thing: Thing) => Thing,
): ReadonlyMap<string, Thing> {
  const carried = [...current].filter(([key]) => !next.has(key));
  if (carried.length === 0) return next;
  const all = new Map(next);
  for (const [key, thing] of carried) all.set(key, carry(thing));
  return new Map([...all.keys()].sort().map((key) => [key, all.get(key)!]));
}
