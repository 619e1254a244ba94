import type { CatalogModel, Offer, OfferGrant } from '../model.js';
import { buyingLimitOf } from './arbitrage/buying-limit.js';
import { isNobody } from './empty-audience.js';
import { hasEnded } from './window-checks.js';

/** Something of the catalog that gives items from now on. */
export interface Source {
  readonly grants: readonly OfferGrant[];
  readonly requires: readonly string[];
  /** How often one player can have it; Infinity: without end. */
  readonly times: number;
}

/** How an item is given, bundles opened. */
export interface Given {
  /** How many times an upgrade's next level is given; Infinity: without end. */
  next: number;
  readonly levels: Set<number>;
}

/** Every offer, draw and coupon that still gives items to somebody. */
export function sourcesOf(model: CatalogModel, now: number): Source[] {
  const sources: Source[] = [];
  for (const offer of liveOffers(model, now)) {
    const { grants, requires, draw } = offer;
    const limit = buyingLimitOf(offer, model);
    const lasting = limit !== null && ['player', 'once', 'draw', 'stock'].includes(limit.by);
    const times = lasting ? limit.count : Infinity;
    sources.push({ grants, requires, times });
    const entries = draw === null ? [] : (model.draws.get(draw)?.entries ?? []);
    for (const entry of entries) sources.push({ grants: entry.grants, requires, times });
  }
  for (const coupon of model.coupons.values()) {
    if (coupon.archived || hasEnded(coupon, now) || isForNobody(coupon, model)) continue;
    const times = coupon.limitPerPlayer ?? Infinity;
    sources.push({ grants: coupon.grants, requires: [], times });
  }
  return sources;
}

/** The offers that somebody can still buy. */
export function liveOffers(model: CatalogModel, now: number): Offer[] {
  return [...model.offers.values()].filter((offer) => {
    return !offer.archived && !hasEnded(offer, now) && !isForNobody(offer, model);
  });
}

function isForNobody({ audience }: { audience: string | null }, model: CatalogModel): boolean {
  const expression = audience === null ? undefined : model.audiences.get(audience)?.expression;
  return expression !== undefined && isNobody(expression.trim());
}

/** What the sources give of each item; a bundle counts as given, and so do its parts. */
export function givenBy(sources: readonly Source[], items: CatalogModel['items']) {
  const given = new Map<string, Given>();
  for (const { grants, times } of sources) {
    for (const { sku, level } of grants) add(given, { sku, level, times, items });
  }
  return given as ReadonlyMap<string, Readonly<Given>>;
}

function add(
  given: Map<string, Given>,
  {
    sku,
    level,
    times,
    items,
  }: { sku: string; level: number | null; times: number; items: CatalogModel['items'] },
): void {
  const known = given.get(sku);
  const item = items.get(sku);
  if (known && item?.kind === 'bundle') return; // its parts are there already
  const one = known ?? { next: 0, levels: new Set<number>() };
  given.set(sku, one);
  if (level === null) one.next += times;
  else one.levels.add(level);
  if (item?.kind !== 'bundle') return;
  for (const part of item.parts) add(given, { sku: part.sku, level: null, times, items });
}
