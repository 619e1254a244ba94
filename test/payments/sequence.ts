import { shareGivenBack } from '../../src/stores/refunded-share.js';
import type { RefundReason, Share } from '../../src/stores/store-gateway.js';
import { BONUS_SEQUENCES } from './bonus-sequences.js';
import { REFUND_SEQUENCES } from './refund-sequences.js';
import { isPayment, type Word } from './sequence-shop.js';

/** One thing that happens to a player (`refund-sequences.ts`). */
export type Step =
  | { readonly do: 'see'; readonly word: Word }
  | {
      readonly do: 'spend';
      readonly gems: number;
      readonly currency: string;
      readonly refused: boolean;
    }
  | {
      readonly do: 'give';
      readonly lot: string;
      readonly gems: number;
      readonly expires: boolean;
    }
  | { readonly do: 'wait' }
  | { readonly do: 'sweep' };

/** How a sequence ends, as sorted texts that can be compared. */
export interface End {
  readonly balances: string;
  readonly lots: string;
  readonly statuses: string;
  readonly transactions: number;
  /** How often the player was flagged. */
  readonly flagged: number;
}

export interface Sequence {
  readonly shows: string;
  readonly policy: 'debt' | 'write_off';
  readonly text: string;
  readonly steps: readonly Step[];
  readonly end: End;
}

const REASONS: Readonly<Record<string, RefundReason>> = {
  '': 'customer',
  bank: 'chargeback',
  late: 'unacknowledged',
};
const STATUSES: Readonly<Record<string, string>> = {
  partial: 'partially_refunded',
  reversed: 'refund_reversed',
};

export const sorted = (words: Iterable<string>) => [...words].sort().join(' ');

/** All sequences, in the order in which they are written. */
export function refundSequences(): Sequence[] {
  const sequences: Sequence[] = [];
  let shows = '';
  const lines = `${REFUND_SEQUENCES}${BONUS_SEQUENCES}`.split('\n');
  for (const line of lines.map((one) => one.trim())) {
    if (line.startsWith('## ')) shows = line.slice(3);
    else if (line !== '') sequences.push(sequenceOf(line, shows));
  }
  return sequences;
}

function sequenceOf(line: string, shows: string): Sequence {
  const [text, expected] = line.split(/ +=> /) as [string, string];
  const steps = text.split(' ').flatMap((word, index) => stepsOf(word, index + 1));
  const letters = new Set(steps.flatMap((step) => (step.do === 'see' ? [step.word.letter] : [])));
  const policy = shows.startsWith('write_off:') ? 'write_off' : 'debt';
  return { shows, policy, text, steps, end: endOf(expected, [...letters]) };
}

function endOf(expected: string, letters: readonly string[]): End {
  const [balances, lots, status, counted] = expected.split('; ') as [
    string,
    string,
    string,
    string,
  ];
  const [one, times] = status.split('*') as [string, string?];
  const statuses = times === undefined ? status.split(' ') : letters.map(() => one);
  if (statuses.length !== letters.length) throw new Error(`statuses of ${expected}`);
  const [transactions, flag] = counted.split(' ') as [string, string?];
  return {
    balances,
    lots: lots === '-' ? '' : sorted(lots.split(' ')),
    statuses: sorted(letters.map((name, at) => `${name}:${longOf(statuses[at]!)}`)),
    transactions: Number(transactions),
    flagged: flag === 'flag' ? 1 : 0,
  };
}

const longOf = (status: string) => STATUSES[status] ?? status;

function stepsOf(word: string, position: number): Step[] {
  if (word === 'd') return Array.from({ length: 24 }, () => ({ do: 'wait' as const }));
  return [stepOf(word, position)];
}

function stepOf(word: string, position: number): Step {
  if (word === 'w') return { do: 'wait' };
  if (word === 'x') return { do: 'sweep' };
  const spent = /^s(\d+)(g?)(!?)$/.exec(word);
  if (spent) {
    const currency = spent[2] === 'g' ? 'GOLD' : 'GEM';
    return { do: 'spend', gems: Number(spent[1]), currency, refused: spent[3] === '!' };
  }
  const gift = /^([FGH])(\d+)(~?)$/.exec(word);
  if (gift) {
    return { do: 'give', lot: gift[1]!, gems: Number(gift[2]), expires: gift[3] === '~' };
  }
  const [saying, said = String(position)] = word.split('@') as [string, string?];
  return { do: 'see', word: wordOf(saying, Number(said)) };
}

function wordOf(saying: string, said: number): Word {
  const letter = saying[0]!;
  const rest = saying.slice(1);
  if (!isPayment(letter)) throw new Error(`no step ${saying}`);
  const plain = { letter, said, refunded: 'nothing', reason: null } as const;
  if (rest === '+') return { ...plain, state: 'purchased' };
  if (rest === '.') return { ...plain, state: 'pending' };
  if (rest === 'x') return { ...plain, state: 'cancelled' };
  const given = /^-([\d.,]*)(%?)(bank|late|)$/.exec(rest);
  if (!given) throw new Error(`no step ${saying}`);
  const [, share, percent, why] = given as unknown as [string, string, string, string];
  const back = { letter, said, reason: REASONS[why]! };
  if (share === '') return { ...back, state: 'revoked', refunded: 'all' };
  return { ...back, state: 'purchased', refunded: sharesOf(letter, share, percent === '%') };
}

/** Per cent are Apple's milliunits of 100,000, anything else is Google's units of each line. */
function sharesOf(letter: string, share: string, percent: boolean): Share[] {
  const milliunits = Math.round(Number(share) * 1_000);
  if (percent) return [{ parts: milliunits, of: 100_000 }];
  const units = { C: [3], L: [2, 1], E: [1], Y: [3], M: [2, 1] }[letter]!;
  const parts = share.split(',').map(Number);
  return units.map((of, line) => shareGivenBack(parts[line]!, of));
}
