import { connectedParts } from './circles.js';
import type { Exchange } from './exchange.js';
import { type Gain, gainOf } from './gain.js';
import { GrowthSearch } from './growth.js';
import { ALWAYS, CLOCK_BEHIND_MAX, halvesWithout, meeting, type When } from './when.js';

/** How many exchanges are looked at in all before the search gives up. */
const LOOKS_MAX = 5_000_000;

export interface GainSearch {
  readonly gains: readonly Gain[];
  /** How many of the loops were told: no more than the caller wanted. */
  readonly isComplete: boolean;
}

/** Some exchanges, at some time, for players who are not in some audiences. */
interface Case {
  readonly exchanges: readonly Exchange[];
  readonly when: When;
  readonly barred: ReadonlySet<string>;
}

/**
 * The loops that give more than they take and whose exchanges one player can make at one time. The
 * offers of a loop that was found are left out of the further search, so that one mistake is not
 * told a hundred times; of limited ones only the limited.
 *
 * Time and audiences are looked at only where they matter: a loop whose parts never hold together
 * splits its case in two, in each of which one of its parts is gone for good.
 */
export function gainsOf(
  exchanges: readonly Exchange[],
  { prefers, most, now }: { prefers: readonly string[]; most: number; now: number },
): GainSearch {
  const found: Found = { gains: [], told: new Set(), cases: [], looks: 0 };
  found.cases.push({ exchanges, when: fromNowOn(now), barred: new Set() });
  for (let next = found.cases.pop(); next !== undefined; next = found.cases.pop()) {
    const some = next;
    const open = some.exchanges.filter((one) => !found.told.has(one.offer) && isOpen(one, some));
    for (const circle of circlesOf(open)) {
      const rest = { ...some, exchanges: circle.exchanges };
      const isDone = searched(circle.currencies, rest, found, { prefers, most });
      if (!isDone) return { gains: found.gains, isComplete: false };
    }
  }
  return { gains: found.gains, isComplete: true };
}

interface Found {
  readonly gains: Gain[];
  /** Offers of loops that were told. */
  readonly told: Set<string>;
  /** What is still to be looked at. */
  readonly cases: Case[];
  looks: number;
}

/** All loops of one circle of currencies, or the two cases that it splits into; false: given up. */
function searched(
  currencies: readonly string[],
  circle: Case,
  found: Found,
  { prefers, most }: { prefers: readonly string[]; most: number },
): boolean {
  const search = new GrowthSearch(currencies, circle.exchanges);
  for (;;) {
    const growth = search.next();
    if (growth.kind === 'unchecked' || found.looks + search.looks > LOOKS_MAX) return false;
    if (growth.kind === 'clean') break;
    const split = splitOf(circle, growth.exchanges);
    if (split) {
      found.cases.push(...split);
      break;
    }
    if (found.gains.length >= most) return false;
    found.gains.push(gainOf(growth.exchanges, prefers));
    const limited = growth.exchanges.filter(({ limit }) => limit !== null);
    const offers = limited.length > 0 ? limited : growth.exchanges;
    for (const { offer } of offers) found.told.add(offer);
    search.leaveOut(new Set(offers.map(({ offer }) => offer)));
  }
  found.looks += search.looks;
  return true;
}

function fromNowOn(now: number): When {
  return { ...ALWAYS, from: now, clockFrom: now - CLOCK_BEHIND_MAX };
}

function isOpen({ when, audiences }: Exchange, { when: time, barred }: Case): boolean {
  return meeting(when, time) !== null && !audiences.some((one) => barred.has(one));
}

/** Null: the exchanges hold together, so their loop is real. */
function splitOf(from: Case, exchanges: readonly Exchange[]): readonly [Case, Case] | null {
  const halves = halvesWithout(exchanges.map(({ when }) => when));
  if (halves) {
    const [early, late] = halves.map((half) => ({ ...from, when: meeting(from.when, half)! }));
    return [early!, late!];
  }
  const audiences = new Set(exchanges.flatMap((one) => one.audiences));
  for (const one of audiences) {
    const other = negationOf(one).find((text) => audiences.has(text));
    if (other === undefined) continue;
    return [
      { ...from, barred: new Set([...from.barred, one]) },
      { ...from, barred: new Set([...from.barred, other]) },
    ];
  }
  return null;
}

/** The texts that say the very opposite. A player may be in any other two audiences. */
export function negationOf(expression: string): string[] {
  const isName = /^[A-Za-z_][\w.]*$/.test(expression);
  return isName ? [`!(${expression})`, `!${expression}`] : [`!(${expression})`];
}

interface Circle {
  readonly currencies: readonly string[];
  readonly exchanges: readonly Exchange[];
}

/** Currencies that lead to one another, each with the exchanges that stay among them. */
function circlesOf(exchanges: readonly Exchange[]): Circle[] {
  const byCurrency = new Map<string, Exchange[]>();
  const targets = new Map<string, Set<string>>();
  for (const exchange of exchanges) {
    const { currency, gives } = exchange;
    const some = byCurrency.get(currency) ?? [];
    const to = targets.get(currency) ?? new Set();
    some.push(exchange);
    for (const code of gives.keys()) to.add(code);
    byCurrency.set(currency, some);
    targets.set(currency, to);
  }
  const parts = connectedParts(targets.keys(), (currency) => targets.get(currency) ?? []);
  return parts.flatMap((currencies) => {
    const inside = new Set(currencies);
    const staying = currencies
      .flatMap((currency) => byCurrency.get(currency) ?? [])
      .filter(({ gives }) => [...gives.keys()].some((code) => inside.has(code)));
    return staying.length > 0 ? [{ currencies, exchanges: staying }] : [];
  });
}
