import { idBytes } from '../../src/kernel/id.js';
import { type CrowdAnswer, crowdOf, type Member } from '../support/crowd.js';
import { TEST_DATABASES, type TestDatabase } from '../support/databases.js';
import { ask } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type EventShop, publishEventShop } from './event-shop.js';
import { refundOrder } from './refunds-in-test.js';

const gems = (amount: number) => ({ currency: 'GEM', amount });
const orderOf = (offer: string) => ({ offer, quantity: 1 });
const orderAt = (offer: string, price: number, quantity = 1) => {
  return { offer, quantity, expectedPrice: gems(price) };
};
const tally = (answers: readonly CrowdAnswer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = `${status} ${body.code ?? 'done'}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};
const several = ({ name }: TestDatabase) => !name.includes('SQLite');

describe.each(TEST_DATABASES)('an event in the shop on $name', (database) => {
  let service: ServiceInTest;
  let urls: readonly string[];
  beforeAll(async () => {
    // SQLite has one owner.
    service = await startService(database, { instances: several(database) ? 2 : 1 });
    urls = [service, ...service.neighbours].map(({ url }) => url);
  });
  afterAll(async () => {
    try {
      if (service) await expectSoundBooks(service);
    } finally {
      await service?.close();
    }
  });

  /** Publishes and waits until every instance sells from it, each by its own shop. */
  const publishes = async (shop: EventShop = {}) => {
    await publishEventShop(service, shop);
    const [member] = await crowdOf(service, 1, 1);
    const versions = async () => {
      const shops = await Promise.all(urls.map((url) => member!.send('/catalog', undefined, url)));
      return new Set(shops.map(({ body }) => body.version as string));
    };
    for (let looks = 0; (await versions()).size > 1; looks++) {
      if (looks > 200) throw new Error('an instance never saw the catalog');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return [...(await versions())][0]!;
  };

  it('sells to 200 at once over the instant of a publish, each at the price of one version', async () => {
    const first = await publishes({ potionPrice: 50 });
    const members = await crowdOf(service, 200, 1_000);
    const prices = new Map([[first, 40]]);
    const answers: CrowdAnswer[] = [];
    let published: () => void = () => {};
    const publishing = new Promise<void>((resolve) => {
      published = () => resolve(publishEventShop(service, { potionPrice: 70 }));
    });
    // Two orders while it is published, one of them by a quote, and for some one more after it.
    const buys = async ({ send }: Member, at: number) => {
      const url = urls[at % urls.length]!;
      let price = 40;
      for (let turn = 0; turn < (at % 4 === 0 ? 3 : 2); turn++) {
        if (turn === 2) await publishing;
        for (let tries = 0, bought = false; tries < 4 && !bought; tries++) {
          const quote = turn === 1 && (await send('/quotes', orderOf('potion'), url));
          if (quote && quote.status !== 201) answers.push(quote);
          const wish = quote ? { quote: quote.body.quote } : { expectedPrice: gems(price) };
          const answer = await send('/orders', { ...orderOf('potion'), ...wish }, url);
          if (answers.push(answer) === 100) published();
          bought = answer.status === 201;
          price = answer.body.currentPrice?.amount ?? price;
        }
      }
    };
    await Promise.all(members.map(buys));
    const second = await publishes({ potionPrice: 70 });
    prices.set(second, 56);
    const orders = answers.filter(({ status }) => status === 201).map(({ body }) => body.order);
    const odd = orders.filter(
      (order) => order.price.amount !== prices.get(order.catalogVersion) || order.sale !== 'dawn',
    );
    expect(odd).toEqual([]);
    // Who is refused saw the price of the version before; nobody is refused for anything else.
    const { '201 done': done = 0, '409 price_changed': stale = 0, ...others } = tally(answers);
    expect([done, others]).toEqual([450, {}]);
    const ofSecond = orders.filter(({ catalogVersion }) => catalogVersion === second).length;
    expect(ofSecond).toBeGreaterThan(20);
    expect(done - ofSecond).toBeGreaterThan(100);
    expect(stale).toBeGreaterThan(0);
  });

  it('sells exactly the 100 of a stock to 1,000 who want it at once', async () => {
    await publishes({ stock: 100 });
    const members = await crowdOf(service, 1_000, 30);
    const answers = await Promise.all(
      members.map(({ send }, at) => send('/orders', orderAt('relic', 30), urls[at % urls.length])),
    );
    expect(tally(answers)).toEqual({ '201 done': 100, '409 sold_out': 900 });
    const rows = await service.books.rows("SELECT sold FROM offer_stock WHERE offer = 'relic'");
    expect(rows.map(({ sold }) => Number(sold))).toEqual([100]);
    // One is given back, and one of ten who ask for it has it.
    const { id } = answers.find(({ status }) => status === 201)!.body.order;
    await refundOrder(service, id);
    const sold = new Set(
      answers.flatMap(({ status }, at) => (status === 201 ? [members[at]!] : [])),
    );
    const late = members.filter((member) => !sold.has(member)).slice(0, 10);
    const again = await Promise.all(
      late.map(({ send }, at) => send('/orders', orderAt('relic', 30), urls[at % urls.length])),
    );
    expect(tally(again)).toEqual({ '201 done': 1, '409 sold_out': 9 });
  });

  it('keeps the limit of a day in the zone that the game told of each player', async () => {
    await publishes();
    const [east, west] = (await crowdOf(service, 2, 100)) as [Member, Member];
    const told = async ({ caller }: Member, timeZone: string) => {
      const path = `/server/players/${caller.playerId}/attributes`;
      const headers = { authorization: 'Bearer sk_demo' };
      await ask(service.url, path, { method: 'PUT', body: { timeZone }, headers });
    };
    // 25 hours apart: it is never the same day in both.
    await told(east, 'Pacific/Kiritimati');
    await told(west, 'Pacific/Niue');
    for (const { send, caller } of [east, west]) {
      expect((await send('/orders', orderAt('daily', 10))).status).toBe(201);
      const { body } = await send('/orders', orderAt('daily', 10));
      expect(body).toMatchObject({ code: 'limit_reached', limit: 1, period: 'day' });
      const zone = caller === east.caller ? 'Pacific/Kiritimati' : 'Pacific/Niue';
      const clock = new Date(body.resetsAt).toLocaleTimeString('de', { timeZone: zone });
      expect(clock).toBe('00:00:00');
    }
    const periods = await service.books.rows('SELECT period FROM offer_period_usage');
    expect(new Set(periods.map(({ period }) => period)).size).toBe(2);
  });

  it('gives gold and draws, shows them in the order, and takes them back with it', async () => {
    await publishes();
    const [member] = (await crowdOf(service, 1, 500)) as [Member];
    const { send, caller } = member;
    const coins = (await send('/orders', orderAt('coins', 20))).body;
    expect(coins).toMatchObject({
      gives: { GOLD: 100 },
      wallet: { balances: { GOLD: { free: 100 } } },
    });
    const chest = (await send('/orders', orderAt('chest', 15, 3))).body;
    expect(
      chest.draws.map(({ order, nonce }: { order: string; nonce: number }) => [order, nonce]),
    ).toEqual([1, 2, 3].map((nonce) => [chest.order.id, nonce]));
    const shown = (await send(`/orders/${coins.order.id}`)).body.order;
    expect(shown).toMatchObject({ gives: { GOLD: 100 }, grants: [], total: gems(20) });
    expect(
      shown.lots.map((lot: { currency: string; amount: number }) => [lot.currency, lot.amount]),
    ).toEqual([['GEM', 20]]);
    const refunded = await refundOrder(service, coins.order.id);
    expect(refunded.body.wallet.balances).toMatchObject({ GEM: { total: 455 } });
    expect((await refundOrder(service, chest.order.id)).status).toBe(200);
    const held = await send('/wallet');
    expect(held.body.balances).toMatchObject({ GEM: { total: 500 }, GOLD: { total: 0 } });
    const lots = 'SELECT id FROM lot WHERE player_id = ? AND remaining > 0';
    expect(await service.books.count(lots, [idBytes(caller.playerId)])).toBe(1);
  });

  it('buys by a quote once the sale is over, and by nobody else’s, nor for anything else', async () => {
    await publishes({ endsAt: service.clock.now() + 30_000 });
    const [one, other] = (await crowdOf(service, 2, 500)) as [Member, Member];
    const quoted = await one.send('/quotes', { offer: 'potion', quantity: 2 });
    const { quote } = quoted.body as { quote: string };
    const order = { offer: 'potion', quantity: 2, quote };
    const refused = async (wish: object, member = one) => {
      const { status, body } = await member.send('/orders', wish);
      return `${status} ${body.code}`;
    };
    expect(await refused(order, other)).toBe('422 quote_invalid');
    expect(await refused({ ...order, quantity: 3 })).toBe('422 quote_invalid');
    expect(await refused({ ...order, offer: 'dragon' })).toBe('422 quote_invalid');
    expect(await refused({ ...order, expectedPrice: gems(40) })).toBe('422 validation_failed');
    expect(await refused({ offer: 'potion', quantity: 2 })).toBe('422 validation_failed');
    expect(await refused({ ...order, discount: 50 })).toBe('422 unknown_field');
    expect(await refused({ ...order, price: gems(1) })).toBe('422 unknown_field');
    service.clock.advance(31_000);
    expect(await refused(orderAt('potion', 40))).toBe('409 price_changed');
    const bought = await one.send('/orders', order);
    expect(bought.body.order).toMatchObject({ price: gems(40), total: gems(80), sale: 'dawn' });
    service.clock.advance(31_000);
    expect((await one.send('/orders', order)).body).toMatchObject({
      code: 'quote_expired',
      currentPrice: gems(50),
      sale: null,
    });
  });
});
