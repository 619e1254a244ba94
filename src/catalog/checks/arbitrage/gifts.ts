import type { CatalogModel, Draw, OfferGrant } from '../../model.js';
import { type Fraction, fraction, multiplied, NOTHING, plus } from './fraction.js';

/** Exact amounts by currency; none is zero. */
export type Yield = ReadonlyMap<string, Fraction>;

/** Longer odds than this are rounded: (1 - q)^n has so many bits. */
const EXACT_BITS_MAX = 4_096;
const ROUNDED_BITS = 512n;

/**
 * Tells what things of a catalog give in currencies, bundles within bundles opened. Total: an item
 * that is not there, or a bundle that holds itself, gives nothing more.
 */
export class Gifts {
  readonly #bundles = new Map<string, Yield>();

  constructor(private readonly model: CatalogModel) {}

  /** Of all grants and gives of an offer, coupon or entry together. */
  of(thing: {
    readonly grants: readonly OfferGrant[];
    readonly gives: Readonly<Record<string, number>>;
  }): Yield {
    const total = new Map<string, Fraction>();
    addGives(total, thing.gives);
    for (const { sku, quantity } of thing.grants) addTo(total, this.#item(sku), BigInt(quantity));
    return total;
  }

  /** The expected value of one draw in the long run, its pity rule included. */
  ofDraw(draw: Draw): Yield {
    const total = new Map<string, Fraction>();
    const chances = chancesOf(draw);
    for (const [index, entry] of draw.entries.entries()) {
      for (const [currency, amount] of this.of(entry)) {
        const share = multiplied(amount, chances[index] ?? NOTHING);
        if (share.over > 0n) total.set(currency, plus(total.get(currency) ?? NOTHING, share));
      }
    }
    return total;
  }

  #item(sku: string): Yield {
    const known = this.#bundles.get(sku);
    if (known) return known;
    const item = this.model.items.get(sku);
    if (item?.kind !== 'bundle') return new Map();
    this.#bundles.set(sku, new Map()); // a bundle that holds itself is refused elsewhere
    const total = new Map<string, Fraction>();
    addGives(total, item.gives);
    for (const part of item.parts) addTo(total, this.#item(part.sku), BigInt(part.quantity));
    this.#bundles.set(sku, total);
    return total;
  }
}

/**
 * How often each entry comes in the long run. With a pity rule a round ends with one of its
 * entries: after k draws without one, k being at most `after`, the next is among them for sure. So
 * a round has 1 + (1-q) + … + (1-q)^after draws on average, q being the chance of its entries, and
 * exactly one of them is among these entries.
 */
export function chancesOf({ entries, pity }: Draw): Fraction[] {
  const chosen = new Set(pity?.entries ?? []);
  let all = 0n;
  let luckyWeight = 0n;
  for (const { key, weight } of entries) {
    all += BigInt(weight);
    if (chosen.has(key)) luckyWeight += BigInt(weight);
  }
  if (all === 0n) return entries.map(() => NOTHING);
  const others = all - luckyWeight;
  if (pity === null || luckyWeight === 0n || others === 0n) {
    return entries.map(({ weight }) => fraction(BigInt(weight), all));
  }
  const lucky = luckyShare(luckyWeight, all, pity.after);
  const unlucky = fraction(lucky.under - lucky.over, lucky.under);
  return entries.map(({ key, weight }) =>
    chosen.has(key)
      ? multiplied(lucky, fraction(BigInt(weight), luckyWeight))
      : multiplied(unlucky, fraction(BigInt(weight), others)),
  );
}

/** q / (1 - (1-q)^(after+1)): one over the average length of a round. */
function luckyShare(luckyWeight: bigint, all: bigint, after: number): Fraction {
  const missed = fraction(all - luckyWeight, all);
  const draws = after + 1;
  if (draws * missed.under.toString(2).length > EXACT_BITS_MAX) {
    const ratio = (missed.over << ROUNDED_BITS) / missed.under;
    const power = roundedPower(ratio, draws);
    const one = 1n << ROUNDED_BITS;
    return fraction(luckyWeight * one, all * (one - power));
  }
  const power = BigInt(draws);
  const total = missed.under ** power;
  return fraction(luckyWeight * total, all * (total - missed.over ** power));
}

/** Rounded down in every step, so that the share of lucky draws is never made larger. */
function roundedPower(ratio: bigint, exponent: number): bigint {
  let result = 1n << ROUNDED_BITS;
  let square = ratio;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) >> ROUNDED_BITS;
    square = (square * square) >> ROUNDED_BITS;
  }
  return result;
}

function addGives(total: Map<string, Fraction>, gives: Readonly<Record<string, number>>): void {
  for (const [currency, amount] of Object.entries(gives)) {
    if (amount > 0) total.set(currency, plus(total.get(currency) ?? NOTHING, whole(amount)));
  }
}

function addTo(total: Map<string, Fraction>, more: Yield, quantity: bigint): void {
  for (const [currency, amount] of more) {
    const added = multiplied(amount, fraction(quantity));
    total.set(currency, plus(total.get(currency) ?? NOTHING, added));
  }
}

function whole(amount: number): Fraction {
  return fraction(BigInt(amount));
}
