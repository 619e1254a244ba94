import type { CatalogModel, Offer, Product } from '../catalog/model.js';
import { type Money, shareOf } from '../kernel/money.js';

/** What a price in a virtual currency costs in real money, and the product it was reckoned by. */
export interface MoneyPrice extends Money {
  /** The key of the product whose unit price was taken. */
  readonly basis: string;
}

export interface Pack {
  readonly key: string;
  readonly units: number;
  readonly price: Money;
}

/**
 * The pack with the dearest unit price per currency. Large packs are cheaper per gem; a price that
 * counts on them would look lower than what most players pay (the EU's consumer authorities ask for
 * the real price without quantity discount: CPC principles on in-game currencies, 2025). A pack
 * that gives other currencies too says little about one of them and counts only without another.
 */
export function dearestPacks(model: CatalogModel): ReadonlyMap<string, Pack> {
  const pure = new Map<string, Pack>();
  const mixed = new Map<string, Pack>();
  const products = [...model.products.values()].sort(byKey);
  for (const { key, grants, referencePrice, archived } of products) {
    if (referencePrice === null || archived) continue;
    const entries = Object.entries(grants);
    const best = entries.length === 1 ? pure : mixed;
    for (const [code, units] of entries) {
      const pack = { key, units, price: referencePrice };
      const known = best.get(code);
      if (!known || isDearer(pack, known)) best.set(code, pack);
    }
  }
  return new Map([...mixed, ...pure]);
}

/** Exact, rounded up to the next micro; null for a currency that no product sells. */
export function moneyPrice(
  price: Offer['price'],
  packs: ReadonlyMap<string, Pack>,
): MoneyPrice | null {
  const pack = packs.get(price.currency);
  if (!pack) return null;
  return { ...shareOf(pack.price, price.amount, pack.units), basis: pack.key };
}

/** Compares micros per unit without dividing; the products may pass 2^53. */
function isDearer(left: Pack, right: Pack): boolean {
  const leftSide = BigInt(left.price.micros) * BigInt(right.units);
  return leftSide > BigInt(right.price.micros) * BigInt(left.units);
}

/** So that the same packs give the same basis, in whatever order they were written. */
function byKey(left: Product, right: Product): number {
  return left.key < right.key ? -1 : 1;
}
