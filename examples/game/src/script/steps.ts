import type { Offer } from '../../../../sdk/src/shapes.js';
import * as format from '../../../page/format.js';
import { type Actions, POTION } from '../till/actions.js';
import { isBalanced } from '../till/books.js';
import type { Session } from '../till/session.js';
import { type GameState, gemsShown, held, type Store, wornSkin } from '../till/state.js';
import type { Sky } from '../till/weather.js';

/** What a step works with. */
export interface Stagehand {
  readonly session: Session;
  readonly store: Store;
  readonly sky: Sky;
  readonly actions: Actions;
  /** The page was reloaded since this step began. */
  readonly reloaded: boolean;
  /** Time to look, in milliseconds of the unhurried script. */
  pause(milliseconds: number): Promise<void>;
  /** Presses a control of the page, as a player would. */
  press(testId: string): Promise<void>;
  /** Waits until it holds; throws with the sentence when it does not within a minute. */
  until(holds: (state: GameState) => boolean, sentence: string): Promise<void>;
  /** Writes down that the next thing is a reload. */
  expectReload(): void;
}

export interface Step {
  readonly title: string;
  /** Returns what it saw, for the panel; throws when it is not as it should be. */
  run(hand: Stagehand): Promise<string>;
}

function expectThat(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

const gems = ({ store }: Stagehand) => gemsShown(store.current);
const topUps = ({ books }: GameState) => books.data.filter(({ kind }) => kind === 'topup').length;

function offerOf({ store }: Stagehand, key: string): Offer {
  const offer = store.current.catalog?.offers.find((one) => one.key === key);
  if (!offer) throw new Error(`the shop does not sell ${key}`);
  return offer;
}

async function pay(hand: Stagehand): Promise<void> {
  await hand.press('pack-gems_500');
  await hand.pause(2_200);
  await hand.press('sheet-pay');
}

const begin: Step = {
  title: 'A guest is playing before anybody asked for a name',
  async run(hand) {
    const started = performance.now();
    await hand.until(({ phase }) => phase === 'open', 'the shop opens');
    expectThat(gems(hand) === 0, 'a new guest has nothing');
    await hand.pause(6_000);
    const seconds = (started / 1000).toFixed(1);
    return `Signed in ${seconds} s after the page. Balance 0.`;
  },
};

const topUp: Step = {
  title: 'Buy 500 gems in the store',
  async run(hand) {
    await hand.pause(1_500);
    await pay(hand);
    await hand.until(() => gems(hand) === 500, '500 gems arrive');
    await hand.until((state) => topUps(state) === 1, 'one top-up is in the ledger');
    const [first] = hand.store.current.books.data;
    expectThat(first?.entries.length === 2, 'it has two sides');
    await hand.pause(6_000);
    return 'Paid once, credited once: two entries, sum zero.';
  },
};

const skin: Step = {
  title: 'Dragon skin for 300: worn at once',
  async run(hand) {
    await hand.press('offer-dragon');
    // Before any answer: that is the point of it.
    expectThat(wornSkin(hand.store.current) === 'dragon', 'the skin is on at once');
    await hand.until((state) => held(state, 'skin.dragon') !== undefined, 'it is owned');
    await hand.until(() => gems(hand) === 200, '200 gems are left');
    await hand.pause(7_000);
    return 'On the hero before the server answered; 200 gems left.';
  },
};

const hammer: Step = {
  title: 'Hammer “buy potion” 20 times with gems for 4',
  async run(hand) {
    const offer = offerOf(hand, 'potion');
    await hand.pause(1_000);
    const buys = Array.from({ length: 20 }, () => hand.actions.buy(offer, true));
    const results = await Promise.all(buys);
    const bought = results.filter(({ status }) => status === 'completed').length;
    const refused = results.filter(({ status }) => status === 'insufficient_balance').length;
    expectThat(bought === 4, `4 are bought, not ${bought}`);
    expectThat(refused === 16, `16 are refused by name, not ${refused}`);
    await hand.until((state) => held(state, POTION)?.quantity === 4, 'there are 4 potions');
    await hand.until(() => gems(hand) === 0, 'nothing is left');
    await hand.pause(8_000);
    return '4 potions, 16 × insufficient_balance, balance 0: never below.';
  },
};

const kill: Step = {
  title: 'The app dies after paying, before the claim',
  async run(hand) {
    if (!hand.reloaded) {
      await hand.press('weather-killAfterPayment');
      await hand.pause(3_000);
      hand.expectReload();
      await pay(hand);
      await hand.pause(60_000);
      throw new Error('the page did not reload');
    }
    await hand.until(({ phase }) => phase === 'open', 'the page is back');
    await hand.until(() => gems(hand) === 500, 'the payment is found');
    await hand.until((state) => topUps(state) === 2, 'and credited once');
    await hand.pause(8_000);
    return 'The page really reloaded. Recovered purchase: +500 gems.';
  },
};

const storm: Step = {
  title: 'Half of the answers are lost; then none come at all',
  async run(hand) {
    await hand.press('weather-dropAnswers');
    await hand.pause(2_000);
    await hand.press('offer-sword');
    await hand.until((state) => held(state, 'sword')?.level === 1, 'the sword is there');
    await hand.until(() => gems(hand) === 350, 'and paid once');
    expectThat(hand.sky.report.dropped > 0, 'answers were lost');
    expectThat(hand.sky.report.replayed > 0, 'the same purchase was answered again');
    await hand.pause(3_000);
    await hand.press('weather-dropAnswers');
    await hand.press('weather-offline');
    const offer = offerOf(hand, 'potion');
    const waiting = [1, 2, 3].map(() => hand.actions.buy(offer, true));
    await hand.until(({ queue }) => queue.pending === 3, 'three purchases wait');
    expectThat(gems(hand) === 200, 'the balance shows them already');
    await Promise.all(waiting);
    await hand.pause(4_000);
    await hand.press('weather-offline');
    await hand.until(({ queue }) => queue.pending === 0, 'the queue is sent');
    await hand.until((state) => held(state, POTION)?.quantity === 7, 'there are 7 potions');
    await hand.until(() => gems(hand) === 200, 'each was paid once');
    await hand.pause(4_000);
    return 'One sword for a lost answer, queue 3 → 0, each paid once.';
  },
};

const sale: Step = {
  title: 'A sale begins now: Frost skin −40 %',
  async run(hand) {
    const stale = offerOf(hand, 'frost');
    await hand.press('sale-now');
    await hand.until(() => offerOf(hand, 'frost').price.amount === 150, 'it costs 150 now');
    await hand.pause(3_000);
    // A tab that slept still has the old price. (This one may know of a sale of an earlier run.)
    const old = { offer: stale.key, expectedPrice: { ...stale.price, amount: 250 } };
    const refused = await hand.session.client.buy(old);
    expectThat(refused.status === 'price_changed', 'the old price is refused');
    await hand.pause(2_000);
    await hand.press('offer-frost');
    await hand.until((state) => held(state, 'skin.frost') !== undefined, 'it is owned');
    await hand.until(() => gems(hand) === 50, '50 gems are left');
    await hand.pause(6_000);
    return '250 → 150 by itself. A stale tab: price_changed, nothing charged.';
  },
};

const refund: Step = {
  title: 'The store refunds a pack that is spent',
  async run(hand) {
    await hand.press('refund');
    await hand.until(() => gems(hand) === -450, 'the gems are taken back');
    await hand.until(
      ({ books }) => books.data.some(({ kind }) => kind === 'refund'),
      'the ledger says why',
    );
    await hand.pause(8_000);
    return 'Told by the store: 50 taken, 450 owed. The next gems pay it first.';
  },
};

const reckoning: Step = {
  title: 'Reckoning',
  async run(hand) {
    await hand.session.refresh();
    const { tally, books, queue } = hand.store.current;
    expectThat(tally.paid === 2 && tally.credited === 2, 'two were paid, two credited');
    expectThat(tally.lost === 0, `lost ${tally.lost}`);
    expectThat(tally.double === 0, `double ${tally.double}`);
    expectThat(queue.pending === 0, 'nothing waits');
    expectThat(isBalanced(books), 'the books balance');
    await hand.pause(2_000);
    const sides = books.data.reduce((count, { entries }) => count + entries.length, 0);
    return `Lost 0, double 0. ${format.gems(sides)} entries add up to zero.`;
  },
};

export const STEPS: readonly Step[] = [
  begin,
  topUp,
  skin,
  hammer,
  kill,
  storm,
  sale,
  refund,
  reckoning,
];
