import type { Entry, Order } from '../../sdk/src/index.js';
import { ExpiryWorker } from '../../src/ledger/expiry.worker.js';
import { brokenRules } from '../support/book-reader.js';
import { TEST_DATABASES } from '../support/databases.js';
import { giveFree, orderOf, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const HOUR_MS = 3_600_000;

describe.each(TEST_DATABASES)('what a player can look up on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(() => service?.close());
  afterEach(async () => expect(await brokenRules(service.books)).toEqual([]));

  type Page = { data: readonly unknown[]; nextCursor: string | null };
  async function everyPage<Row>(read: (cursor?: string) => Promise<unknown>): Promise<Row[][]> {
    const pages: Row[][] = [];
    let cursor: string | undefined;
    do {
      const page = (await read(cursor)) as Page;
      pages.push([...page.data] as Row[]);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && pages.length < 20);
    return pages;
  }
  /** A player who bought this many potions, one by one. */
  async function drinker(count: number): Promise<Player> {
    const player = await signIn(service);
    await giveFree(service, player, count * 50);
    for (let i = 0; i < count; i++) {
      expect((await player.send('/orders', orderOf('potion'))).status).toBe(201);
    }
    return player;
  }

  it('pages through entries, newest first, each once', async () => {
    const { client } = await drinker(7);
    const pages = await everyPage<Entry>((cursor) => client.entries({ limit: 3, cursor }));
    expect(pages.map((page) => page.length)).toEqual([3, 3, 2]);
    const entries = pages.flat();
    expect(entries.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(entries.map(({ balanceAfter }) => balanceAfter)).toEqual([
      0, 50, 100, 150, 200, 250, 300, 350,
    ]);
    expect(entries.at(-1)).toMatchObject({ kind: 'grant', bucket: 'free', amount: 350 });
    expect(entries[0]).toMatchObject({ kind: 'spend', amount: -50 });
    expect(entries[0]!.reference).toMatch(/^order_/);
  });

  it('pages through orders, newest first, each once, also while new ones come', async () => {
    const player = await drinker(5);
    await giveFree(service, player, 50);
    let extra: Promise<unknown> | undefined;
    const pages = await everyPage<Order>(async (cursor) => {
      const page = await player.client.orders({ limit: 2, cursor });
      extra ??= player.send('/orders', orderOf('potion'));
      await extra;
      return page;
    });
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(5);
  });

  it.each(['/wallet/entries', '/orders'])('believes no cursor of %s but its own', async (path) => {
    const player = await drinker(3);
    const first = await player.send(`${path}?limit=1`);
    const cursor: string = first.body.nextCursor;
    expect((await player.send(`${path}?limit=1&cursor=${cursor}`)).status).toBe(200);
    const middle = cursor.length >> 1;
    const other = cursor[middle] === 'A' ? 'B' : 'A';
    const tampered = cursor.slice(0, middle) + other + cursor.slice(middle + 1);
    const elsewhere = path === '/orders' ? '/wallet/entries' : '/orders';
    const stranger = await signIn(service);
    const answers = [
      await player.send(`${path}?cursor=${tampered}`),
      await player.send(`${path}?cursor=nonsense`),
      await player.send(`${elsewhere}?cursor=${cursor}`),
      await stranger.send(`${path}?cursor=${cursor}`),
    ];
    expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual(
      answers.map(() => '400 invalid_cursor'),
    );
  });

  it('traces an order to what it gave, to the lots that paid and to their payment', async () => {
    const player = await signIn(service);
    await giveFree(service, player, 120);
    const topUp = await player.client.topUp('gems_500');
    if (topUp.status !== 'credited') throw new Error(topUp.status);
    const bought = await player.client.buy(orderOf('starter'));
    if (bought.status !== 'completed') throw new Error(bought.status);
    const { order } = (await player.send(`/orders/${bought.order.id}`)).body;
    expect(order).toMatchObject({ ...bought.order, total: { currency: 'GEM', amount: 200 } });
    const given = (order.grants as { sku: string; quantity: number }[]).map(
      ({ sku, quantity }) => `${quantity} ${sku}`,
    );
    expect(given.sort()).toEqual(['1 skin.moss', '5 potion']);
    const lots = order.lots as { bucket: string; amount: number; payment: string | null }[];
    expect(lots).toHaveLength(2);
    expect(lots).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ bucket: 'free', amount: 120, payment: null }),
        expect.objectContaining({ bucket: 'paid', amount: 80, payment: topUp.payment.id }),
      ]),
    );
  });

  it('hides the orders of others, as if they were not there', async () => {
    const player = await drinker(1);
    const { data } = (await player.send('/orders')).body;
    const stranger = await signIn(service);
    const strange = await stranger.send(`/orders/${data[0].id}`);
    const absent = await stranger.send(`/orders/${data[0].id.slice(0, -3)}zzz`);
    const told = ({ status, body }: typeof strange) => ({ ...body, status, requestId: '' });
    expect(told(strange)).toEqual(told(absent));
    expect([strange.status, strange.body.code]).toEqual([404, 'not_found']);
  });

  it('spends free gems before paid ones, and the soonest to expire first', async () => {
    const player = await signIn(service);
    await player.fund(500);
    await giveFree(service, player, 100);
    await giveFree(service, player, 60, { expiresInSeconds: 7200 });
    await giveFree(service, player, 70, { expiresInSeconds: 3600 });
    const { expiring } = await player.gems();
    expect(expiring.map(({ amount }) => amount)).toEqual([70, 60]);
    await player.send('/orders', orderOf('potion', 2));
    expect(await player.gems()).toMatchObject({
      paid: 500,
      free: 130,
      expiring: [{ amount: 30 }],
    });
    await player.send('/orders', orderOf('dragon'));
    expect(await player.gems()).toMatchObject({ total: 330, paid: 330, free: 0, expiring: [] });
  });

  it('refuses a grant of a currency or to a player that is not there', async () => {
    const player = await signIn(service);
    const stranger = { id: `${player.id.slice(0, -3)}zzz` };
    const nobody = await giveFree(service, stranger, 10);
    expect([nobody.status, nobody.body.code]).toEqual([404, 'not_found']);
    const huge = await giveFree(service, player, 1e15);
    expect([huge.status, huge.body.code]).toEqual([422, 'amount_out_of_range']);
  });

  it('lets gems expire: not spendable at once, and out of the balance soon', async () => {
    const player = await signIn(service);
    await giveFree(service, player, 100, { expiresInSeconds: 3600 });
    await giveFree(service, player, 30);
    service.clock.advance(HOUR_MS + 1);
    const refused = await player.client.buy(orderOf('potion'));
    expect(refused.status).toBe('insufficient_balance');
    await service.app.get(ExpiryWorker, { strict: false }).job.runNow();
    expect(await player.gems()).toMatchObject({ total: 30, free: 30, expiring: [] });
    const { data } = (await player.send('/wallet/entries')).body;
    expect(data[0]).toMatchObject({ kind: 'expiry', amount: -100, balanceAfter: 30 });
  });

  it('lets a game server see the wallet of its players', async () => {
    const player = await drinker(1);
    const answer = await fetch(`${service.url}/v1/server/players/${player.id}/wallet`, {
      headers: { authorization: 'Bearer sk_demo' },
    });
    expect(await answer.json()).toEqual((await player.send('/wallet')).body);
    const sandbox = await fetch(`${service.url}/v1/server/players/${player.id}/wallet`, {
      headers: { authorization: 'Bearer sk_demo_sandbox' },
    });
    expect(sandbox.status).toBe(404);
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
