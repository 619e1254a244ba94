import { type CatalogReading, checkedContent } from './catalog-content.js';
import type { CatalogModel } from './model.js';

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
 * The same as what can be stored, or why it cannot: with all that is archived it passes a limit.
 * That an id of a store stays with its product is told by the checks and again by the publisher.
 */
export function contentToPublish(next: CatalogModel, current: CatalogModel | null): CatalogReading {
  return checkedContent(withArchived(next, current));
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
