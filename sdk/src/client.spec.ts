import { createClient } from './client.js';
import type { BuyResult, TopUpResult } from './results.js';
import { DRAGON, POTION, problem } from './testing/fake-server.js';
import { settled, setUp } from './testing/set-up.js';

test('a paid product becomes gems, gems become an item, and the item is used up', async () => {
  const { client, store, server } = setUp();
  expect(await client.start()).toMatchObject({ status: 'signed_in' });
  expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited', finish: true });
  expect(store.finished).toEqual(['t1']);
  expect(await client.buy(POTION, { quantity: 2 })).toMatchObject({
    status: 'completed',
    order: { offer: 'potion', quantity: 2 },
    wallet: { balances: { GEM: { total: 400 } } },
  });
  expect(await client.consume('potion')).toMatchObject({ status: 'consumed' });
  expect(client.wallet.current).toMatchObject({ balances: { GEM: { total: 400 } } });
  expect(server.sent('/v1/orders')).toHaveLength(1);
});

test('each named refusal is a status of its own and leaves nothing in the queue', async () => {
  const { client } = setUp();
  const wrong = { offer: 'dragon', expectedPrice: { currency: 'GEM', amount: 1 } };
  expect(await client.buy(DRAGON)).toMatchObject({
    status: 'insufficient_balance',
    problem: { missing: 300 },
  });
  expect(await client.buy(wrong)).toMatchObject({ status: 'price_changed' });
  expect(await client.buy({ ...wrong, offer: 'none' })).toMatchObject({
    status: 'offer_unavailable',
  });
  expect(await client.consume('potion')).toMatchObject({
    status: 'insufficient_items',
    problem: { retryable: false },
  });
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
});

test('a quantity that is not a whole number above zero is a programmer error', async () => {
  const { client, server } = setUp();
  for (const quantity of [0, -1, 0.5, Number.NaN])
    await expect(client.buy(POTION, { quantity })).rejects.toThrow(TypeError);
  expect(server.calls).toEqual([]);
});

test('a purchase whose answer was lost is settled under the same key by the next client', async () => {
  const { client, server, options } = setUp({ retries: 0 });
  await client.topUp('gems_500');
  const { fetch } = server;
  const deaf = createClient({
    ...options,
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      if (url.endsWith('/v1/orders')) throw new TypeError('answer lost');
      return answer;
    },
  });
  expect(await deaf.buy(POTION)).toMatchObject({ status: 'pending', cause: 'offline' });
  const next = createClient(options);
  const heard: BuyResult[] = [];
  next.on('order', ({ result }) => heard.push(result));
  await next.start();
  expect(heard).toMatchObject([{ status: 'completed' }]);
  const keys = server.sent('/v1/orders').map((call) => call.headers['Idempotency-Key']);
  expect(keys).toEqual([keys[0], keys[0]]);
  expect(server.orders).toHaveLength(1);
});

test('two purchases of one offer are two intents', async () => {
  const { client, server } = setUp();
  await client.topUp('gems_500');
  await Promise.all([client.buy(POTION), client.buy(POTION)]);
  expect(new Set(server.orders.map(({ key }) => key)).size).toBe(2);
});

test('many calls with an expired token refresh it once', async () => {
  const { client, server } = setUp();
  await client.start();
  server.expireAccessTokens();
  const answers = await Promise.all([client.wallet.get(), client.orders(), client.entries()]);
  expect(answers.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect(server.sent('/v1/sessions/refresh')).toHaveLength(1);
});

test('a guest whose refresh token was revoked signs in again as the same player', async () => {
  const { client, server } = setUp();
  await client.start();
  server.expireAccessTokens();
  server.revokeRefreshTokens();
  expect(await client.wallet.get()).toMatchObject({ status: 'ok' });
  expect(server.sent('/v1/sessions')).toHaveLength(2);
  expect(server.players.size).toBe(1);
});

test('after signing out nothing is sent until the next start', async () => {
  const { client, server } = setUp();
  await client.start();
  expect(await client.signOut()).toEqual({ status: 'signed_out', revoked: true });
  const before = server.calls.length;
  expect(await client.wallet.get()).toEqual({ status: 'unauthenticated', code: 'signed_out' });
  expect(server.calls).toHaveLength(before);
  expect(await client.start()).toMatchObject({ status: 'signed_in' });
});

test('one account never sends the purchases of another', async () => {
  let token = 'ada';
  const { server, options } = setUp({
    retries: 0,
    auth: { kind: 'identity', getToken: async () => token },
  });
  const client = createClient(options);
  await client.start();
  server.intercept = ({ path }) => (path === '/v1/orders' ? problem(503, 'overloaded') : undefined);
  expect(await client.buy(POTION)).toMatchObject({ status: 'pending', cause: 'unavailable' });
  await client.signOut();
  server.intercept = () => undefined;
  token = 'bob';
  await client.start();
  expect(server.sent('/v1/orders')).toHaveLength(1);
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 1 });
});

test('a payment of another account waits for its owner and is not finished', async () => {
  let token = 'ada';
  const { client, store, server } = setUp({
    auth: { kind: 'identity', getToken: async () => token },
  });
  store.pay('com.example.gems500', 'account of player_bob');
  const heard: TopUpResult[] = [];
  client.on('topup', ({ result }) => heard.push(result));
  await client.start();
  expect(heard).toMatchObject([{ status: 'rejected', code: 'receipt_account_mismatch' }]);
  expect(store.finished).toEqual([]);
  await client.signOut();
  token = 'bob';
  await client.start();
  expect(store.finished).toEqual(['t1']);
  expect(server.credited.get('t1')).toBe('player_bob');
});

