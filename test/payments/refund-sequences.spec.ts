import { balanceOf } from '../../src/ledger/wallet.js';
import { TEST_DATABASES } from '../support/databases.js';
import { type Found, HOUR_MS, PlayedSequence, type Seat, SHORT_MS } from './played-sequence.js';
import { PureHouse } from './pure-house.js';
import { openRealHouse, type RealHouse } from './real-house.js';
import { type End, refundSequences, type Sequence } from './sequence.js';
import { purchaseOf } from './sequence-shop.js';

const SEQUENCES = refundSequences();

/** Plays a sequence by pure rules alone. */
async function playedPurely(sequence: Sequence) {
  const house = new PureHouse(sequence.policy);
  const playerId = house.newPlayer();
  const seen = new Set<ReturnType<Seat['purchaseOf']>>();
  const since = house.now;
  const seat: Seat = {
    purchaseOf: (word) => purchaseOf(word, { playerId, environment: 'sandbox', since }),
    see: (purchase, claimed) => {
      seen.add(purchase);
      house.see(playerId, purchase, claimed ? 'client' : 'notification');
    },
    spend: (currency, gems) => house.spend(playerId, currency, gems),
    give: (gems, expires) =>
      house.give(playerId, 'GEM', gems, expires ? house.now + SHORT_MS : null),
    sweep: () => house.sweep(playerId),
  };
  const played = new PlayedSequence(sequence, seat);
  while (await played.playOn()) house.wait(HOUR_MS);
  const wallet = house.wallet(playerId);
  const { transactions, flagged } = house.facts(playerId);
  const of = (currency: string): Found['balances'][string] => [
    balanceOf(wallet, currency, 'paid'),
    balanceOf(wallet, currency, 'free'),
    Math.abs(balanceOf(wallet, currency, 'debt')),
  ];
  const payments = [...seen].map((one) => [one.storeTransactionId, house.payment(one)!] as const);
  house.expectSound(playerId);
  return played.endOf({
    balances: { GEM: of('GEM'), GOLD: of('GOLD') },
    lots: house.lots(playerId),
    payments: new Map(payments),
    reversed: new Map(transactions.map(({ id, reversesId }) => [id, reversesId!])),
    transactions: transactions.length,
    flagged,
  });
}

describe('a sequence of buying, spending and giving back', () => {
  it('is written at least two hundred times, each once', () => {
    expect(SEQUENCES.length).toBeGreaterThanOrEqual(200);
    expect(new Set(SEQUENCES.map(({ policy, text }) => `${policy} ${text}`)).size).toBe(
      SEQUENCES.length,
    );
  });

  it.each(SEQUENCES.map((one) => [one.shows, one.text, one] as const))(
    'ends as it was computed by hand (%s): %s',
    async (_, _text, sequence) => {
      expect(await playedPurely(sequence)).toEqual(sequence.end);
    },
  );
});

/** Seats a new player of the sequence's policy. */
async function seated(house: RealHouse, sequence: Sequence) {
  const player = await house.newPlayer(sequence.policy);
  const { playerId } = player;
  const since = house.now;
  const { environment } = house;
  const played = new PlayedSequence(sequence, {
    purchaseOf: (word) => purchaseOf(word, { playerId, environment, since }),
    see: (purchase, claimed) => house.see(player, purchase, claimed),
    spend: (currency, gems) => house.spend(player, currency, gems),
    give: (gems, expires) => house.give(player, gems, expires ? house.now + SHORT_MS : null),
    sweep: () => house.sweep(),
  });
  return { played, end: async () => played.endOf(await house.find(playerId)) };
}

describe.each(TEST_DATABASES)('the sequences through the till on $name', (database) => {
  let house: RealHouse;

  beforeAll(async () => {
    house = await openRealHouse(database);
  });
  afterAll(() => house?.close());

  it('end as they were computed by hand, with all players at once', async () => {
    // Sweeping is for all players: who must not be swept has come to an end before. Days first:
    // what is still to be told to a store must not grow old.
    const sweeps = ({ steps }: Sequence) => steps.some((step) => step.do === 'sweep');
    const days = ({ steps }: Sequence) => steps.filter((step) => step.do === 'wait').length >= 24;
    const waveOf = (one: Sequence) => (days(one) ? 0 : 2) + (sweeps(one) ? 1 : 0);
    const ends = new Map<Sequence, End>();
    const waves = [0, 1, 2, 3].map((nth) => SEQUENCES.filter((one) => waveOf(one) === nth));
    for (const wave of waves) {
      const seats = await Promise.all(wave.map((sequence) => seated(house, sequence)));
      let playing = seats;
      while (playing.length > 0) {
        const more = await Promise.all(playing.map(({ played }) => played.playOn()));
        playing = playing.filter((_, index) => more[index]);
        house.wait(HOUR_MS);
      }
      for (const { played, end } of seats) ends.set(played.sequence, await end());
    }
    const found = SEQUENCES.map((one) => ({ text: one.text, ...ends.get(one) }));
    expect(found).toEqual(SEQUENCES.map(({ text, end }) => ({ text, ...end })));
  });

  it('leave books in which the audit finds nothing', async () => {
    const findings = await house.audit();
    expect(findings.length).toBeGreaterThan(30);
    const broken = findings.filter((one) => one.violations > 0 || one.failure !== null);
    expect(broken).toEqual([]);
  });
});
