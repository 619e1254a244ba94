import { shareGivenBack } from '../../src/stores/refunded-share.js';
import type { Word } from './sequence-shop.js';

/**
 * What happens to one player: first what is fixed, then words of stores that may arrive in any
 * order and number, with spending at fixed places in between.
 */
export interface Story {
  /**
   * `covered`: gifts pay for whatever is spent or missing, and every lot must end as it does in
   * order. `owing`: all that was bought is spent and becomes debt; then balances must end so, while
   * it depends on the order through which lots a debt is paid.
   */
  readonly kind: 'covered' | 'owing';
  /** What is paid before anything else, and how much of it is spent. */
  readonly bought: readonly Word[];
  readonly spent: number;
  readonly gifts: Readonly<Record<string, number>>;
  /** In the order in which they were said. */
  readonly words: readonly Word[];
  /** Each after its share of the arrivals, evenly. */
  readonly spends: readonly { readonly currency: string; readonly gems: number }[];
}

type Random = () => number;
const UNITS: Readonly<Record<string, readonly number[]>> = { C: [3], L: [2, 1], E: [1] };
const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** A story, the same for the same numbers. */
export function randomStory(random: Random): Story {
  const kind = random() < 0.5 ? 'covered' : 'owing';
  const letters = ['A', 'B', 'C', 'D', 'L', 'O', ...(kind === 'covered' ? ['E'] : [])];
  const bought = ['A', 'C'].filter(() => random() < 0.7).map((letter) => wordOf(letter, 0, 1));
  const owned = bought.map(({ letter }) => letter);
  const worth = owned.reduce((sum, letter) => sum + (letter === 'A' ? 100 : 120), 0);
  const others = letters.filter((letter) => !owned.includes(letter) && random() < 0.35);
  const words = [...owned, ...others].flatMap((letter) => wordsOf(letter, random));
  words.sort((left, right) => left.said - right.said);
  const covered = kind === 'covered';
  return {
    kind,
    bought,
    spent: covered ? below(random, worth) : worth,
    gifts: covered ? { GEM: 2_000, GOLD: 500 } : { GOLD: 500 },
    words,
    spends: Array.from({ length: below(random, 4) }, () => ({
      currency: covered && random() < 0.7 ? 'GEM' : 'GOLD',
      gems: 1 + below(random, 60),
    })),
  };
}

/** One to three words of a store, each of a moment of its own. */
function wordsOf(letter: string, random: Random): Word[] {
  let said = 1;
  return Array.from({ length: 1 + below(random, 3) }, () => {
    said += 1 + below(random, 30);
    const dice = random();
    const hundredths = dice < 0.35 ? 0 : dice < 0.6 ? 100 : below(random, 100);
    return wordOf(letter, hundredths, said);
  });
}

function wordOf(letter: string, hundredths: number, said: number): Word {
  const whole = hundredths === 100;
  const lines = UNITS[letter]
    ? UNITS[letter].map((of, line) => {
        return shareGivenBack(whole ? of : (hundredths >> (2 * line)) % of, of);
      })
    : [shareGivenBack(hundredths * 1_000, 100_000)];
  const reason = lines.some(({ parts }) => parts > 0) ? ('customer' as const) : null;
  return { letter, state: whole ? 'revoked' : 'purchased', refunded: lines, reason, said };
}

/** An order of arrival: every word at least once, some of them again, late ones far behind. */
export function shuffled(words: readonly Word[], random: Random): Word[] {
  const arrivals: Word[] = [];
  for (const word of words) {
    const times = random() < 0.6 ? 1 : 2 + below(random, 2);
    for (let time = 0; time < times; time++) arrivals.push(word);
  }
  for (let at = arrivals.length - 1; at > 0; at--) {
    const other = below(random, at + 1);
    [arrivals[at], arrivals[other]] = [arrivals[other]!, arrivals[at]!];
  }
  return arrivals;
}

/** What is done after the fixed beginning: arrivals with the spending at its places. */
export function* happenings(
  { spends }: Story,
  arrivals: readonly Word[],
): Generator<Word | Story['spends'][number]> {
  let next = 0;
  for (const [index, word] of arrivals.entries()) {
    const due = Math.floor((index * (spends.length + 1)) / arrivals.length);
    while (next < Math.min(due, spends.length)) yield spends[next++]!;
    yield word;
  }
  while (next < spends.length) yield spends[next++]!;
}
