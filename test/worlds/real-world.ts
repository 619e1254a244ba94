import type { Client } from '../../sdk/src/index.js';
import { simulatorSource } from '../../sdk/src/simulator.js';
import type { PurchaseSource } from '../../sdk/src/source.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import type { ControlClient } from '../../simulator/control-client.js';
import { OFFERS, orderOf } from '../support/player.js';
import { seededRandom } from '../support/random.js';
import { Device } from './device.js';
import { Process } from './process.js';
import { RealNetwork } from './real-network.js';
import { RealTime } from './real-time.js';
import type { Sdk } from './sdk-source.js';
import { Watch } from './watch.js';

/** The service and the stores of many worlds at once. */
export interface RealPlace {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly control: ControlClient;
  /** Whether the service, as its database says, credited a payment or decided that it will not. */
  settled(purchase: string): Promise<boolean>;
  /** Whose credit it is, as an account token; undefined: nobody's. */
  creditedTo(purchase: string): Promise<string | undefined>;
}

export interface RealReport {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly kills: number;
  readonly payments: number;
  readonly orders: number;
}

const DAY_MS = 24 * 3_600_000;
type Offer = keyof typeof OFFERS;

/** One guest on one device, played against the real service and the real simulator. */
export class RealWorld {
  readonly time = new RealTime();
  readonly random: () => number;
  readonly watch: Watch;
  readonly network: RealNetwork;
  readonly device: Device;
  readonly store: 'apple' | 'google';
  readonly tokens = new Set<string>();
  readonly #devicesPlayers = new Set<string>();
  kills = 0;
  lives = 0;
  calm = false;

  constructor(
    private readonly sdk: Sdk,
    private readonly place: RealPlace,
    readonly seed: number,
  ) {
    this.random = seededRandom(seed);
    this.watch = new Watch(this.time, (call) => this.network.playerOf(call));
    this.network = new RealNetwork(place.url, this.time, this.watch, this.random);
    this.device = new Device({ name: 'device', browser: this.chance(0.5) }, this.watch, this.time);
    this.store = this.chance(0.5) ? 'apple' : 'google';
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  open(): { client: Client; process: Process } {
    const { time, random, device, place } = this;
    const process = new Process(`life-${this.lives++}`, time, random, device.locks);
    const now = () => Date.now() + device.clockAheadMs;
    const client = this.sdk.start(process.around(now)).createClient({
      url: place.url,
      key: 'pk_demo',
      fetch: this.network.fetchOf(process, device),
      storage: device.storage(process),
      source: this.#source(process),
      now,
      timeoutMs: 1_500,
      retryDelayMs: 30,
    });
    client.on('auth', ({ player }) => {
      if (player) this.#devicesPlayers.add(player.id);
    });
    let seq = -1;
    client.on('wallet', (wallet) => {
      if (wallet.seq <= seq && !process.dead) this.watch.fault('stale: an older wallet was shown');
      seq = wallet.seq;
    });
    return { client, process };
  }

  /** The simulator's own plug-in, with a door on each side of each call. */
  #source(process: Process): PurchaseSource {
    const { store, place, watch, tokens } = this;
    const confirm = async () => this.calm || this.chance(0.9);
    const plugin = simulatorSource({ url: place.simulatorUrl, store, confirm });
    const through = async <T>(work: () => Promise<T>): Promise<T> => {
      await process.door();
      const result = await work();
      await process.door();
      return result;
    };
    return {
      store,
      init: (context) => {
        tokens.add(context.accountToken);
        const onTransaction = (transaction: Parameters<typeof context.onTransaction>[0]) =>
          through(() => context.onTransaction(transaction));
        return through(() => plugin.init({ ...context, onTransaction }));
      },
      products: (ids) => plugin.products(ids),
      purchase: (id) => through(() => plugin.purchase(id)),
      pending: () => through(() => plugin.pending()),
      finish: (transaction) =>
        through(async () => {
          const settled = await place.settled(transaction.transactionId);
          watch.finished(transaction.transactionId, settled);
          await plugin.finish(transaction);
        }),
    };
  }

