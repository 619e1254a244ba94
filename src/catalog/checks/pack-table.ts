import type { Product } from '../model.js';

/** How many packs a player may be expected to buy for one thing. */
export const PACKS_MAX = 10;
/** Of amounts, in steps of the packs' common divisor; dearer offers are not looked at. */
const STEPS_MAX = 200_000;

export interface Route {
  readonly units: number;
  readonly packs: readonly { readonly product: Product; readonly count: number }[];
}

interface Pack {
  readonly product: Product;
  /** In steps of the table. */
  readonly size: number;
  readonly micros: number;
}

/**
 * For every amount up to the dearest offer: the cheapest packs that make exactly this amount, and
 * the fewest. Exact, by dynamic programming over the amounts in steps of their common divisor.
 */
export class PackTable {
  readonly #step: number;
  readonly #packs: readonly Pack[];
  readonly #steps: number;
  /** Of exactly so many steps; Infinity: no packs make it. */
  readonly #cost: Float64Array;
  readonly #costBy: Int32Array;
  readonly #count: Float64Array;
  readonly #countBy: Int32Array;
  /** The amount from here on that costs least, and that which is nearest. */
  readonly #cheapestFrom: Int32Array;
  readonly #nearestFrom: Int32Array;

  constructor(bySize: ReadonlyMap<number, Product>, dearest: number) {
    this.#step = [...bySize.keys()].reduce(commonDivisor, 0) || 1;
    const priced = [...bySize.values()].some(({ referencePrice }) => referencePrice !== null);
    this.#packs = [...bySize].map(([units, product]) => ({
      product,
      size: units / this.#step,
      // Where no price is known, the fewest gems are the cheapest.
      micros: priced ? (product.referencePrice?.micros ?? Infinity) : units,
    }));
    const largest = Math.max(0, ...this.#packs.map(({ size }) => size));
    const wanted = Math.ceil(dearest / this.#step) + largest;
    this.#steps = this.#packs.length === 0 ? 0 : Math.min(wanted, STEPS_MAX);
    const length = this.#steps + 1;
    this.#cost = new Float64Array(length).fill(Infinity);
    this.#count = new Float64Array(length).fill(Infinity);
    this.#costBy = new Int32Array(length).fill(-1);
    this.#countBy = new Int32Array(length).fill(-1);
    this.#cheapestFrom = new Int32Array(length).fill(-1);
    this.#nearestFrom = new Int32Array(length).fill(-1);
    this.#fill();
    this.#lookAhead();
  }

  /** Null: too dear to look at, or no packs lead there. */
  routesTo(amount: number): { readonly cheapest: Route; readonly nearest: Route } | null {
    const need = Math.ceil(amount / this.#step);
    const largest = Math.max(0, ...this.#packs.map(({ size }) => size));
    if (this.#packs.length === 0 || need + largest > this.#steps) return null;
    const cheapest = this.#cheapestFrom[need]!;
    if (cheapest < 0) return null;
    const nearest = this.#nearestFrom[need]!;
    const cheapestRoute = this.#route(cheapest, this.#costBy);
    if (nearest < 0 || nearest > cheapest)
      return { cheapest: cheapestRoute, nearest: cheapestRoute };
    return { cheapest: cheapestRoute, nearest: this.#route(nearest, this.#countBy) };
  }

  #fill(): void {
    this.#cost[0] = 0;
    this.#count[0] = 0;
    for (let steps = 1; steps <= this.#steps; steps += 1) {
      for (const [index, { size, micros }] of this.#packs.entries()) {
        if (size > steps) continue;
        const cost = this.#cost[steps - size]! + micros;
        if (cost < this.#cost[steps]!) {
          this.#cost[steps] = cost;
          this.#costBy[steps] = index;
        }
        const count = this.#count[steps - size]! + 1;
        if (count < this.#count[steps]!) {
          this.#count[steps] = count;
          this.#countBy[steps] = index;
        }
      }
    }
  }

  #lookAhead(): void {
    let cheapest = -1;
    let nearest = -1;
    for (let steps = this.#steps; steps > 0; steps -= 1) {
      const cost = this.#cost[steps]!;
      if (cost < Infinity && (cheapest < 0 || cost <= this.#cost[cheapest]!)) cheapest = steps;
      if (this.#count[steps]! <= PACKS_MAX) nearest = steps;
      this.#cheapestFrom[steps] = cheapest;
      this.#nearestFrom[steps] = nearest;
    }
  }

  #route(steps: number, by: Int32Array): Route {
    const counts = new Map<Product, number>();
    for (let left = steps; left > 0; ) {
      const { product, size } = this.#packs[by[left]!]!;
      counts.set(product, (counts.get(product) ?? 0) + 1);
      left -= size;
    }
    const packs = [...counts].map(([product, count]) => ({ product, count }));
    return { units: steps * this.#step, packs };
  }
}

function commonDivisor(left: number, right: number): number {
  let [larger, smaller] = [left, right];
  while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
