import { createClient } from './client.js';
import type { WalletView } from './shapes.js';
import { DRAGON, POTION, problem } from './testing/fake-server.js';
import { settled, setUp } from './testing/set-up.js';

/** A client with 500 GEM whose orders do not get through until `open` is called. */
async function cutOff(more: Parameters<typeof setUp>[0] = {}) {
  const world = setUp({ retries: 0, ...more });
  await world.client.topUp('gems_500');
  world.server.intercept = ({ path }) =>
    path === '/v1/orders' ? problem(503, 'overloaded') : undefined;
  const open = () => {
    world.server.intercept = () => undefined;
  };
  return { ...world, open };
}

test('a purchase shows at once and comes off the wallet once', async () => {
  const { client, open } = await cutOff();
  const views: WalletView[] = [];
  client.on('view', (view) => views.push(view));
  expect(await client.buy(POTION, { quantity: 2 })).toMatchObject({ status: 'pending' });
  expect(client.wallet.current).toMatchObject({ balances: { GEM: { total: 500 } } });
  expect(client.wallet.view).toMatchObject({
    balances: { GEM: 400 },
    buying: [{ offer: 'potion', quantity: 2 }],
  });
  open();
  await client.flush();
  await settled();
  expect(client.wallet.view).toEqual({ seq: 2, balances: { GEM: 400 }, buying: [] });
  expect(new Set(views.map(({ balances }) => balances.GEM))).toEqual(new Set([400]));
});

test('what is refused rolls back by itself', async () => {
  const { client, open } = await cutOff();
  await client.buy({ offer: 'potion', expectedPrice: { currency: 'GEM', amount: 1 } });
  expect(client.wallet.view?.balances).toEqual({ GEM: 499 });
  open();
  await client.flush();
  expect(client.wallet.view).toEqual({ seq: 1, balances: { GEM: 500 }, buying: [] });
});

test('what another life left open is in the view again', async () => {
  const { client, options } = await cutOff();
  await client.buy(DRAGON);
  const next = createClient(options);
  expect(next.wallet.view).toBeUndefined();
  await next.start();
  await next.wallet.get();
  expect(next.wallet.view).toMatchObject({ balances: { GEM: 200 }, buying: [{ offer: 'dragon' }] });
});

test('an order that could not be sent in time is never charged later', async () => {
  let time = 1_000_000;
  const { client, server, open } = await cutOff({ now: () => time });
  const heard: string[] = [];
  client.on('order', ({ result }) => heard.push(result.status));
  await client.buy(DRAGON);
  time += 60_001;
  open();
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
  await settled();
  expect(heard).toEqual(['pending', 'intent_expired']);
  expect(server.orders).toEqual([]);
});

test.each([
  [{ validForMs: 600_000 }, 599_000, 1],
  [{ validForMs: 1_000 }, 1_001, 0],
  [{ validForMs: Number.POSITIVE_INFINITY }, 1e12, 1],
])('with %j and %d ms later, %d orders are carried out', async (choice, later, orders) => {
  let time = 1_000_000;
  const { options, client, server, open } = await cutOff({ now: () => time });
  await client.buy(DRAGON, choice);
  time += later;
  open();
  await createClient(options).start();
  expect(server.orders).toHaveLength(orders);
});

test('an order that the server has is found again however late', async () => {
  let time = 1_000_000;
  const { client, server, options } = setUp({ retries: 0, now: () => time });
  await client.topUp('gems_500');
  const deaf = createClient({
    ...options,
    fetch: async (url, init) => {
      const answer = await server.fetch(url, init);
      if (url.endsWith('/v1/orders')) throw new TypeError('answer lost');
      return answer;
    },
  });
  expect(await deaf.buy(POTION)).toMatchObject({ status: 'pending' });
  time += 86_400_000;
  const next = createClient(options);
  const heard: string[] = [];
  next.on('order', ({ result }) => heard.push(result.status));
  await next.start();
  await settled();
  expect(heard).toEqual(['completed']);
  expect(server.orders).toHaveLength(1);
});

test('a quote is bought as it is, without a price of the game', async () => {
  const { client, server } = setUp();
  await client.topUp('gems_500');
  const quoted = await client.quote(POTION, { quantity: 3 });
  if (quoted.status !== 'ok') throw new Error(quoted.status);
  expect(await client.buy(quoted.quote)).toMatchObject({ status: 'completed' });
  expect(JSON.parse(server.sent('/v1/orders')[0]!.body as string)).toEqual({
    offer: 'potion',
    quantity: 3,
    quote: 'quote of potion',
  });
  expect(await client.quote('none')).toMatchObject({ status: 'refused' });
});

test('the sheet opens only when the server would take the payment', async () => {
  const { client, server, store } = setUp();
  server.mayBuy = false;
  expect(await client.check('gems_500')).toMatchObject({ status: 'ok', check: { allowed: false } });
  expect(await client.topUp('gems_500')).toMatchObject({ status: 'not_allowed' });
  server.intercept = ({ path }) =>
    path === '/v1/topups/checks' ? problem(503, 'overloaded') : undefined;
  expect(await client.topUp('gems_500')).toMatchObject({ status: 'unavailable' });
  expect(store.unfinished.size + store.finished.length).toBe(0);
});

test('limits are read and written', async () => {
  const { client } = setUp();
  const limits = { daily: { currency: 'USD', micros: 5_000_000 }, monthly: null };
  expect(await client.limits.get()).toMatchObject({ status: 'ok', limits: { daily: null } });
  expect(await client.limits.set(limits)).toEqual({ status: 'ok', limits });
});

test('an erased guest comes back as somebody new', async () => {
  const { client, server } = setUp();
  await client.start();
  const [before] = server.players.keys();
  expect(await client.erase()).toEqual({ status: 'erased' });
  expect(await client.start()).toMatchObject({ status: 'signed_in' });
  expect([...server.players.keys()]).not.toContain(before);
});

test('a clock that is two days wrong counts down by the time of the server', async () => {
  const truth = Date.parse('2026-06-01T12:00:00Z');
  const { client, server } = setUp({ now: () => truth - 2 * 86_400_000 });
  const { fetch } = server;
  const dated = createClient({
    url: 'https://till.example',
    key: 'pk_demo',
    now: () => truth - 2 * 86_400_000,
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      const get = (name: string) =>
        name === 'date' ? new Date(truth).toUTCString() : answer.headers.get(name);
      return { ...answer, headers: { get } };
    },
  });
  await dated.catalog.get();
  expect(Math.abs(dated.now() - truth)).toBeLessThan(1_000);
  await client.catalog.get();
  expect(client.now()).toBe(truth - 2 * 86_400_000);
});
