import { exactSolution } from './exact-solve.js';
import type { Exchange } from './exchange.js';
import { divided, type Fraction, fraction, isLess, NOTHING, plus, whole } from './fraction.js';

/** A loop of exchanges, as it is told: from one currency through all of them and back to it. */
export interface Gain {
  readonly currency: string;
  /** The first pays `currency`. `bought`: how many purchases for one of the first. */
  readonly links: readonly { readonly exchange: Exchange; readonly bought: Fraction }[];
  readonly paid: Fraction;
  readonly back: Fraction;
  /** `back` over `paid`; at least 1. */
  readonly factor: Fraction;
  /** What comes out besides, by currency. */
  readonly besides: ReadonlyMap<string, Fraction>;
}

/**
 * Tells a growing part: what one purchase of the first exchange brings back when everything that it
 * gives goes through the others until only the first currency is left. `prefers` comes first of the
 * currencies that could be the beginning.
 */
export function gainOf(exchanges: readonly Exchange[], prefers: readonly string[]): Gain {
  const rank = ({ currency }: Exchange) => {
    const place = prefers.indexOf(currency);
    return place < 0 ? prefers.length : place;
  };
  const starts = [...exchanges].sort((left, right) => rank(left) - rank(right));
  for (const start of starts) {
    const gain = gainFrom(start, exchanges);
    if (gain) return gain;
  }
  throw new Error('none of the exchanges can begin the loop'); // a growing part always has one
}

function gainFrom(start: Exchange, exchanges: readonly Exchange[]): Gain | null {
  const rest = inOrder(start, exchanges).slice(1);
  // What is spent of a currency is what all the others give of it.
  const matrix = rest.map(({ currency, paid }) =>
    rest.map((other) => (other.currency === currency ? paid : -(other.gives.get(currency) ?? 0n))),
  );
  for (const [row, { currency, paid, gives }] of rest.entries()) {
    matrix[row]![row] = paid - (gives.get(currency) ?? 0n);
  }
  const solution = exactSolution(
    matrix,
    rest.map(({ currency }) => start.gives.get(currency) ?? 0n),
  );
  if (solution === null) return null;
  const rounds = solution.values.map((value) => fraction(value, solution.denominator));
  const flows = [
    { exchange: start, rounds: fraction(1n) },
    ...rest.map((exchange, index) => ({ exchange, rounds: rounds[index]! })),
  ];
  const inside = new Set(flows.map(({ exchange }) => exchange.currency));
  let back = NOTHING;
  const besides = new Map<string, Fraction>();
  for (const { exchange, rounds: some } of flows) {
    for (const [currency, amount] of exchange.gives) {
      const given = fraction(amount * some.over, some.under * start.times);
      if (currency === start.currency) back = plus(back, given);
      else if (!inside.has(currency)) {
        besides.set(currency, plus(besides.get(currency) ?? NOTHING, given));
      }
    }
  }
  const paid = fraction(start.paid, start.times);
  const links = flows.map(({ exchange, rounds: some }) => ({
    exchange,
    bought: fraction(some.over * exchange.times, some.under * start.times),
  }));
  return { currency: start.currency, links, paid, back, factor: divided(back, paid), besides };
}

/** From the start along what is given. */
function inOrder(start: Exchange, exchanges: readonly Exchange[]): Exchange[] {
  const byCurrency = new Map(exchanges.map((exchange) => [exchange.currency, exchange]));
  const ordered = new Set([start]);
  for (const exchange of ordered) {
    for (const currency of exchange.gives.keys()) {
      const next = byCurrency.get(currency);
      if (next) ordered.add(next);
    }
  }
  return [...ordered];
}

/** The most that a loop with limits brings before one of them is reached; null: it has none. */
export function mostOf(gain: Gain): {
  readonly limiting: Exchange;
  /** Units of `gain.currency`, or 0 when only something else comes out. */
  readonly amount: bigint;
  readonly besides: ReadonlyMap<string, bigint>;
} | null {
  let fewest: { limiting: Exchange; rounds: Fraction; pace: Fraction } | null = null;
  const limited = gain.links.filter(({ exchange }) => exchange.limit !== null);
  const endless = limited.every(({ exchange }) => daysOf(exchange) !== null);
  for (const { exchange, bought } of limited) {
    const days = daysOf(exchange);
    if (days !== null && !endless) continue; // the other limits hold for good
    const rounds = divided(fraction(BigInt(exchange.limit!.count)), bought);
    const pace = divided(rounds, fraction(BigInt(days ?? 1)));
    if (fewest === null || isLess(pace, fewest.pace)) fewest = { limiting: exchange, rounds, pace };
  }
  if (fewest === null) return null;
  const { limiting, rounds } = fewest;
  const most = (amount: Fraction) =>
    whole(fraction(amount.over * rounds.over, amount.under * rounds.under));
  const profit = plus(gain.back, fraction(-gain.paid.over, gain.paid.under));
  const besides = new Map([...gain.besides].map(([code, amount]) => [code, most(amount)]));
  return { limiting, amount: most(profit), besides };
}

const DAYS = { day: 1, week: 7, month: 30 } as const;

function daysOf({ limit }: Exchange): number | null {
  const by = limit?.by;
  return by === 'day' || by === 'week' || by === 'month' ? DAYS[by] : null;
}
