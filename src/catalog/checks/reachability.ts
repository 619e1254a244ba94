import type { CatalogModel, Item } from '../model.js';
import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';
import { type Given, givenBy, liveOffers, sourcesOf } from './sources.js';
import { named } from './wording.js';

/**
 * What players can never have: items that nothing gives, levels above the last one that is sold,
 * unlocks and offers that require such things. The game server may give anything, so all of these
 * are warnings.
 */
export function checkReachability({ model, now }: CheckedCatalog): Finding[] {
  const sources = sourcesOf(model, now);
  const given = givenBy(sources, model.items);
  const reached = reachedItems(model, given);
  const items = [...model.items.values()].filter(({ archived }) => !archived);
  return [
    ...items.flatMap((item) => itemFindings(item, given, reached)),
    ...liveOffers(model, now).flatMap(({ key, requires }) => {
      const missing = requires.filter((sku) => !reached.has(sku));
      if (missing.length === 0) return [];
      const detail = `“${key}” requires ${named(missing)}, which nothing gives.`;
      const numbers = { missing: missing.join(', ') };
      return [finding('unreachable_offer', ['offers', key, 'requires'], detail, numbers)];
    }),
    ...unplayedDraws(model),
  ];
}

type GivenItems = ReadonlyMap<string, Readonly<Given>>;

function itemFindings(item: Item, given: GivenItems, reached: ReadonlySet<string>): Finding[] {
  const how = given.get(item.sku);
  if (!how) {
    const detail = `No offer, bundle, draw or coupon gives “${item.sku}” any more.`;
    return [finding('item_not_given', ['items', item.sku], detail)];
  }
  if (item.kind === 'upgrade') return levelFindings(item, how);
  if (item.kind !== 'unlock') return [];
  const missing = item.requires.filter((sku) => !reached.has(sku));
  if (missing.length === 0) return [];
  const detail = `“${item.sku}” requires ${named(missing)}, which nothing gives.`;
  const numbers = { missing: missing.join(', ') };
  return [finding('unreachable_unlock', ['items', item.sku, 'requires'], detail, numbers)];
}

/** Levels come one after another: each needs an offer of that level or one of the next. */
function levelFindings(item: Item & { kind: 'upgrade' }, { next, levels }: Given): Finding[] {
  let reachedLevel = 0;
  let left = next;
  while (reachedLevel < item.levels) {
    if (!levels.has(reachedLevel + 1)) {
      if (left < 1) break;
      left -= 1;
    }
    reachedLevel += 1;
  }
  if (reachedLevel === item.levels) return [];
  const stranded = [...levels].filter((level) => level > reachedLevel + 1).sort((a, b) => a - b);
  const sold = stranded.length === 0 ? '' : `, so level ${stranded[0]} is sold in vain`;
  const detail =
    `“${item.sku}” has ${item.levels} levels, but nothing gives level ${reachedLevel + 1} ` +
    `often enough${sold}.`;
  const numbers = { levels: item.levels, reached: reachedLevel };
  return [finding('unreachable_level', ['items', item.sku, 'levels'], detail, numbers)];
}

/** The items that a player can come to have: given, and all that they require reached before. */
function reachedItems({ items }: CatalogModel, given: GivenItems): Set<string> {
  const reached = new Set<string>();
  const waiting = new Map<string, { missing: number; for: string[] }>();
  const of = (sku: string) => {
    const known = waiting.get(sku) ?? { missing: 0, for: [] };
    waiting.set(sku, known);
    return known;
  };
  const ready: string[] = [];
  for (const sku of given.keys()) {
    const item = items.get(sku);
    const requires = item?.kind === 'unlock' ? new Set(item.requires) : [];
    for (const other of requires) {
      of(sku).missing += 1;
      of(other).for.push(sku);
    }
    if (of(sku).missing === 0) ready.push(sku);
  }
  for (let sku = ready.pop(); sku !== undefined; sku = ready.pop()) {
    reached.add(sku);
    for (const other of of(sku).for) {
      of(other).missing -= 1;
      if (of(other).missing === 0) ready.push(other);
    }
  }
  return reached;
}

function unplayedDraws({ draws, offers }: CatalogModel): Finding[] {
  const played = new Set<string | null>();
  for (const { draw, archived } of offers.values()) if (!archived) played.add(draw);
  return [...draws.values()]
    .filter(({ key, archived }) => !archived && !played.has(key))
    .map(({ key }) => finding('draw_unused', ['draws', key], `No offer plays the draw “${key}”.`));
}
