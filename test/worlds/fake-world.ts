import type { Client } from '../../sdk/src/index.js';
import { seededRandom } from '../support/random.js';
import { Device } from './device.js';
import { FakeTill } from './fake-till.js';
import { lies, losses } from './honesty.js';
import { FINE, FIRST_DAY, Network, ROUGH } from './network.js';
import { Process } from './process.js';
import { play, type Scene } from './script.js';
import type { Sdk } from './sdk-source.js';
import { StoreAccounts } from './store-accounts.js';
import { type StorePlugin, storePlugin } from './store-plugin.js';
import { VirtualTime } from './virtual-time.js';
import { Watch } from './watch.js';

export interface WorldReport {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly lives: number;
  readonly kills: number;
  readonly payments: number;
  readonly orders: number;
}

const DAY_MS = 24 * 3_600_000;
const END_MS = 200 * DAY_MS;

/** Where a client lives while it lives. */
interface Home {
  readonly device: Device;
  readonly process: Process;
  readonly plugin: StorePlugin;
  readonly client: Client;
  /** Who is signed in, as the client tells. */
  player: string | undefined;
}

/** One seeded history: devices, accounts, a till, a store, and everything that can go wrong. */
export class FakeWorld {
  readonly time = new VirtualTime();
  readonly stores = new StoreAccounts();
  readonly till = new FakeTill(this.stores);
  readonly watch = new Watch(this.time, (call) => this.till.playerOf(call));
  readonly network: Network;
  readonly devices: Device[] = [];
  readonly homes: Home[] = [];
  readonly random: () => number;
  /** Undefined: everybody is a guest of the device. */
  users: readonly string[] = [];
  readonly #signedIn = new Map<Device, string>();
  moods = 1;
  /** Storage that refuses, where a device has one tab and its player an account. */
  refusals = false;
  kills = 0;

  constructor(
    private readonly sdk: Sdk,
    readonly seed: number,
  ) {
    this.random = seededRandom(seed);
    this.network = new Network(this.time, this.till, this.watch, this.random);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  addDevice(browser: boolean): Device {
    const device = new Device(
      { name: `device-${this.devices.length}`, browser },
      this.watch,
      this.time,
    );
    this.devices.push(device);
    if (this.users.length) this.#signedIn.set(device, this.users[0]!);
    return device;
  }

  /** Starts the app on a device. */
  open(device: Device): Home {
    const { time, stores, watch, random, moods } = this;
    const process = new Process(`life-${this.homes.length}`, time, random, device.locks);
    const plugin = storePlugin({
      device,
      process,
      stores,
      watch,
      moods,
      settled: (payment) => this.till.settled(payment),
    });
    const now = () => FIRST_DAY + time.now + device.clockAheadMs;
    const getToken = async () => {
      await process.door();
      if (random() < 0.03 * this.moods) throw new Error('the studio does not answer');
      return this.#signedIn.get(device)!;
    };
    const client = this.sdk.start(process.around(now)).createClient({
      url: 'https://till.example',
      key: 'pk',
      fetch: this.network.fetchOf(process, device),
      storage: device.storage(process),
      source: plugin,
      now,
      random: (length) => Uint8Array.from({ length }, () => random() * 256),
      ...(this.users.length && { auth: { kind: 'identity', getToken } }),
    });
    const home: Home = { device, process, plugin, client, player: undefined };
    this.#listen(home);
    this.homes.push(home);
    return home;
  }

  #listen(home: Home): void {
    const { client, process } = home;
    let seq = -1;
    client.on('auth', ({ player }) => {
      seq = -1;
      home.player = player?.id;
    });
    client.on('wallet', (wallet) => {
      if (wallet.seq <= seq && !process.dead) this.watch.fault('stale: an older wallet was shown');
      seq = wallet.seq;
    });
  }

  scene(home: Home): Scene {
    const { client, process, device } = home;
    return {
      client,
      process,
      device,
      watch: this.watch,
      now: () => this.time.now,
      player: () => home.player,
      pending: new Set(),
      price: (offer) => this.till.prices[offer]!,
      users: this.users.length ? this.users : ['guest'],
      become: (user) => {
        if (this.users.length) this.#signedIn.set(device, user);
      },
      refund: () => this.refund(),
      expireTokens: () => this.till.expireAccessTokens(),
    };
  }

  refund(): void {
    const payments = [...this.stores.payments.values()].filter(({ refunded }) => !refunded);
    const payment = payments[Math.floor(this.random() * payments.length)];
    if (!payment || payment.waits) return;
    payment.refunded = true;
    this.time.after(this.random() * 5_000, () => this.till.refund(payment.id));
  }

  /** One life, which ends at a step, at a moment, or when the player is done. */
  async live(device: Device): Promise<void> {
    const { random } = this;
    const home = this.open(device);
    const { process } = home;
    if (this.chance(0.6)) process.dieAt = 1 + Math.floor(random() * random() * 160);
    else if (this.chance(0.5)) this.time.after(random() * 60_000, () => process.die());
    await Promise.race([play(this.scene(home)), process.gone]);
    if (process.dead) this.kills++;
    // Closing the app is no farewell: what is under way is cut off.
    process.die();
  }

