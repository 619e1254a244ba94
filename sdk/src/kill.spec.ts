import { type Client, createClient } from './client.js';
import type { Fetch } from './http.js';
import { DRAGON, FakeServer, POTION } from './testing/fake-server.js';
import { FakeStore } from './testing/fake-store.js';
import { MemoryStorage } from './testing/memory-storage.js';

const SEED = Number(process.env.SEED || Date.now() % 1e9);
const WORLDS = Number(process.env.WORLDS || 600);

/** mulberry32: small, seeded, good enough to choose where to die. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const never = () => new Promise<never>(() => {});

/** One device, its store and its server; the device dies and is started again. */
class World {
  readonly server = new FakeServer();
  readonly store = new FakeStore();
  readonly storage = new MemoryStorage();
  readonly early: string[] = [];
  readonly bought = new Map<string, number>();
  readonly intended: string[] = [];
  deaths = 0;

  constructor(
    private readonly random: () => number,
    private readonly lossy: boolean,
    private readonly calm = false,
  ) {}

  /** Lives until the script ends or the step counter meets its death. */
  async live(dieAt: number, script: (client: Client) => Promise<void>): Promise<void> {
    let steps = 0;
    let died = () => {};
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const step = async () => {
      if (++steps > dieAt) {
        died();
        await never();
      }
    };
    const client = createClient({
      url: 'https://till.example',
      key: 'pk_demo',
      fetch: this.network(step),
      storage: {
        getItem: (key) => this.storage.getItem(key),
        setItem: async (key, value) => {
          await step();
          this.storage.setItem(key, value);
          if (key.endsWith(':queue'))
            for (const intent of Object.values<{ key: string; kind: string }>(JSON.parse(value)))
              if (intent.kind === 'order' && !this.intended.includes(intent.key))
                this.intended.push(intent.key);
          await step();
        },
        removeItem: (key) => this.storage.removeItem(key),
      },
      source: this.source(step),
      random: (length) => Uint8Array.from({ length }, () => this.random() * 256),
      // Short, because the timers of the dead keep the test process alive.
      timeoutMs: 500,
      retries: 1,
      retryDelayMs: 0,
    });
    await Promise.race([script(client), death]);
    if (steps > dieAt) this.deaths++;
  }

  private source(step: () => Promise<void>) {
    const source = this.store.source(step);
    const { finish } = source;
    source.finish = async (transaction) => {
      if (!this.server.credited.has(transaction.transactionId))
        this.early.push(transaction.transactionId);
      await finish(transaction);
    };
    return source;
  }

  private network(step: () => Promise<void>): Fetch {
    return async (url, init) => {
      await step();
      if (this.lossy && this.random() < 0.2) throw new TypeError('request lost');
      const answer = await this.server.fetch(url, init);
      await step();
      if (this.lossy && this.random() < 0.2) throw new TypeError('answer lost');
      // A token that expires again right after its renewal is left to the next flush.
      if (!this.calm && this.random() < 0.05) this.server.expireAccessTokens();
      return answer;
    };
  }

  /** What a player does in one life. */
  async play(client: Client): Promise<void> {
    await client.start();
    const acts = [
      () => client.topUp('gems_500'),
      () => client.topUp('gems_500'),
      () => client.buy(DRAGON),
      () => client.buy(POTION),
      () => Promise.all([client.buy(POTION), client.topUp('gems_500')]),
      () => client.consume('potion'),
      () => client.flush(),
    ];
    for (let turn = 0; turn < 4; turn++) await acts[Math.floor(this.random() * acts.length)]?.();
  }
}

async function explore(random: () => number, lossy: boolean): Promise<World> {
  const world = new World(random, lossy);
  for (let life = 0; life < 3; life++)
    await world.live(Math.floor(random() * 60), (client) => world.play(client));
  // The last life is not killed and has a good connection.
  const calm = new World(random, false, true);
  Object.assign(calm, { ...world, lossy: false, calm: true });
  await calm.live(Number.MAX_SAFE_INTEGER, async (client) => {
    await client.start();
    await client.flush();
  });
  return calm;
}

function faultsOf(world: World): string[] {
  const { server, store } = world;
  const faults = world.early.map((id) => `${id} was finished before it was credited`);
  for (const id of store.unfinished.keys()) faults.push(`${id} was paid and never finished`);
  for (const id of store.finished)
    if (!server.credited.has(id)) faults.push(`${id} was finished and never credited`);
  const queue = world.storage.values.get('gemtill:pk_demo:queue');
  if (queue && queue !== '{}') faults.push(`the queue is stuck: ${queue}`);
  const keys = server.orders.map(({ key }) => key);
  if (new Set(keys).size !== keys.length) faults.push('one intent was bought twice');
  for (const key of keys)
    if (!world.intended.includes(key)) faults.push('an intent was sent before it was written down');
  for (const key of world.intended)
    if (!server.sent('/v1/orders').some((call) => call.headers['Idempotency-Key'] === key))
      faults.push('an intent was lost');
  const spent = server.orders.reduce((sum, { offer }) => sum + (offer === 'dragon' ? 300 : 50), 0);
  const gems = [...server.players.values()].reduce((sum, player) => sum + player.gems, 0);
  if (gems !== server.credited.size * 500 - spent) faults.push('gems were lost or doubled');
  if (server.players.size > 1) faults.push('the guest became another player');
  return faults;
}

test(`nothing is lost, doubled, finished early or stuck, wherever the client dies (SEED=${SEED})`, async () => {
  let [deaths, payments, orders] = [0, 0, 0];
  for (let number = 0; number < WORLDS; number++) {
    const world = await explore(generator(SEED + number), number % 3 === 0);
    const faults = faultsOf(world);
    if (faults.length) throw new Error(`SEED=${SEED + number} WORLDS=1: ${faults.join('; ')}`);
    deaths += world.deaths;
    payments += world.server.credited.size;
    orders += world.server.orders.length;
  }
  // A world in which nobody dies or pays would prove nothing.
  expect(deaths).toBeGreaterThan(WORLDS);
  expect(payments).toBeGreaterThan(WORLDS);
  expect(orders).toBeGreaterThan(WORLDS / 2);
}, 30_000);