  async #act(client: Client, process: Process): Promise<unknown> {
    const buy = (offer: Offer) => client.buy(orderOf(offer));
    const acts = [
      () => client.topUp('gems_500'),
      () => client.topUp('gems_500'),
      () => client.topUp('gems_100'),
      () => client.topUp('gems_100'),
      () => buy('dragon'),
      () => buy('potion'),
      () => client.consume('potion'),
      () => Promise.all([client.topUp('gems_500'), buy('potion'), buy('sword')]),
      () => Promise.all([buy('potion'), client.flush()]),
      async () => {
        const quoted = await client.quote('potion');
        if (quoted.status === 'ok') await client.buy(quoted.quote);
      },
      () => client.wallet.get(),
      async () => {
        await client.signOut();
        await client.start();
      },
      () => this.#refund(),
      async () => {
        this.device.clockAheadMs += (this.random() * 4 - 2) * DAY_MS;
      },
    ];
    const one = acts[Math.floor(process.random() * acts.length)]!;
    return one();
  }

  async #refund(): Promise<void> {
    const paid = (await this.purchases()).filter(({ events }) => events.includes('refund'));
    const one = paid[Math.floor(this.random() * paid.length)];
    if (one && this.chance(0.5)) await this.place.control.refund(one.id).catch(() => {});
  }

  async live(): Promise<void> {
    const { client, process } = this.open();
    if (this.chance(0.7)) process.dieAt = 1 + Math.floor(this.random() * 70);
    const script = async () => {
      await client.start();
      for (let turn = 2 + Math.floor(this.random() * 4); turn > 0; turn--) {
        const done = this.#act(client, process);
        if (this.chance(0.8)) await done;
        else done.catch(() => {});
      }
    };
    await Promise.race([script(), process.gone]);
    if (process.dead) this.kills++;
    process.die();
  }

  /** What was bought in the store for the players of this world. */
  async purchases(): Promise<PurchaseView[]> {
    const { control } = this.place;
    const lists = [...this.tokens].map((token) =>
      control.call<{ data: PurchaseView[] }>(
        'GET',
        `/purchases?limit=500&accountToken=${encodeURIComponent(token)}`,
      ),
    );
    return (await Promise.all(lists)).flatMap(({ data }) => data);
  }

  /** Everything works again, and is looked at. */
  async settle(): Promise<{ payments: number; orders: number }> {
    this.network.faults = 0;
    this.calm = true;
    Object.assign(this.device, { offline: false, clockAheadMs: 0 });
    await Promise.all(this.network.late);
    const { client, process } = this.open();
    await this.#untilCalm(client);
    const orders = await this.#checkOrders(client);
    const payments = await this.#checkPayments();
    const gems = await this.#read(() => client.wallet.get());
    const { view } = client.wallet;
    const total = gems.status === 'ok' ? (gems.wallet.balances.GEM?.total ?? 0) : 'none';
    if (!view || (view.balances.GEM ?? 0) !== total || view.buying.length)
      this.watch.fault(`view: ${JSON.stringify(view)} is shown, and there are ${total}`);
    const queue = this.device.values.get('gemtill:pk_demo:queue') ?? '{}';
    if (queue !== '{}') this.watch.fault(`stuck: the queue keeps ${queue}`);
    if (this.#devicesPlayers.size > 1) this.watch.fault('strangers: the guest became another');
    process.die();
    return { payments, orders };
  }

  async #untilCalm(client: Client): Promise<void> {
    for (let again = 0; again < 40; again++) {
      const started = await client.start();
      const flushed = await client.flush();
      const done = flushed.status === 'flushed' && flushed.pending === 0;
      if (started.status === 'signed_in' && done) return;
      await this.time.sleep(250);
    }
    this.watch.fault('stuck: the client does not come to rest');
  }

  /** Reads for the reckoning, also while the service is being killed and started again. */
  async #read<Result extends { status: string }>(read: () => Promise<Result>): Promise<Result> {
    for (let again = 0; again < 40; again++) {
      const result = await read();
      if (result.status === 'ok') return result;
      await this.time.sleep(250);
    }
    return read();
  }

  /** The orders in the books are those that were confirmed, and each intent has at most one. */
  async #checkOrders(client: Client): Promise<number> {
    const { confirmed, intended } = this.watch;
    const listed = await this.#read(() => client.orders({ limit: 200 }));
    if (listed.status !== 'ok') {
      this.watch.fault(`stuck: the orders cannot be read: ${listed.status}`);
      return 0;
    }
    const known = new Set(confirmed.values());
    for (const { id } of listed.data)
      if (!known.has(id)) this.watch.fault(`lost: nobody was told of the order ${id}`);
    const booked = new Set(listed.data.map(({ id }) => id));
    for (const id of known)
      if (!booked.has(id)) this.watch.fault(`dishonest: ${id} was confirmed and is not there`);
    if (booked.size > intended.size) this.watch.fault('doubled: more orders than intents');
    return booked.size;
  }

  async #checkPayments(): Promise<number> {
    const bought = (await this.purchases()).filter(({ state }) => state !== 'cancelled');
    for (const { id, finished, consumed, refund, accountToken } of bought) {
      const owner = await this.place.creditedTo(id);
      if (owner && owner !== accountToken) this.watch.fault(`lost: ${id} went to another player`);
      if (!owner && !refund) this.watch.fault(`lost: ${id} was paid and not credited`);
      if (!finished && !consumed && !refund)
        this.watch.fault(`stuck: ${id} is not finished in the store`);
    }
    return bought.length;
  }
}

/** Plays one world from its seed to its end. */
export async function playRealWorld(sdk: Sdk, place: RealPlace, seed: number): Promise<RealReport> {
  const world = new RealWorld(sdk, place, seed);
  let counts = { payments: 0, orders: 0 };
  try {
    for (let lives = 2 + Math.floor(world.random() * 2); lives > 0; lives--) {
      world.network.faults = world.chance(0.6) ? 1 : 0;
      await world.live();
    }
    counts = await world.settle();
  } catch (error) {
    world.watch.fault(`stuck: ${(error as Error).stack}`);
  }
  world.time.end();
  return { seed, faults: world.watch.faults, kills: world.kills, ...counts };
}
