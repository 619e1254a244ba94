import { callFaults } from './faults.js';
import { serviceAccountInTest } from './google/client-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from './simulator-in-test.js';

const google = '/androidpublisher/v3/applications/com.example.demo';
const apple = '/production/inApps';

/**
 * One request for each endpoint of the stores. Faults come before anybody is asked who they are.
 */
const requests: Record<string, [method: string, path: string]> = {
  'google.token': ['POST', '/token'],
  'google.productsv2': ['GET', `${google}/purchases/productsv2/tokens/t`],
  'google.products': ['GET', `${google}/purchases/products/p/tokens/t`],
  'google.acknowledge': ['POST', `${google}/purchases/products/p/tokens/t:acknowledge`],
  'google.consume': ['POST', `${google}/purchases/products/p/tokens/t:consume`],
  'google.voidedpurchases': ['GET', `${google}/purchases/voidedpurchases`],
  'google.orders': ['GET', `${google}/orders/o`],
  'google.refund': ['POST', `${google}/orders/o:refund`],
  'google.reviewrefund': ['POST', `${google}/orders/o:reviewrefund`],
  'google.subscriptionsv2': ['GET', `${google}/purchases/subscriptionsv2/tokens/t`],
  'google.certs': ['GET', '/oauth2/v3/certs'],
  'apple.transaction': ['GET', `${apple}/v1/transactions/1`],
  'apple.finish': ['POST', `${apple}/v1/transactions/1/finish`],
  'apple.accountToken': ['PUT', `${apple}/v1/transactions/1/appAccountToken`],
  'apple.appTransaction': ['GET', `${apple}/v1/transactions/appTransactions/1`],
  'apple.order': ['GET', `${apple}/v1/lookup/M1`],
  'apple.history': ['GET', `${apple}/v2/history/1`],
  'apple.refunds': ['GET', `${apple}/v2/refund/lookup/1`],
  'apple.consumption': ['PUT', `${apple}/v2/transactions/consumption/1`],
  'apple.notificationHistory': ['POST', `${apple}/v1/notifications/history`],
  'apple.testNotification': ['POST', `${apple}/v1/notifications/test`],
  'apple.subscriptions': ['GET', `${apple}/v1/subscriptions/1`],
  'apple.verifyReceipt': ['POST', '/sandbox/verifyReceipt'],
  'apple.ocsp': ['POST', '/ocsp'],
};
const endpoint = 'google.certs';

