import type { CatalogModel, Draw, Item, Offer, OfferGrant } from '../../model.js';
import type { BuyingLimit } from './exchange.js';
import { chancesOf } from './gifts.js';

/** The tightest limit for good or, without one, that per period; null: no end to it. */
export function buyingLimitOf(
  offer: Offer,
  { items, draws }: Pick<CatalogModel, 'items' | 'draws'>,
): BuyingLimit | null {
  const limits: BuyingLimit[] = [];
  if (offer.limitPerPlayer !== null) limits.push({ count: offer.limitPerPlayer, by: 'player' });
  const once = timesOwned(offer.grants, items);
  if (once !== null) limits.push({ count: once, by: 'once' });
  const draw = offer.draw === null ? undefined : draws.get(offer.draw);
  const drawn = draw ? timesDrawn(draw, items) : null;
  if (drawn !== null) limits.push({ count: drawn, by: 'draw' });
  if (offer.stock !== null) limits.push({ count: offer.stock, by: 'stock' });
  const [first, ...others] = limits;
  if (first) return others.reduce((best, next) => (next.count < best.count ? next : best), first);
  const { limitPerPeriod } = offer;
  return limitPerPeriod && { count: limitPerPeriod.count, by: limitPerPeriod.period };
}

/**
 * After how many draws, on average, one of the entries cannot be given once more: then the draw is
 * refused, whatever would come (`draws/givable.ts`).
 */
function timesDrawn(draw: Draw, items: CatalogModel['items']): number | null {
  const chances = chancesOf(draw);
  let fewest: number | null = null;
  for (const [index, { grants }] of draw.entries.entries()) {
    const times = timesOwned(grants, items);
    const chance = chances[index]!;
    if (times === null || chance.over === 0n) continue;
    const draws = Number((BigInt(times) * chance.under + chance.over - 1n) / chance.over);
    if (fewest === null || draws < fewest) fewest = draws;
  }
  return fewest;
}

/**
 * How often all of it can be given before something in it is owned already; null: without end. A
 * consumable can be used up, however small its stack.
 */
function timesOwned(grants: readonly OfferGrant[], items: CatalogModel['items']): number | null {
  let fewest: number | null = null;
  for (const { sku, level } of grants) {
    const item = items.get(sku);
    const times = item ? timesOfItem(item, level, items, []) : null;
    if (times !== null && (fewest === null || times < fewest)) fewest = times;
  }
  return fewest;
}

function timesOfItem(
  item: Item,
  level: number | null,
  items: CatalogModel['items'],
  path: readonly string[],
): number | null {
  if (item.kind === 'consumable' || path.includes(item.sku)) return null;
  if (item.kind === 'upgrade') return level === null ? item.levels : 1;
  if (item.kind !== 'bundle') return 1;
  const deeper = [...path, item.sku];
  const parts = item.parts.map(({ sku }) => {
    const part = items.get(sku);
    return part ? timesOfItem(part, null, items, deeper) : null;
  });
  return parts.some((times) => times !== null) ? 1 : null;
}
