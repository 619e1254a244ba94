import type { Fetch } from '../../sdk/src/http.js';
import { MemoryStorage } from '../../sdk/src/testing/memory-storage.js';
import { TEST_DATABASES } from '../support/databases.js';
import { type PlayerOptions, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const DAY_MS = 86_400_000;
const FULL_PACK = 500;
const POTION = 50;

/** What is wrong while the day lasts. */
interface Trouble {
  /** What comes instead of an answer of the service. */
  readonly network?: (real: () => Promise<Response>, signal: AbortSignal) => Promise<Response>;
  /** There is nothing to wait for. */
  readonly silent?: true;
  readonly clock?: (now: number) => number;
  readonly storage?: (storage: MemoryStorage) => void;
}

const says = (body: string, status = 200, headers: Record<string, string> = {}) => ({
  network: async () =>
    new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } }),
});
const portal = '<!doctype html><title>Hotel</title><h1>Please sign in</h1>';
const never = (signal: AbortSignal) =>
  new Promise<Response>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
let ticks = 0;

/**
 * Name, trouble, and what a game is told: of a top-up and of a purchase that begin on such a day,
 * and of a top-up whose payment was made just before it began.
 */
const DAYS: readonly (readonly [string, Trouble, string, string, string])[] = [
  ['a hotel answers with its page', says(portal), 'unavailable', 'pending', 'pending'],
  ['a proxy answers 502 in HTML', says(portal, 502), 'unavailable', 'pending', 'pending'],
  ['a proxy answers 404 in HTML', says(portal, 404), 'unavailable', 'pending', 'pending'],
  ['answers are empty', says(''), 'unavailable', 'pending', 'pending'],
  ['answers are cut off', says('{"status":"comp'), 'unavailable', 'pending', 'pending'],
  ['429', says('', 429, { 'retry-after': '3600' }), 'unavailable', 'pending', 'pending'],
  [
    '503 until a date',
    says('', 503, { 'retry-after': new Date(Date.now() + DAY_MS).toUTCString() }),
    'unavailable',
    'pending',
    'pending',
  ],
  ['503 of a proxy', says(portal, 503), 'unavailable', 'pending', 'pending'],
  [
    'nobody is there',
    { network: () => Promise.reject(new TypeError('refused')) },
    'offline',
    'pending',
    'pending',
  ],
  [
    'no answer ever comes',
    { silent: true, network: (_, signal) => never(signal) },
    'timeout',
    'pending',
    'pending',
  ],
  [
    'each answer is lost after the work is done',
    {
      network: async (real) => {
        await real();
        throw new TypeError('lost');
      },
    },
    'offline',
    'pending',
    'pending',
  ],
  [
    'the storage is full',
    {
      storage: (storage) => {
        storage.full = true;
      },
    },
    'credited',
    'completed',
    'credited',
  ],
  [
    'the storage is blocked',
    {
      storage: (storage) => {
        storage.full = true;
        storage.unreadable = true;
      },
    },
    'credited',
    'completed',
    'credited',
  ],
  [
    'the clock is two days ahead',
    { clock: (now) => now + 2 * DAY_MS },
    'credited',
    'completed',
    'credited',
  ],
  [
    'the clock is two days behind',
    { clock: (now) => now - 2 * DAY_MS },
    'credited',
    'completed',
    'credited',
  ],
  [
    'the clock stands still',
    { clock: () => 1_700_000_000_000 },
    'credited',
    'completed',
    'credited',
  ],
  [
    'the clock jumps to and fro',
    { clock: (now) => now + (ticks++ % 2 ? 2 : -2) * DAY_MS },
    'credited',
    'intent_expired', // for it says that days went by; nothing is charged
    'credited',
  ],
];

/** How the app is opened again afterwards: what its device still has. */
const AFTERWARDS: readonly (readonly [string, (storage: MemoryStorage) => void])[] = [
  ['what it kept', () => {}],
  [
    'nothing of what it kept but who it is',
    (storage) => {
      for (const key of [...storage.values.keys()])
        if (!/:guest$|:device$/.test(key)) storage.values.delete(key);
    },
  ],
  [
    'half of a queue that was being written',
    (storage) => {
      for (const [key, value] of [...storage.values])
        if (!/:guest$|:device$/.test(key))
          storage.values.set(key, value.slice(0, value.length / 2));
    },
  ],
];