describe('A store that fails', () => {
  let simulator: SimulatorInTest;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
  });
  afterAll(() => simulator.close());
  // What goes wrong on purpose is no failure of the simulator.
  const complaints = jest.spyOn(console, 'error');
  afterEach(async () => {
    await simulator.control.healStores();
    expect(complaints).not.toHaveBeenCalled();
  });

  const ask = (name: string, signal?: AbortSignal) => {
    const [method, path] = requests[name]!;
    return fetch(simulator.url + path, { method, ...(signal && { signal }) });
  };

  it.each(Object.keys(requests))(
    'answers at %s as it is told to, and nowhere else',
    async (name) => {
      await simulator.control.breakStore({ endpoint: name, kind: 'status', status: 598 });
      expect((await ask(name)).status).toBe(598);
      const other = name === 'apple.ocsp' ? 'google.token' : 'apple.ocsp';
      expect((await ask(other)).status).not.toBe(598);
    },
  );

  it('can fail at every endpoint that the control surface names', async () => {
    const { data } = await simulator.control.call<{ data: Record<string, string[]> }>(
      'GET',
      '/faults/kinds',
    );
    const named = Object.keys(data).filter((name) => !/\*|notification$/.test(name));
    expect(named.sort()).toEqual(Object.keys(requests).sort());
    expect(data['*']).toEqual([...callFaults]);
  });

  it('can be one store alone, or both', async () => {
    const { control } = simulator;
    await control.breakStore({ endpoint: 'google.*', kind: 'status', status: 598 });
    expect((await ask('google.orders')).status).toBe(598);
    expect((await ask('apple.history')).status).toBe(401);
    await control.healStores();
    await control.breakStore({ endpoint: '*', kind: 'status', status: 598, times: 2 });
    expect((await ask('google.orders')).status).toBe(598);
    expect((await ask('apple.history')).status).toBe(598);
    expect((await ask('apple.history')).status).toBe(401);
  });

  it.each(['outage', 'lost_answer'] as const)('breaks the connection by %s', async (kind) => {
    await simulator.control.breakStore({ endpoint, kind });
    await expect(ask(endpoint)).rejects.toThrow('fetch failed');
  });

  it('answers with garbage, with good JSON of another shape, or with a page', async () => {
    const broken = async (kind: 'garbage' | 'schema' | 'html') => {
      await simulator.control.breakStore({ endpoint, kind, times: 1 });
      const response = await ask(endpoint);
      expect(response.status).toBe(200);
      return { type: response.headers.get('content-type'), text: await response.text() };
    };
    const garbage = await broken('garbage');
    expect(garbage.type).toContain('application/json');
    expect(() => JSON.parse(garbage.text)).toThrow();
    expect(JSON.parse((await broken('schema')).text)).not.toHaveProperty('keys');
    expect(await broken('html')).toMatchObject({
      type: expect.stringContaining('text/html'),
      text: expect.stringContaining('<!doctype html>'),
    });
  });

  it('answers with fifty megabytes', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'oversize' });
    const response = await ask(endpoint);
    let bytes = 0;
    for await (const chunk of response.body!) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(50 * 1024 * 1024);
  });

  it('answers a byte a second, for as long as somebody listens', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'slow' });
    const patience = new AbortController();
    const response = await ask(endpoint, patience.signal);
    const reader = response.body!.getReader();
    const started = Date.now();
    expect((await reader.read()).value).toHaveLength(1);
    expect((await reader.read()).value).toHaveLength(1);
    expect(Date.now() - started).toBeGreaterThan(800);
    patience.abort();
  });

  it('waits, and then does what else it is told to', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'latency', latencyMs: 200 });
    await simulator.control.breakStore({ endpoint, kind: 'status', status: 598 });
    const started = Date.now();
    expect((await ask(endpoint)).status).toBe(598);
    expect(Date.now() - started).toBeGreaterThanOrEqual(195);
  });

  it.each(callFaults.filter((kind) => !['lost_answer', 'latency'].includes(kind)))(
    'does nothing of what it was asked when it suffers %s',
    async (kind) => {
      const { id } = await simulator.control.buy({ store: 'google', productId: 'p' });
      const { google } = await simulator.control.credentials();
      const { token } = await serviceAccountInTest(google).getAccessToken();
      const acknowledge = () =>
        fetch(`${simulator.url}${requests['google.acknowledge']![1].replace('/t:', `/${id}:`)}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(500),
        }).then((response) => response.text());
      await simulator.control.breakStore({ endpoint: 'google.acknowledge', kind, status: 503 });
      await acknowledge().catch(() => undefined);
      expect(await simulator.control.purchase(id)).toMatchObject({ acknowledged: false });
      await simulator.control.healStores();
      await acknowledge();
      expect(await simulator.control.purchase(id)).toMatchObject({ acknowledged: true });
    },
  );

  it('names at a quota what Apple names: the moment from which to ask again', async () => {
    const wish = { kind: 'status', status: 429, times: 1 } as const;
    await simulator.control.breakStore({ ...wish, endpoint: 'apple.history' });
    const limited = await ask('apple.history');
    expect(await limited.json()).toEqual({
      errorCode: 4290000,
      errorMessage: 'Rate limit exceeded.',
    });
    const from = Number(limited.headers.get('retry-after'));
    expect(from - Date.now()).toBeGreaterThan(50_000);
    expect(from - Date.now()).toBeLessThan(70_000);
    await simulator.control.breakStore({ ...wish, endpoint: 'google.orders', retryAfter: 7 });
    const google = await ask('google.orders');
    expect(google.headers.get('retry-after')).toBe('7');
    expect(await google.json()).toMatchObject({
      error: { code: 429, errors: [{ reason: 'rateLimitExceeded' }] },
    });
  });

  it('is healed of one fault, or of all', async () => {
    const { control } = simulator;
    const one = await control.breakStore({ endpoint, kind: 'status', status: 598 });
    const other = await control.breakStore({ endpoint, kind: 'status', status: 597 });
    expect(await control.call('GET', '/faults')).toEqual({ data: [one, other] });
    await control.call('DELETE', `/faults/${one.id}`);
    expect((await ask(endpoint)).status).toBe(597);
    await control.healStores();
    expect((await ask(endpoint)).status).toBe(200);
  });

  it.each([
    [{ endpoint: 'google.tokens', kind: 'outage' }],
    [{ endpoint: 'google.token', kind: 'tamper' }],
    [{ endpoint: 'google.token', kind: 'drop' }],
    [{ endpoint: '*', kind: 'duplicate' }],
    [{ endpoint: 'apple.notification', kind: 'oversize' }],
    [{ endpoint: 'apple.notification', kind: 'alg_none' }],
    [{ endpoint: 'google.notification', kind: 'forged_nested' }],
    [{ endpoint: 'google.notification', kind: 'delay' }],
    [{ endpoint: 'google.notification', kind: 'duplicate', copies: 1 }],
    [{ endpoint: '*', kind: 'status' }],
    [{ endpoint: '*', kind: 'status', status: 200 }],
    [{ endpoint: '*', kind: 'latency' }],
    [{ endpoint: '*', kind: 'outage', time: 1 }],
  ])('is not made to suffer what it cannot: %j', async (wish) => {
    await expect(simulator.control.breakStore(wish as never)).rejects.toThrow('422');
  });
});
