import type { CatalogModel, Product } from '../model.js';
import { moneyText } from '../money-text.js';
import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';
import { PACKS_MAX, PackTable, type Route } from './pack-table.js';
import { listPrices } from './price-checks.js';
import { liveOffers } from './sources.js';
import { grouped } from './wording.js';

/**
 * Offers for which a player who has nothing buys more gems than they cost, by the cheapest packs.
 * The EU's consumer authorities ask that the exact amount can be bought (CPC principles on in-game
 * currencies, 2025); with the fixed price points of stores that is a matter of pack sizes.
 */
export function checkPackRemainders({ model, now }: CheckedCatalog): Finding[] {
  const offers = liveOffers(model, now);
  const findings: Finding[] = [];
  for (const [currency, packs] of packsByCurrency(model)) {
    const prices = offers
      .filter(({ price }) => price.currency === currency)
      .flatMap((offer) => listPrices(offer).map((price) => ({ ...price, key: offer.key })));
    const table = new PackTable(packs, Math.max(0, ...prices.map(({ amount }) => amount)));
    const told = new Set<string>();
    for (const { key, path, amount } of prices) {
      const routes = table.routesTo(amount);
      if (told.has(key) || routes === null || routes.cheapest.units === amount) continue;
      told.add(key);
      findings.push(findingOf({ key, path, amount, currency, ...routes }));
    }
  }
  return findings;
}

/** Of what is still sold, the cheapest pack of each size. */
function packsByCurrency({ products }: CatalogModel) {
  const sizes = new Map<string, Map<number, Product>>();
  for (const product of products.values()) {
    if (product.archived) continue;
    for (const [currency, units] of Object.entries(product.grants)) {
      const known = sizes.get(currency) ?? new Map<number, Product>();
      sizes.set(currency, known);
      const other = known.get(units)?.referencePrice?.micros ?? Infinity;
      const micros = product.referencePrice?.micros ?? Infinity;
      if (!known.has(units) || micros < other) known.set(units, product);
    }
  }
  return [...sizes].map(([currency, packs]) => [currency, packs] as const);
}

function findingOf(one: {
  key: string;
  path: readonly (string | number)[];
  amount: number;
  currency: string;
  cheapest: Route;
  nearest: Route;
}): Finding {
  const { key, path, amount, currency, cheapest, nearest } = one;
  const left = cheapest.units - amount;
  const smallest = nearest.units - amount;
  const other =
    smallest < left
      ? `of at most ${PACKS_MAX} packs, ${packsText(nearest)} leave the least, ${grouped(smallest)}`
      : `no choice of at most ${PACKS_MAX} packs leaves less`;
  const detail =
    `“${key}” costs ${grouped(amount)} ${currency}, and the cheapest way to it leaves ` +
    `${grouped(left)} over: ${packsText(cheapest)}${costText(cheapest)}; ${other}.`;
  return finding('pack_remainder', path, detail, {
    price: amount,
    left,
    smallestLeft: smallest,
    packs: packsText(cheapest),
  });
}

function packsText({ packs }: Route): string {
  return packs.map(({ product, count }) => `${count} × “${product.key}”`).join(' and ');
}

function costText({ packs }: Route): string {
  const currency = packs[0]?.product.referencePrice?.currency;
  let micros = 0;
  for (const { product, count } of packs) {
    if (product.referencePrice?.currency !== currency || currency === undefined) return '';
    micros += (product.referencePrice?.micros ?? 0) * count;
  }
  return currency === undefined ? '' : ` for ${moneyText({ currency, micros })}`;
}