describe('a bad day', () => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(TEST_DATABASES[0]!);
  });
  afterAll(() => service?.close());

  /** A player with a full pack, on a device whose days can go bad. */
  async function openDevice(timeoutMs = 5_000) {
    const storage = new MemoryStorage();
    let trouble: Trouble = {};
    let paid = () => {};
    const fetchOfTheDay: Fetch = (input, init) => {
      const real = () => fetch(input as string, init as RequestInit);
      const { network } = trouble;
      return network ? network(real, init!.signal as AbortSignal) : real();
    };
    const options: PlayerOptions = {
      storage,
      fetch: fetchOfTheDay,
      now: () => (trouble.clock ?? Number)(Date.now()),
      timeoutMs,
      retries: 1,
      retryDelayMs: 5,
      confirm: async () => {
        paid();
        return true;
      },
    };
    const player = await signIn(service, options);
    await player.client.topUp('gems_500');
    return {
      player,
      storage,
      options,
      begin(next: Trouble) {
        trouble = next;
        next.storage?.(storage);
      },
      afterPayment(work: () => void) {
        paid = work;
      },
      end() {
        trouble = {};
        storage.full = false;
        storage.unreadable = false;
        paid = () => {};
      },
    };
  }
  type Device = Awaited<ReturnType<typeof openDevice>>;

  /** Opens the app again on a good day, and counts what became of everything. */
  async function expectNothingLost(device: Device, accountToken: string) {
    const { client } = await signIn(service, device.options);
    expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
    const query = `accountToken=${accountToken}&limit=100`;
    const answer = await fetch(`${service.simulatorUrl}/control/purchases?${query}`);
    const { data: sold } = (await answer.json()) as { data: { id: string; finished: boolean }[] };
    expect(sold.filter(({ finished }) => !finished)).toEqual([]);
    const [wallet, orders, entries] = await Promise.all([
      client.wallet.get(),
      client.orders({ limit: 100 }),
      client.entries({ limit: 100 }),
    ]);
    if (wallet.status !== 'ok' || orders.status !== 'ok' || entries.status !== 'ok')
      throw new Error('the good day is not one');
    const topUps = entries.data.filter(({ kind }) => kind === 'topup');
    expect(topUps).toHaveLength(sold.length);
    const left = sold.length * FULL_PACK - orders.data.length * POTION;
    expect(wallet.wallet.balances.GEM).toMatchObject({ total: left });
    return { sold: sold.length, orders: orders.data.length };
  }

  const tokenOf = ({ player }: Device) => player.accountToken;

  it.each(DAYS)('%s: honest words, and nothing is lost', async (_, trouble, ...told) => {
    const device = await openDevice(trouble.silent ? 400 : undefined);
    const { client } = device.player;
    const accountToken = tokenOf(device);
    const queues: { pending: number; durable: boolean }[] = [];
    client.on('queue', (queue) => queues.push(queue));
    device.begin(trouble);
    const topUp = await client.topUp('gems_500');
    const buy = await client.buy({
      offer: 'potion',
      expectedPrice: { currency: 'GEM', amount: 50 },
    });
    device.end();
    expect(await client.flush()).toEqual({ status: 'flushed', pending: 0 });
    device.afterPayment(() => device.begin(trouble));
    const late = await client.topUp('gems_500');
    device.end();
    expect([topUp.status, buy.status, late.status]).toEqual(told);
    if (trouble.storage) expect(queues.some(({ durable }) => !durable)).toBe(true);
    // A top-up that was refused a sheet sold nothing.
    const sold = 2 + (told[0] === 'credited' ? 1 : 0);
    // What was kept is bought as soon as the day is over; what was called off never is.
    const orders = buy.status === 'intent_expired' ? 0 : 1;
    expect(await expectNothingLost(device, accountToken)).toEqual({ sold, orders });
  });

  it.each(AFTERWARDS)('after which the app finds %s', async (_, change) => {
    const device = await openDevice();
    const { client } = device.player;
    const accountToken = tokenOf(device);
    device.afterPayment(() => device.begin(says(portal)));
    const late = await client.topUp('gems_500');
    const buy = await client.buy({
      offer: 'potion',
      expectedPrice: { currency: 'GEM', amount: 50 },
    });
    expect([late.status, buy.status]).toEqual(['pending', 'pending']);
    client.dispose();
    device.end();
    change(device.storage);
    // A payment is always found; an order that was never sent may be forgotten, and costs nothing.
    expect((await expectNothingLost(device, accountToken)).sold).toBe(2);
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
