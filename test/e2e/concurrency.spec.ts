import { brokenRules } from '../support/book-reader.js';
import { TEST_DATABASES, type TestDatabase } from '../support/databases.js';
import {
  ask,
  freshKey,
  giveFree,
  orderOf,
  type Player,
  type RawAnswer,
  signIn,
} from '../support/player.js';
import { rounds } from '../support/proof.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const FLOOD = 64;

interface Crowd {
  readonly name: string;
  readonly database: TestDatabase;
  readonly instances: number;
}

const CROWDS: readonly Crowd[] = TEST_DATABASES.flatMap((database) => [
  { name: `one instance on ${database.name}`, database, instances: 1 },
  // SQLite has one owner.
  ...(database.name.includes('SQLite')
    ? []
    : [{ name: `two instances on one ${database.name}`, database, instances: 2 }]),
]);

describe.each(CROWDS)('everything at once: $name', ({ database, instances }) => {
  let service: ServiceInTest;
  let urls: string[];
  beforeAll(async () => {
    service = await startService(database, { instances });
    urls = [service, ...service.neighbours].map(({ url }) => url);
  });
  afterAll(() => service?.close());
  afterEach(async () => expect(await brokenRules(service.books)).toEqual([]));

  /** All at the same time, spread over the instances. */
  const flood = <Result>(count: number, send: (index: number, url: string) => Promise<Result>) =>
    Promise.all(Array.from({ length: count }, (_, i) => send(i, urls[i % urls.length]!)));
  const tally = (answers: readonly RawAnswer[]) => {
    const counts: Record<string, number> = {};
    for (const { status, body } of answers) {
      const name = `${status} ${body.code ?? body.status ?? 'done'}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  const topUps = ({ accountToken }: Player) =>
    service.books.count(
      "SELECT id FROM ledger_transaction WHERE kind = 'topup' AND player_id = ?",
      [Buffer.from(accountToken.replaceAll('-', ''), 'hex')],
    );

  it('credits one payment that comes 64 times under one key once, with one answer', async () => {
    const player = await signIn(service);
    const { proof } = await player.pay();
    const key = freshKey();
    const answers = await flood(FLOOD, (_, url) =>
      player.send('/topups', { store: 'apple', proof }, key, url),
    );
    expect(tally(answers)).toEqual({ '200 credited': FLOOD });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await player.gems()).total).toBe(500);
    expect(await topUps(player)).toBe(1);
  });

  it.each(['apple', 'google'] as const)(
    'credits one %s payment that comes under 64 keys once',
    async (store) => {
      const player = await signIn(service, { store });
      const { proof } = await player.pay();
      const answers = await flood(FLOOD, (_, url) =>
        player.send('/topups', { store, proof }, freshKey(), url),
      );
      expect(tally(answers)).toEqual({ '200 credited': 1, '200 already_credited': FLOOD - 1 });
      expect(new Set(answers.map(({ body }) => body.payment.id)).size).toBe(1);
      expect((await player.gems()).total).toBe(500);
      expect(await topUps(player)).toBe(1);
    },
  );

  it('gives each of 50 payments that two players claim at once to one of them', async () => {
    const players = [await signIn(service), await signIn(service)];
    const paid = await Promise.all(
      Array.from({ length: 50 }, () => players[0]!.pay(100, { bound: false })),
    );
    const answers = await flood(100, (i, url) => {
      const { proof } = paid[i >> 1]!;
      // Half of the payments reach the second player's request first.
      const claimant = players[(i + (i >> 1)) % 2]!;
      return claimant.send('/topups', { store: 'apple', proof }, freshKey(), url);
    });
    expect(tally(answers)).toEqual({ '200 credited': 50, '409 receipt_already_used': 50 });
    const [first, second] = [await players[0]!.gems(), await players[1]!.gems()];
    expect(first.total + second.total).toBe(5000);
    for (const { id } of paid) {
      const owners = 'SELECT player_id FROM payment WHERE store_transaction_id = ?';
      expect(await service.books.count(owners, [id])).toBe(1);
    }
  });

  it('sells 10 of 64 orders when the gems are enough for 10', async () => {
    const player = await signIn(service);
    await player.fund();
    const answers = await flood(FLOOD, (_, url) =>
      player.send('/orders', orderOf('potion'), freshKey(), url),
    );
    expect(tally(answers)).toEqual({ '201 done': 10, '409 insufficient_balance': 54 });
    expect(await player.gems()).toMatchObject({ total: 0, paid: 0 });
    expect((await player.held('potion')).quantity).toBe(10);
    const balances = answers.flatMap(({ body }) => body.wallet?.balances.GEM.total ?? []);
    expect(balances.sort((a, b) => a - b)).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450]);
  });

  // Fifty a player: more potions would not fit into one stack.
  it.each(Array.from({ length: rounds({ usual: 1, long: 4 }) }, (_, wave) => wave))(
    'tells an order and the question what became of it the same (%d)',
    async () => {
      const player = await signIn(service);
      for (let times = 0; times < 8; times++) await player.fund();
      const late = (key: string, url: string) =>
        ask(url, '/orders', {
          body: orderOf('potion'),
          headers: {
            authorization: `Bearer ${player.session().accessToken}`,
            'idempotency-key': key,
            'idempotency-replay-only': 'true',
          },
        });
      const pairs = await flood(50, async (index, url) => {
        const key = freshKey();
        const other = urls[(index + 1) % urls.length]!;
        // Whichever is first at the till decides; half of the time the question is sent first.
        const early = index % 2 ? late(key, other) : undefined;
        const order = player.send('/orders', orderOf('potion'), key, url);
        return Promise.all([order, early ?? late(key, other)]);
      });
      const outcomes = pairs.map(([one, other]) => {
        expect(one.status).toBe(other.status);
        return one.body.code ?? one.body.order.status;
      });
      expect(new Set(outcomes)).toEqual(new Set(['completed', 'intent_expired']));
      const sold = outcomes.filter((outcome) => outcome === 'completed').length;
      expect((await player.held('potion')).quantity).toBe(sold);
      expect((await player.gems()).total).toBe(4_000 - 50 * sold);
    },
  );

  it('shows each of many who look at once their own wallet and inventory', async () => {
    const players = await Promise.all(Array.from({ length: 8 }, () => signIn(service)));
    for (const [index, player] of players.entries()) {
      if (index === 0) continue; // One of them never had anything.
      await giveFree(service, player, 100 + index);
      const bought = await player.send('/orders', { ...orderOf('potion'), quantity: 1 });
      expect(bought.status).toBe(201);
    }
    await flood(160, async (index, url) => {
      const at = (index >> 1) % players.length;
      const player = players[at]!;
      const wallet = index % 2 === 0;
      const { status, body } = await player.send(
        wallet ? '/wallet' : '/inventory',
        undefined,
        null,
        url,
      );
      expect(status).toBe(200);
      expect(body.seq).toBe(at === 0 ? 0 : 2);
      if (wallet) expect(body.balances.GEM.total).toBe(at === 0 ? 0 : 50 + at);
      else expect(body.items.map((one: { sku: string }) => one.sku)).toEqual(at ? ['potion'] : []);
    });
  });

  it('sells one order once, however often it comes under its key', async () => {
    const player = await signIn(service);
    await player.fund();
    const key = freshKey();
    const answers = await flood(FLOOD, (_, url) =>
      player.send('/orders', orderOf('potion'), key, url),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await player.gems()).total).toBe(450);
  });

  it('keeps a limit of one although two devices buy at once', async () => {
    const phone = await signIn(service);
    await giveFree(service, phone, 1000);
    const tablet = await signIn({ ...service, url: urls.at(-1)! }, { storage: phone.storage });
    expect(tablet.id).toBe(phone.id);
    for (const offer of ['dragon', 'starter'] as const) {
      const bought = await Promise.all([
        phone.client.buy(orderOf(offer)),
        tablet.client.buy(orderOf(offer)),
      ]);
      expect(bought.map(({ status }) => status).sort()).toEqual(['completed', 'limit_reached']);
    }
    expect((await phone.gems()).total).toBe(500);
  });

  it('keeps the books of 20 players through 200 mixed operations', async () => {
    const seed = seedFromEnvironment();
    const random = seededRandom(seed);
    const players = await Promise.all(Array.from({ length: 20 }, () => signIn(service)));
    await Promise.all(players.map((player) => giveFree(service, player, 200)));
    const answers = await flood(200, async (_, url) => {
      const player = players[Math.floor(random() * players.length)]!;
      const dice = random();
      if (dice < 0.3) {
        const { proof } = await player.pay(100);
        return player.send('/topups', { store: 'apple', proof }, freshKey(), url);
      }
      if (dice < 0.4) return giveFree({ url }, player, 25);
      if (dice < 0.7) return player.send('/orders', orderOf('potion'), freshKey(), url);
      if (dice < 0.8) return player.send('/orders', orderOf('sword'), freshKey(), url);
      return player.send('/inventory/potion/consume', { quantity: 1 }, freshKey(), url);
    });
    const odd = answers.filter(({ status }) => ![200, 201, 404, 409].includes(status));
    expect({ seed, odd: odd.map(({ text }) => text) }).toEqual({ seed, odd: [] });
    for (const player of players) {
      const { data } = (await player.send('/wallet/entries?limit=100')).body;
      const sum = (data as { amount: number }[]).reduce((total, { amount }) => total + amount, 0);
      expect({ seed, total: (await player.gems()).total }).toEqual({ seed, total: sum });
    }
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
