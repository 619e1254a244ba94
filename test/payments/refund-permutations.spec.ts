import type { PlayerId } from '../../src/kernel/id.js';
import { balanceOf } from '../../src/ledger/wallet.js';
import { takenGems } from '../../src/payments/payment.js';
import type { Purchase } from '../../src/stores/store-gateway.js';
import { idNumbered, NOW } from '../support/desk.js';
import { rounds } from '../support/proof.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { PureHouse } from './pure-house.js';
import { happenings, randomStory, type Story, shuffled } from './reordered-world.js';
import { purchaseOf, type Word } from './sequence-shop.js';

const SEED = seedFromEnvironment();
const WORLDS = rounds({ usual: 60, long: 200 });
const PERMUTATIONS_OF_EACH = rounds({ usual: 10, long: 50 });
const PLAYERS = 2;

/** What a store says to a player with a word, made once: the words of a world arrive many times. */
class Mouth {
  readonly #said = new Map<Word, Purchase>();

  constructor(
    readonly playerId: PlayerId,
    private readonly since: number,
  ) {}

  purchaseOf(word: Word): Purchase {
    const { playerId, since } = this;
    let purchase = this.#said.get(word);
    if (purchase === undefined) {
      purchase = purchaseOf(word, { playerId, environment: 'sandbox', since });
      this.#said.set(word, purchase);
    }
    return purchase;
  }
}

/** Several players in one house: their words arrive in between each other. */
function ended(
  stories: readonly Story[],
  orders: readonly (readonly Word[])[],
  mouths: readonly Mouth[],
): string[] {
  const house = new PureHouse('debt', false);
  for (const { playerId } of mouths) expect(house.newPlayer()).toBe(playerId);
  const see = (mouth: Mouth, word: Word, claimed: boolean) =>
    house.see(mouth.playerId, mouth.purchaseOf(word), claimed ? 'client' : 'notification');
  const running = stories.map((story, index) => {
    const mouth = mouths[index]!;
    const { playerId } = mouth;
    for (const word of story.bought) see(mouth, word, true);
    if (story.spent > 0) house.spend(playerId, 'GEM', story.spent);
    for (const [currency, gems] of Object.entries(story.gifts)) {
      house.give(playerId, currency, gems, null);
    }
    return { mouth, steps: happenings(story, orders[index]!) };
  });
  for (let left = running, turn = 0; left.length > 0; turn++) {
    const { mouth, steps } = left[turn % left.length]!;
    const { value: step, done } = steps.next();
    if (done) left = left.filter((one) => one.mouth !== mouth);
    else if ('letter' in step) see(mouth, step, turn % 5 === 0);
    else if (!house.spend(mouth.playerId, step.currency, step.gems)) {
      throw new Error('it was not spent');
    }
  }
  return mouths.map((mouth, index) => worth(house, mouth, stories[index]!));
}

/** Balances and what is kept of each payment; of a covered player every lot too. */
function worth(house: PureHouse, mouth: Mouth, story: Story): string {
  const { playerId } = mouth;
  const wallet = house.wallet(playerId);
  const balances = ['GEM', 'GOLD'].map((currency) =>
    (['paid', 'free', 'debt'] as const).map((bucket) => balanceOf(wallet, currency, bucket)),
  );
  const names = new Map<string, string>();
  const kept: string[] = [];
  for (const letter of new Set([...story.bought, ...story.words].map((word) => word.letter))) {
    const word = story.words.find((one) => one.letter === letter)!;
    const payment = house.payment(mouth.purchaseOf(word))!;
    names.set(payment.id, letter);
    const taken = takenGems(payment);
    for (const [currency, gems] of Object.entries(payment.grants).sort()) {
      const left = gems - (taken[currency] ?? 0);
      if (left > 0) kept.push(`${letter} ${currency} ${left}`);
    }
  }
  const lots = house
    .lots(playerId)
    .filter((lot) => lot.remaining > 0)
    .map(({ currency, originId, origin, remaining }) => {
      return `${names.get(originId) ?? origin} ${currency} ${remaining}`;
    });
  const shown = story.kind === 'covered' ? lots.sort() : [];
  return JSON.stringify({ balances, kept: kept.sort(), lots: shown });
}

describe(`${WORLDS * PERMUTATIONS_OF_EACH} orders of arrival (SEED=${SEED})`, () => {
  it('end as the words were said, whatever is delayed, repeated or overtaken', () => {
    const random = seededRandom(SEED);
    const met = { covered: 0, owing: 0, debt: 0, arrivals: 0, permutations: 0, different: 0 };
    for (let world = 0; world < WORLDS; world++) {
      const stories = Array.from({ length: PLAYERS }, () => randomStory(random));
      const mouths = stories.map((_, at) => new Mouth(idNumbered('player', at + 1), NOW));
      const inOrder = stories.map(({ words }) => words);
      const canonical = ended(stories, inOrder, mouths);
      for (const [index, { kind }] of stories.entries()) {
        met[kind] += 1;
        if (/-\d/.test(canonical[index]!)) met.debt += 1;
      }
      met.different += new Set(canonical).size;
      for (let n = 0; n < PERMUTATIONS_OF_EACH; n++) {
        const orders = stories.map(({ words }) => shuffled(words, random));
        const found = ended(stories, orders, mouths);
        met.arrivals += orders.flat().length;
        met.permutations += 1;
        if (found.join() !== canonical.join()) {
          expect({ world, n, stories, orders, found }).toEqual({
            world,
            n,
            stories,
            orders,
            found: canonical,
          });
        }
      }
    }
    expect(met.permutations).toBe(WORLDS * PERMUTATIONS_OF_EACH);
    expect(met.arrivals).toBeGreaterThan(met.permutations * 10);
    expect(Math.min(met.covered, met.owing)).toBeGreaterThan(WORLDS / 2);
    expect(met.debt).toBeGreaterThan(WORLDS / 10);
  });
});
