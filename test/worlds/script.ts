import type { Client } from '../../sdk/src/index.js';
import type { Device } from './device.js';
import { kindOf } from './fake-till.js';
import type { Process } from './process.js';
import type { Act, Watch } from './watch.js';

/** One client in one process, with what its player may do. */
export interface Scene {
  readonly client: Client;
  readonly process: Process;
  readonly device: Device;
  readonly watch: Watch;
  /** The price that the player sees. */
  readonly price: (offer: string) => number;
  readonly now: () => number;
  /** Who is signed in, as the client says. */
  readonly player: () => string | undefined;
  /** The intents that this process called pending. */
  readonly pending: Set<string>;
  /** Who may sign in here. */
  readonly users: readonly string[];
  readonly become: (user: string) => void;
  /** Every access token is too old from now on. */
  readonly expireTokens: () => void;
  /** A store takes an earlier payment back. */
  readonly refund: () => void;
}

interface Said {
  readonly status: string;
  readonly code?: unknown;
  readonly key?: string;
}

/** Does one thing under a name of its own, and notes what the client says of it. */
export async function act(
  { device, watch, now, process, player, pending }: Scene,
  what: Act['what'],
  kind: string,
  work: (tag: string) => Promise<Said>,
): Promise<string> {
  const tag = `${kind}~${watch.acts.size}`;
  const { clockAheadMs } = device;
  const noted: Act = { what, tag, device, at: now(), clockAheadMs };
  const before = player();
  watch.acts.set(tag, noted);
  let said: string;
  try {
    const result = await work(tag);
    if (what !== 'topUp' && result.key) pending.add(result.key);
    // A plug-in that threw may have taken the money before.
    said =
      result.status === 'store_error' && result.code === 'exception' ? 'pending' : result.status;
  } catch (error) {
    said = 'threw';
    watch.fault(`threw: ${tag} ${String(error)}`);
  }
  if (!process.dead) noted.said = said;
  if (before && player() === before) noted.player = before;
  return said;
}

const seen = (scene: Scene, offer: string) => ({
  offer,
  expectedPrice: { currency: 'GEM', amount: scene.price(kindOf(offer)) },
});

export const topUp = (scene: Scene) =>
  act(scene, 'topUp', 'gems_500', (tag) => scene.client.topUp(tag));

export const buy = (scene: Scene, offer: string) =>
  act(scene, 'buy', offer, (tag) => scene.client.buy(seen(scene, tag)));

export const consume = (scene: Scene) =>
  act(scene, 'consume', 'potion', (tag) => scene.client.consume(tag));

export const buyQuoted = (scene: Scene) =>
  act(scene, 'buy', 'sword', async (tag) => {
    const quoted = await scene.client.quote(tag);
    if (quoted.status !== 'ok') return quoted;
    await scene.process.sleep(scene.process.random() * 30_000);
    // From here on the order may wait for its minute.
    const { clockAheadMs } = scene.device;
    Object.assign(scene.watch.acts.get(tag)!, { at: scene.now(), clockAheadMs });
    return scene.client.buy(quoted.quote);
  });

async function flush({ client, device, watch, process, pending }: Scene): Promise<void> {
  const before = [...pending];
  const flushed = await client.flush();
  if (process.dead || process.blind || flushed.status !== 'flushed' || flushed.pending > 0) return;
  watch.flushed(device, before);
  for (const key of before) pending.delete(key);
}

async function signOutAndIn(scene: Scene): Promise<void> {
  const { client, process, users, become } = scene;
  await client.signOut();
  become(users[Math.floor(process.random() * users.length)]!);
  await process.sleep(process.random() * 5_000);
  await client.start();
}

const ACTS: readonly ((scene: Scene) => Promise<unknown>)[] = [
  topUp,
  topUp,
  topUp,
  (scene) => buy(scene, 'dragon'),
  (scene) => buy(scene, 'potion'),
  (scene) => buy(scene, 'potion'),
  buyQuoted,
  consume,
  (scene) => Promise.all([topUp(scene), buy(scene, 'potion'), consume(scene)]),
  (scene) => Promise.all([buy(scene, 'potion'), buy(scene, 'potion'), flush(scene)]),
  (scene) => Promise.all([scene.client.wallet.get(), buy(scene, 'sword')]),
  flush,
  ({ client }) => client.wallet.get(),
  signOutAndIn,
  async ({ refund }) => refund(),
  ({ client, watch }) => client.claim({ store: 'apple', proof: `forged ${watch.acts.size}` }),
];

const PAUSES_MS = [0, 0, 50, 3_000, 20_000, 100_000, 2 * 3_600_000];

/** What a player does in one life of the app. */
export async function play(scene: Scene): Promise<void> {
  const { client, process } = scene;
  const { random } = process;
  const one = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const started = client.start();
  if (random() < 0.8) await started;
  for (let turn = 2 + Math.floor(random() * 5); turn > 0; turn--) {
    const done = one(ACTS)(scene);
    if (random() < 0.8) await done;
    const pauseMs = one(PAUSES_MS);
    if (pauseMs) await process.sleep(pauseMs * random());
  }
  if (random() < 0.4) await flush(scene);
}
