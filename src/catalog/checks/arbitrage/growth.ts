import { connectedParts } from './circles.js';
import { exactSolution } from './exact-solve.js';
import type { Exchange } from './exchange.js';
import { asNumber } from './fraction.js';

/** Systems of more currencies than this would take too long to solve exactly. */
export const CURRENCIES_MAX = 40;
/** Floats decide where they are far apart, whole numbers where they are near. */
const FLOAT_DOUBT = 1e-9;
const ROUNDS_MAX = 1_000;

/**
 * Whether currencies that lead to one another can grow without end.
 * - `clean`: there are values of the currencies at which no exchange gives more than it takes.
 * - `gain`: `exchanges`, one per currency, feed one another, and more comes back than went in.
 * - `unchecked`: too large to tell.
 */
export type Growth =
  | { readonly kind: 'clean' }
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'gain'; readonly exchanges: readonly Exchange[] };

interface Option {
  readonly exchange: Exchange;
  readonly from: number;
  readonly paid: number;
  readonly to: readonly number[];
  readonly gives: readonly bigint[];
  readonly givesFloats: readonly number[];
  /** Units of currencies outside the circle: each is worth 1, since it need not grow. */
  readonly besides: bigint;
}

/** Of one unit of each currency, all over one denominator. */
interface Values {
  readonly over: readonly bigint[];
  readonly under: bigint;
  readonly floats: readonly number[];
}

/**
 * Decides exactly, by policy iteration (Howard, 1960). A unit of every currency can be kept, which
 * is worth 1, or exchanged once, which is worth what it gives. At first all is kept; then each
 * currency takes the exchange that is worth more than what it does now, and the values are solved
 * anew. When no exchange is worth more, the values prove that nothing grows. When the values cannot
 * be solved, a part of the currencies feeds itself: since only exchanges that are strictly worth
 * more were taken, it comes back with more than it took, never just even (see the README).
 */
export class GrowthSearch {
  /** How many exchanges were looked at so far. */
  looks = 0;
  #options: readonly Option[];
  readonly #chosen: (Option | null)[];
  #values: Values | null;

  constructor(
    private readonly currencies: readonly string[],
    exchanges: readonly Exchange[],
  ) {
    this.#options = optionsOf(currencies, exchanges);
    this.#chosen = currencies.map(() => null);
    this.#values = valuesOf(this.#chosen);
  }

  next(): Growth {
    if (this.currencies.length > CURRENCIES_MAX) return { kind: 'unchecked' };
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (this.#values === null) return { kind: 'gain', exchanges: growingPart(this.#chosen) };
      this.looks += this.#options.length;
      if (!improve(this.#chosen, this.#options, this.#values)) return { kind: 'clean' };
      this.#values = valuesOf(this.#chosen);
    }
    return { kind: 'unchecked' };
  }

  /** Goes on without the exchanges of these offers, from where it is. */
  leaveOut(offers: ReadonlySet<string>): void {
    this.#options = this.#options.filter(({ exchange }) => !offers.has(exchange.offer));
    for (const [place, option] of this.#chosen.entries()) {
      if (option !== null && offers.has(option.exchange.offer)) this.#chosen[place] = null;
    }
    this.#values = valuesOf(this.#chosen);
  }
}

function optionsOf(currencies: readonly string[], exchanges: readonly Exchange[]): Option[] {
  const places = new Map(currencies.map((currency, place) => [currency, place]));
  return exchanges.map((exchange) => {
    const to: number[] = [];
    const gives: bigint[] = [];
    let besides = 0n;
    for (const [currency, amount] of exchange.gives) {
      const place = places.get(currency);
      if (place === undefined) besides += amount;
      else {
        to.push(place);
        gives.push(amount);
      }
    }
    const from = places.get(exchange.currency)!;
    const paid = Number(exchange.paid);
    return { exchange, from, paid, to, gives, givesFloats: gives.map(Number), besides };
  });
}

/** Takes for each currency the best exchange that is worth more than now; false: there is none. */
function improve(chosen: (Option | null)[], options: readonly Option[], values: Values): boolean {
  const best = new Map<number, { option: Option; ratio: number }>();
  for (const option of options) {
    const ratio = ratioOf(option, values);
    if (ratio < 1 - FLOAT_DOUBT) continue;
    const known = best.get(option.from);
    if (known && !(ratio > known.ratio)) continue;
    if (!(ratio > 1 + FLOAT_DOUBT) && !isWorthMore(option, values)) continue;
    best.set(option.from, { option, ratio });
  }
  for (const [from, { option }] of best) chosen[from] = option;
  return best.size > 0;
}

/** What it gives over what it takes, nearly; NaN where floats do not reach. */
function ratioOf({ from, paid, to, givesFloats, besides }: Option, { floats }: Values): number {
  let given = Number(besides);
  for (let index = 0; index < to.length; index += 1) {
    given += givesFloats[index]! * floats[to[index]!]!;
  }
  return given / (paid * floats[from]!);
}

function isWorthMore({ exchange, from, to, gives, besides }: Option, values: Values): boolean {
  let given = besides * values.under;
  for (const [index, place] of to.entries()) given += gives[index]! * values.over[place]!;
  return given > exchange.paid * values.over[from]!;
}

/** Null: there are no such values, because something grows by itself. */
function valuesOf(chosen: readonly (Option | null)[]): Values | null {
  const used = chosen.filter((option) => option !== null);
  const { matrix, right } = systemOf(used);
  const solution = exactSolution(matrix, right);
  if (solution === null) return null;
  const under = solution.denominator;
  const over = chosen.map(() => under);
  for (const [row, { from }] of used.entries()) over[from] = solution.values[row]!;
  return { over, under, floats: over.map((value) => asNumber(value, under)) };
}

/** paid · v(from) - Σ gives · v(to) = what goes to currencies that are kept. */
function systemOf(used: readonly Option[]): { matrix: bigint[][]; right: bigint[] } {
  const columns = new Map(used.map(({ from }, column) => [from, column]));
  const right = used.map(({ besides }) => besides);
  const matrix = used.map(({ exchange, to, gives }, row) => {
    const line = used.map(() => 0n);
    line[row] = exchange.paid;
    for (const [index, place] of to.entries()) {
      const column = columns.get(place);
      if (column === undefined) right[row]! += gives[index]!;
      else line[column]! -= gives[index]!;
    }
    return line;
  });
  return { matrix, right };
}

/** The smallest part of the chosen exchanges that feeds itself; there is one. */
function growingPart(chosen: readonly (Option | null)[]): Exchange[] {
  let options = chosen.filter((option) => option !== null);
  for (;;) {
    const part = partsOf(options).find((some) => isGrowing(some));
    if (!part) throw new Error('no part of the exchanges grows'); // the whole could not be solved
    const smaller = part.map((left) => part.filter((option) => option !== left));
    if (!smaller.every(isGrowing)) return part.map(({ exchange }) => exchange);
    options = smaller[0]!;
  }
}

function isGrowing(options: readonly Option[]): boolean {
  const { matrix, right } = systemOf(options);
  return exactSolution(matrix, right) === null;
}

function partsOf(options: readonly Option[]): Option[][] {
  const byCurrency = new Map(options.map((option) => [option.from, option]));
  return connectedParts(options, ({ to }) => to.flatMap((place) => byCurrency.get(place) ?? []));
}
