import { TEST_DATABASES } from '../support/databases.js';
import { ask, giveFree, type Player, signIn } from '../support/player.js';
import { rounds } from '../support/proof.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const STEPS = 8;
const AT_ONCE = 10;
const POTION = 50;

interface ModelLot {
  /** The payment that brought it; null: a gift. */
  readonly payment: number | null;
  readonly original: number;
  left: number;
  /** What debt took of it when it came, and what spending took since. */
  used: number;
}

/** Counted on fingers: what a player owns, in lots, and what was used of each. */
class Model {
  readonly lots: ModelLot[] = [];
  debt = 0;

  receive(payment: number | null, gems: number): void {
    const owed = Math.min(this.debt, gems);
    this.debt -= owed;
    // A gift that pays debt was no purchase: only payments are asked about.
    this.lots.push({ payment, original: gems, left: gems - owed, used: owed });
  }

  get gems(): number {
    return this.lots.reduce((sum, { left }) => sum + left, 0);
  }

  /** Gifts go first, then what was paid for, each the oldest first. */
  spend(gems: number): void {
    const gifts = this.lots.filter(({ payment }) => payment === null);
    let rest = gems;
    for (const lot of [...gifts, ...this.lots.filter(({ payment }) => payment !== null)]) {
      const taken = Math.min(rest, lot.left);
      lot.left -= taken;
      lot.used += taken;
      rest -= taken;
    }
  }

  /** Its own gems go first, then others, since nobody holds gems and owes some; then it is owed. */
  refund(payment: number, gems: number): void {
    const own = this.lots.find((lot) => lot.payment === payment)!;
    const taken = Math.min(gems, own.left);
    own.left -= taken;
    let owed = gems - taken;
    const others = this.lots.filter((lot) => lot !== own);
    const gifts = others.filter((lot) => lot.payment === null);
    const paid = others.filter((lot) => lot.payment !== null);
    for (const lot of [...gifts, ...paid]) {
      const more = Math.min(owed, lot.left);
      lot.left -= more;
      owed -= more;
    }
    this.debt += owed;
  }

  milliunits(payment: number): number {
    const { original, used } = this.lots.find((lot) => lot.payment === payment)!;
    return Math.floor((used * 100_000) / original);
  }
}

interface Bought {
  readonly id: string;
  readonly gems: number;
  refunded: number;
}

/** One player's life: what happened, and for which payment the store asks at its end. */
async function live(service: ServiceInTest, seed: number) {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const player = await signIn(service);
  await allow(service, player);
  const model = new Model();
  const bought: Bought[] = [];
  const pay = async () => {
    const gems = random() < 0.5 ? 100 : 500;
    const { transactionId, proof } = await player.pay(gems);
    await expectStatus(200, player.send('/topups', { store: 'apple', proof }));
    model.receive(bought.length, gems);
    bought.push({ id: transactionId!, gems, refunded: 0 });
  };
  await pay();
  for (let step = 0; step < STEPS; step++) {
    const chance = random();
    const potions = Math.min(9, Math.floor(model.gems / POTION));
    const whole = bought.slice(1).filter(({ refunded }) => refunded === 0);
    if (chance < 0.2) await pay();
    else if (chance < 0.35) {
      const gems = 1 + below(120);
      await expectStatus(201, giveFree(service, player, gems));
      model.receive(null, gems);
    } else if (chance < 0.8 && potions > 0) {
      const quantity = 1 + below(potions);
      const price = { currency: 'GEM', amount: POTION };
      const order = { offer: 'potion', quantity, expectedPrice: price };
      await expectStatus(201, player.send('/orders', order));
      model.spend(quantity * POTION);
    } else if (whole.length > 0) {
      const one = whole[below(whole.length)]!;
      const milliunits = 1 + below(100_000);
      await service.control.refund(one.id, { percentage: milliunits / 1000 });
      await service.heed();
      one.refunded = Math.floor((one.gems * milliunits) / 100_000);
      model.refund(bought.indexOf(one), one.refunded);
    }
  }
  return { player, asked: bought[0]!.id, model };
}

async function allow(service: ServiceInTest, { session }: Player): Promise<void> {
  const headers = { authorization: `Bearer ${session().accessToken}` };
  const request = { method: 'PUT', body: { consumption: true }, headers };
  await expectStatus(200, ask(service.url, '/me/consents', request));
}

async function expectStatus(status: number, asked: Promise<{ status: number; text: string }>) {
  const answer = await asked;
  if (answer.status !== status) throw new Error(`${answer.status}: ${answer.text}`);
}

describe.each(TEST_DATABASES)('what a store is told of the use of a payment, $name', (database) => {
  const seed = seedFromEnvironment();
  // The sums are the same on every database; one of them proves the number.
  const histories = rounds({ usual: database === TEST_DATABASES[0] ? 50 : 30, long: 100 });
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
    await service.hearStores();
  });
  afterAll(() => service?.close());

  it(`equals the ledger to the milliunit in ${histories} histories (SEED=${seed})`, async () => {
    const wrong: string[] = [];
    const told = new Set<number>();
    for (let first = 0; first < histories; first += AT_ONCE) {
      const lives = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => live(service, seed + first + index)),
      );
      for (const { asked } of lives) await service.control.askForConsumption(asked);
      await service.heed();
      for (const [index, { player, asked, model }] of lives.entries()) {
        const { consumption } = await service.control.purchase(asked);
        const percentage = consumption[0]?.consumptionPercentage;
        const expected = model.milliunits(0);
        told.add(expected);
        const { total, debt } = await player.gems();
        const same = percentage === expected && total === model.gems && debt === model.debt;
        const name = `SEED=${seed + first + index}`;
        if (!same) wrong.push(`${name}: ${percentage} for ${expected}; ${total} ${debt}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(told.size).toBeGreaterThan(histories / 30); // or the histories were all alike
    await expectSoundBooks(service);
  });
});
