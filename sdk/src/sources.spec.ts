import { createClient } from './client.js';
import type { TopUpResult } from './results.js';
import type { PurchaseSource } from './source.js';
import { capgoOn, cdvOn, DeviceStore, openIapOn } from './testing/fake-plugins.js';
import { FakeServer } from './testing/fake-server.js';
import { MemoryStorage } from './testing/memory-storage.js';
import { settled } from './testing/set-up.js';

type Plug = (device: DeviceStore, os: 'ios' | 'android') => PurchaseSource;

const DEVICES = Object.entries<Plug>({ cdv: cdvOn, openIap: openIapOn, capgo: capgoOn }).flatMap(
  ([name, plug]) => (['ios', 'android'] as const).map((os) => ({ name, plug, os })),
);

describe.each(DEVICES)('$name on $os', ({ name, plug, os }) => {
  let device: DeviceStore;
  let server: FakeServer;
  let storage: MemoryStorage;
  let heard: TopUpResult[];
  /** Ids that the store was told to finish before the server had them. */
  let early: string[];
  beforeEach(() => {
    device = new DeviceStore();
    server = new FakeServer();
    storage = new MemoryStorage();
    early = [];
    const { finish } = device;
    device.finish = (id) => {
      if (!server.credited.has(id.split('|')[0]!)) early.push(id);
      return finish.call(device, id);
    };
  });

  /** The app starts on this device; what it was before is dead. */
  async function life(auth?: () => Promise<string>) {
    device.die();
    const client = createClient({
      url: 'https://till.example',
      key: 'pk_demo',
      storage,
      fetch: server.fetch,
      source: plug(device, os),
      retries: 0,
      timeoutMs: 100,
      ...(auth && { auth: { kind: 'identity' as const, getToken: auth } }),
    });
    heard = [];
    client.on('topup', ({ result }) => heard.push(result));
    await client.start();
    return client;
  }
  const states = () => device.payments.map(({ state }) => state);

  test('credits a payment and finishes it afterwards', async () => {
    const client = await life();
    expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited' });
    await settled();
    expect(states()).toEqual(['finished']);
    expect(early).toEqual([]);
  });

  test('names the player to the store, and the next one after a change of account', async () => {
    let token = 'ada';
    const client = await life(async () => token);
    await client.topUp('gems_500');
    expect(device.asked).toMatchObject({ token: 'account of player_ada' });
    await client.signOut();
    token = 'bob';
    await client.start();
    await client.topUp('gems_500');
    expect(device.asked).toMatchObject({ token: 'account of player_bob' });
    expect([...server.credited.values()]).toEqual(['player_ada', 'player_bob']);
  });

  test.each([
    ['cancels', 'cancelled'],
    ['waits', 'deferred'],
    ['fails', 'store_error'],
  ] as const)('a sheet that %s is %s and credits nothing', async (mood, status) => {
    const client = await life();
    device.mood = mood;
    expect(await client.topUp('gems_500')).toMatchObject({ status });
    expect(server.credited.size).toBe(0);
  });

  test('a payment that was approved later arrives by itself', async () => {
    const client = await life();
    device.mood = 'waits';
    await client.topUp('gems_500');
    const [paid] = device.payments;
    expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
    paid!.state = 'paid';
    if (name === 'capgo' && os === 'ios') await client.flush();
    else await device.tell(paid!);
    await client.flush();
    expect(server.credited.size).toBe(1);
    expect(states()).toEqual(['finished']);
  });

  test('a payment whose app died is credited by the next life, once', async () => {
    const client = await life();
    device.tells = false;
    client.topUp('gems_500');
    while (!device.payments.length) await settled();
    expect(server.credited.size).toBe(0);
    await life();
    await settled();
    expect(heard).toMatchObject([{ status: 'credited' }]);
    expect(states()).toEqual(['finished']);
    expect(early).toEqual([]);
  });

  test('what is owned already was paid before, and is credited', async () => {
    const client = await life();
    const { accountToken } = JSON.parse(storage.values.get('gemtill:pk_demo:guest')!);
    device.pay(os === 'ios' ? 'com.example.gems500' : 'gems_500', accountToken);
    device.mood = 'owns';
    expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited' });
    expect(states()).toEqual(['finished']);
  });

  test('a payment that is told many times is credited once', async () => {
    const client = await life();
    await client.topUp('gems_500');
    if (!(name === 'capgo' && os === 'ios'))
      await Promise.all([device.tell(device.payments[0]!), device.tell(device.payments[0]!)]);
    await client.flush();
    expect((await client.flush()).status).toBe('flushed');
    expect([...server.players.values()].map(({ gems }) => gems)).toEqual([500]);
  });

  test('what the server finished first is no error', async () => {
    const client = await life();
    const { fetch } = server;
    server.intercept = ({ path }) => {
      if (path === '/v1/topups') for (const paid of device.payments) paid.state = 'finished';
      return undefined;
    };
    expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited' });
    expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
    expect(fetch).toBe(server.fetch);
  });

  test('shows the prices of the store', async () => {
    const source = plug(device, os);
    const productIds = ['gems_500'];
    await source.init({ accountToken: 'one', productIds, onTransaction: async () => {} });
    expect(await source.products(productIds)).toEqual([
      { productId: 'gems_500', formatted: '4,99 €' },
    ]);
  });

  test('a plug-in that cannot connect is asked again', async () => {
    device.mood = 'fails';
    const client = await life();
    device.mood = 'pays';
    expect(await client.topUp('gems_500')).toMatchObject({ status: 'credited' });
  });
});

test.each(['ios', 'android'] as const)(
  'on %s a look-up that fails after "already owned" ends the sheet as well',
  async (os) => {
    const device = new DeviceStore();
    const source = openIapOn(device, os);
    await source.init({ accountToken: 'one', productIds: [], onTransaction: async () => {} });
    device.mood = 'owns';
    device.open = () => {
      throw new Error('no connection');
    };
    expect(await source.purchase('gems_500')).toMatchObject({
      status: 'store_error',
      code: 'already-owned',
    });
  },
);

test('on iOS a payment that Capgo finished by itself is written down before anything else', async () => {
  const device = new DeviceStore();
  const kept: string[] = [];
  const source = capgoOn(device, 'ios');
  await source.init({
    accountToken: 'one',
    productIds: [],
    onTransaction: async ({ transactionId }) => void kept.push(transactionId),
  });
  const paid = device.pay('gems_500', 'one');
  const told = device.tell(paid);
  expect(kept).toEqual(['t1']);
  await told;
});
