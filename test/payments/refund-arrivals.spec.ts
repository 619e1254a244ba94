import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
  record,
  shuffledSubarray,
  tuple,
} from 'fast-check';
import type { PlayerId } from '../../src/kernel/id.js';
import { balanceOf } from '../../src/ledger/wallet.js';
import { takenGems } from '../../src/payments/payment.js';
import type { StepSource } from '../../src/payments/payment-step.js';
import { shareGivenBack } from '../../src/stores/refunded-share.js';
import { seedFromEnvironment } from '../support/random.js';
import { PureHouse } from './pure-house.js';
import { purchaseOf, type Word } from './sequence-shop.js';

const SEED = seedFromEnvironment();
const RUNS = 500;
const CURRENCIES = ['GEM', 'GOLD'] as const;

/**
 * What a store says in the course of time: first it may wait, then it tells what was given back.
 */
const story = record({
  letter: constantFrom('A', 'B', 'C', 'D', 'E', 'L', 'O'),
  waits: nat(2),
  /** Of each later word the hundredths that were given back; the last one counts. */
  shares: array(oneof(constant(0), constant(100), nat(100)), { minLength: 1, maxLength: 6 }),
  /** So many words are said in one moment: of these the one that tells of most counts. */
  together: constantFrom(1, 1, 2, 3),
  /** It was never paid in the end. */
  cancelled: constantFrom(false, false, false, false, false, false, false, true),
});
type Story = typeof story extends { generate(...some: never): { value: infer S } } ? S : never;

const UNITS: Readonly<Record<string, readonly number[]>> = { C: [3], L: [2, 1], E: [1] };

function wordsOf({ letter, waits, shares, together, cancelled }: Story): Word[] {
  const plain = { letter, refunded: 'nothing', reason: null } as const;
  const words: Word[] = [];
  for (let n = 0; n < waits; n++) words.push({ ...plain, state: 'pending', said: 0 });
  if (cancelled) words.push({ ...plain, state: 'cancelled', said: 0 });
  for (const hundredths of cancelled ? [] : shares) words.push(wordOf(letter, hundredths));
  // Two lines that were given back instead of each other tell of as much: then nobody can say.
  const moment = letter === 'L' ? 1 : together;
  return words.map((word, index) => ({ ...word, said: Math.floor(index / moment) }));
}

function wordOf(letter: string, hundredths: number): Word {
  const whole = hundredths === 100;
  const units = UNITS[letter];
  const lines = units
    ? units.map((of) => shareGivenBack(whole ? of : Math.floor((of * hundredths) / 100), of))
    : [shareGivenBack(hundredths * 1_000, 100_000)];
  const reason = lines.some(({ parts }) => parts > 0) ? ('customer' as const) : null;
  return { letter, state: whole ? 'revoked' : 'purchased', refunded: lines, reason, said: 0 };
}

/** What the player has and owes before the purchase is heard of. */
const past = record({
  gift: nat(60),
  other: boolean(),
  spent: nat(200),
  /** The other purchase is given back, perhaps into debt. */
  refunded: boolean(),
  rest: constantFrom('debt' as const, 'debt' as const, 'write_off' as const),
});
type Past = typeof past extends { generate(...some: never): { value: infer P } } ? P : never;

function houseAfter({ gift, other, spent, refunded, rest }: Past) {
  const house = new PureHouse(rest);
  const playerId = house.newPlayer();
  const since = house.now;
  const see = (word: Word, source: StepSource = 'notification') => {
    const purchase = purchaseOf(word, { playerId, environment: 'sandbox', since });
    house.see(playerId, purchase, source);
    return purchase;
  };
  if (gift > 0) house.give(playerId, 'GEM', gift, null);
  // A letter that no story has.
  const bought = { ...wordOf('P', 0), said: 1 };
  if (other) see(bought);
  const spends = Math.min(spent, gift + (other ? 100 : 0));
  if (spends > 0) house.spend(playerId, 'GEM', spends);
  if (other && refunded) see({ ...wordOf('P', 100), said: 2 });
  return { house, playerId, see };
}

/** Balances, debt, what each lot holds, and what the player keeps of the payment. */
function worth(
  house: PureHouse,
  playerId: PlayerId,
  purchase: Parameters<PureHouse['payment']>[0],
) {
  const payment = house.payment(purchase)!;
  const taken = takenGems(payment);
  const kept = Object.entries(payment.grants).map(([currency, gems]) => {
    return [currency, gems - (taken[currency] ?? 0)] as const;
  });
  const wallet = house.wallet(playerId);
  const lots = house
    .lots(playerId)
    .filter((lot) => lot.remaining > 0)
    .map(({ currency, bucket, originId, origin, remaining }) => {
      const from = originId === payment.id ? 'own' : origin;
      return `${currency} ${bucket} ${from} ${remaining}`;
    });
  const balances = CURRENCIES.map((currency) =>
    (['paid', 'free', 'debt'] as const).map((bucket) => balanceOf(wallet, currency, bucket)),
  );
  return { balances, lots: lots.sort(), kept: kept.filter(([, gems]) => gems > 0).sort() };
}

describe(`the words of one purchase (SEED=${SEED})`, () => {
  it('come to the same in every order and number of arrivals', () => {
    const met = new Map<string, number>();
    const count = (what: string) => met.set(what, (met.get(what) ?? 0) + 1);
    const arrivals = story.chain((one) => {
      const words = wordsOf(one);
      const again = array(constantFrom(...words), { maxLength: 5 });
      const all = again.chain((more) => {
        const both = [...words, ...more];
        return shuffledSubarray(both, { minLength: both.length });
      });
      return tuple(constant(words), all, integer({ min: 0, max: 63 }));
    });
    const check = property(past, arrivals, (before, [words, shuffled, claims]) => {
      const ended = (order: readonly Word[], byClaim: number) => {
        const { house, playerId, see } = houseAfter(before);
        let purchase = purchaseOf(order[0]!, { playerId, environment: 'sandbox', since: 0 });
        for (const [index, word] of order.entries()) {
          const claimed = ((byClaim >> (index % 6)) & 1) === 1;
          purchase = see(word, claimed ? 'client' : 'notification');
        }
        house.expectSound(playerId);
        count(house.payment(purchase)!.status);
        if (balanceOf(house.wallet(playerId), 'GEM', 'debt') < 0) count('debt');
        if (house.payment(purchase)!.taken.some(({ from }) => from === 'debt')) count('owed');
        return worth(house, playerId, purchase);
      };
      expect(ended(shuffled, claims)).toEqual(ended(words, 0));
    });
    assert(check, { seed: SEED, numRuns: RUNS });
    const ends = ['credited', 'partially_refunded', 'refunded', 'refund_reversed', 'rejected'];
    for (const end of [...ends, 'debt', 'owed']) {
      expect([end, (met.get(end) ?? 0) > RUNS / 50]).toEqual([end, true]);
    }
  });
});