test.each([
  ['forged', 'receipt_invalid', false],
  ['refunded', 'purchase_revoked', true],
])('a %s payment is rejected for good with %s', async (productId, code, finish) => {
  const { client, server } = setUp({ source: undefined });
  await client.start();
  const owner = [...server.players.keys()][0];
  const proof = `t9|account of ${owner}|${productId}`;
  expect(await client.claim({ store: 'apple', proof })).toMatchObject({
    status: 'rejected',
    code,
    finish,
  });
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
});

test.each(['pending', 'verifying'])('a %s payment is kept until it is decided', async (status) => {
  const { client, server, store } = setUp();
  const undecided = { status, payment: { id: 'payment_1', status }, granted: {}, finish: false };
  server.intercept = ({ path }) =>
    path === '/v1/topups' ? { status: 202, body: undecided } : undefined;
  expect(await client.topUp('gems_500')).toMatchObject({ status: 'pending', cause: status });
  expect(store.finished).toEqual([]);
  server.intercept = () => undefined;
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
  expect(store.finished).toEqual(['t1']);
});

test('a transaction that Apple signed anew is sent under a new key', async () => {
  const { client, server, store } = setUp();
  await client.start();
  await client.topUp('gems_500');
  const [first] = server.sent('/v1/topups');
  const { proof } = JSON.parse(first!.body as string);
  store.unfinished.set('t1', {
    store: 'apple',
    transactionId: 't1',
    productId: 'com.example.gems500',
    proof: `${proof}|signed later`,
  });
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
  expect(store.unfinished.size).toBe(0);
});

test('an older wallet never overwrites a newer one', async () => {
  const { client, server } = setUp();
  await client.topUp('gems_500');
  const stale = { seq: 0, balances: {} };
  server.intercept = ({ path }) =>
    path === '/v1/wallet' ? { status: 200, body: stale } : undefined;
  const seen: number[] = [];
  client.on('wallet', ({ seq }) => seen.push(seq));
  expect(await client.wallet.get()).toMatchObject({ wallet: { seq: 1 } });
  expect(client.wallet.current?.seq).toBe(1);
  await settled();
  expect(seen).toEqual([]);
});

test('HTML instead of JSON is an unavailable service, and the purchase stays open', async () => {
  const { client, server } = setUp({ retries: 0 });
  await client.start();
  server.intercept = () => ({ status: 200, body: '<html>log in to the wifi</html>' });
  expect(await client.wallet.get()).toMatchObject({ status: 'unavailable' });
  expect(await client.buy(POTION)).toMatchObject({ status: 'pending', cause: 'unavailable' });
  server.intercept = () => ({ status: 404, body: '<html>not found</html>' });
  expect(await client.flush()).toEqual({ status: 'flushed', pending: 1 });
});

test('503 with Retry-After is repeated when it is due, and a long wait is left to the caller', async () => {
  const { client, server } = setUp();
  await client.start();
  let busy = 1;
  const overloaded = { ...problem(503, 'overloaded'), headers: { 'retry-after': '0.05' } };
  server.intercept = () => (busy-- > 0 ? overloaded : undefined);
  const before = Date.now();
  expect(await client.wallet.get()).toMatchObject({ status: 'ok' });
  expect(Date.now() - before).toBeGreaterThanOrEqual(45);
  server.intercept = () => ({ ...overloaded, headers: { 'retry-after': '60' } });
  expect(await client.wallet.get()).toMatchObject({ status: 'unavailable', retryAfterMs: 60_000 });
});

test('a request in flight elsewhere is asked for again, and a dead service is given up on', async () => {
  const { client, server } = setUp({ retries: 2 });
  await client.topUp('gems_500');
  let busy = 1;
  server.intercept = () => (busy-- > 0 ? problem(409, 'idempotency_in_progress') : undefined);
  expect(await client.buy(POTION)).toMatchObject({ status: 'completed' });
  const before = server.calls.length;
  server.intercept = () => problem(500, 'internal');
  expect(await client.wallet.get()).toMatchObject({ status: 'unavailable', code: 'internal' });
  expect(server.calls).toHaveLength(before + 3);
});

test('a hanging request times out', async () => {
  const { client } = setUp({
    retries: 0,
    timeoutMs: 20,
    fetch: (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  expect(await client.start()).toEqual({ status: 'timeout' });
});

test('the catalog is asked for once, revalidated when due, and shown stale without a server', async () => {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const { client, server } = setUp({ now: () => time, retries: 0 });
  server.catalog.nextChangeAt = '2026-01-01T00:00:10.000Z';
  expect(await client.catalog.get()).toMatchObject({ status: 'ok', stale: false });
  await client.catalog.get();
  expect(server.sent('/v1/catalog')).toHaveLength(1);
  time += 10_000;
  expect(await client.catalog.get()).toMatchObject({ catalog: { version: 'catalog_1' } });
  expect(server.sent('/v1/catalog')[1]?.headers['If-None-Match']).toBe('"catalog_1"');
  server.intercept = () => problem(503, 'overloaded');
  expect(await client.catalog.get({ fresh: true })).toMatchObject({ status: 'ok', stale: true });
});

test('a subscription ends when asked to', async () => {
  const { client } = setUp();
  const seen: unknown[] = [];
  const end = client.on('auth', (state) => seen.push(state));
  await client.start();
  await settled();
  end();
  await client.signOut();
  await settled();
  expect(seen).toHaveLength(1);
});