  /** Everything works again; every device is started, for every account that it knew. */
  async settle(): Promise<void> {
    const { network, till } = this;
    network.weather = FINE;
    this.moods = 0;
    till.storesAnswer = true;
    till.decide();
    for (const payment of this.stores.payments.values()) payment.waits &&= false;
    for (const device of this.devices) {
      Object.assign(device, { full: false, blocked: false, offline: false, clockAheadMs: 0 });
    }
    // What was late on its way has arrived.
    await this.time.sleep(200_000);
    for (const round of [1, 2])
      for (const device of this.devices)
        for (const user of this.users.length ? this.users : ['guest'])
          await this.visit(device, user, round === 2);
    for (const device of this.devices) {
      const queue = device.values.get('gemtill:pk:queue') ?? '{}';
      if (queue !== '{}') this.watch.fault(`stuck: ${device.name} still keeps ${queue}`);
    }
  }

  async visit(device: Device, user: string, last: boolean): Promise<void> {
    const { client, process } = this.open(device);
    await client.signOut();
    if (this.users.length) this.#signedIn.set(device, user);
    const started = await client.start();
    for (let again = 0; again < 3; again++) {
      const flushed = await client.flush();
      if (flushed.status === 'flushed' && flushed.pending === 0) break;
      await this.time.sleep(30_000);
    }
    if (last) await this.#compare(client, started);
    process.die();
  }

  async #compare(client: Client, started: Awaited<ReturnType<Client['start']>>): Promise<void> {
    if (started.status !== 'signed_in') {
      this.watch.fault(`stuck: nobody can sign in: ${started.status}`);
      return;
    }
    await client.wallet.get();
    const { view } = client.wallet;
    const gems = this.till.purses.get(started.player.id)?.gems;
    if (!view || view.balances.GEM !== gems || view.buying.length)
      this.watch.fault(`view: ${JSON.stringify(view)} is shown, and there are ${gems}`);
  }

  report(): WorldReport {
    const { watch, seed, kills, stores, till } = this;
    const faults = [...watch.faults, ...losses(this), ...lies(this), ...this.#strangers()];
    const payments = watch.paidFor.length;
    void stores;
    return { seed, faults, lives: this.homes.length, kills, payments, orders: till.orders.length };
  }

  /** A guest whose storage worked is one player for ever. */
  #strangers(): string[] {
    if (this.users.length) return [];
    const trusted = this.devices.filter(({ refused }) => !refused).length;
    const others = this.devices.length - trusted;
    const { size } = this.till.purses;
    return others === 0 && size > this.devices.length ? [`strangers: ${size} guests`] : [];
  }
}

/** Lets one happening of a kind come at a moment of the round. */
function happenings(world: FakeWorld): void {
  const { time, till, devices } = world;
  const within = (share: number, run: () => void) => {
    if (world.chance(share)) time.after(world.random() * 40_000, run);
  };
  const device = () => devices[Math.floor(world.random() * devices.length)]!;
  const forAWhile = (change: (on: boolean) => void) => () => {
    change(true);
    time.after(world.random() * 60_000, () => change(false));
  };
  const one = device();
  within(
    0.25,
    forAWhile((on) => Object.assign(one, { offline: on })),
  );
  if (world.refusals) {
    within(
      0.7,
      forAWhile((on) => Object.assign(one, { full: on })),
    );
    within(
      0.1,
      forAWhile((on) => Object.assign(one, { blocked: on })),
    );
  }
  within(0.15, () => {
    device().clockAheadMs += (world.random() * 4 - 2) * DAY_MS;
  });
  within(0.3, () => till.expireAccessTokens());
  within(0.15, () => {
    till.prices.potion = till.prices.potion === 50 ? 60 : 50;
  });
  within(
    0.2,
    forAWhile((down) => {
      till.storesAnswer = !down;
      till.decide();
    }),
  );
  for (const payment of world.stores.payments.values())
    if (payment.waits) within(0.5, () => approve(world, payment.id));
}

function approve({ stores, homes, watch }: FakeWorld, id: string): void {
  const payment = stores.payments.get(id)!;
  if (!payment.waits) return;
  payment.waits = false;
  watch.paid(payment.productId);
  for (const { device, process, plugin } of homes)
    if (device.name === payment.device && !process.dead) plugin.report(payment);
}

async function story(world: FakeWorld): Promise<void> {
  const kind = world.random();
  if (kind < 0.55) world.users = world.chance(0.4) ? ['anna'] : ['anna', 'bert'];
  world.refusals = world.users.length > 0 && world.chance(0.4);
  const count = world.chance(0.35) ? 2 : 1;
  for (let number = 0; number < count; number++) world.addDevice(world.chance(0.5));
  for (let rounds = 2 + Math.floor(world.random() * 2); rounds > 0; rounds--) {
    world.network.weather = world.chance(0.6) ? ROUGH : FINE;
    happenings(world);
    const lives = world.devices.flatMap((device) => {
      const tabs = device.browser && !world.refusals && world.chance(0.4) ? 2 : 1;
      return Array.from({ length: tabs }, () => world.live(device));
    });
    await Promise.all(lives);
    await world.time.sleep(world.random() * 100_000);
  }
  await world.settle();
}

/** Plays one world from its seed to its end. */
export async function playWorld(sdk: Sdk, seed: number): Promise<WorldReport> {
  const world = new FakeWorld(sdk, seed);
  try {
    await world.time.run(story(world), END_MS);
  } catch (error) {
    world.watch.fault(`stuck: ${(error as Error).message}`);
  }
  return world.report();
}
