import { FakeWorld } from './fake-world.js';
import { buy, consume, type Scene, topUp } from './script.js';
import type { Sdk } from './sdk-source.js';

/** What a client does when it is killed; before that it has 500 gems and a potion. */
export interface Scenario {
  readonly name: string;
  /** Nobody ever started the app on this device. */
  readonly fresh?: true;
  readonly before?: (world: FakeWorld) => void;
  readonly run: (scene: Scene) => Promise<unknown>;
}

const started =
  (run: (scene: Scene) => Promise<unknown>): Scenario['run'] =>
  async (scene) => {
    await scene.client.start();
    await run(scene);
  };

export const SCENARIOS: readonly Scenario[] = [
  { name: 'buy', run: started((scene) => buy(scene, 'dragon')) },
  { name: 'top-up', run: started(topUp) },
  { name: 'consume', run: started(consume) },
  { name: 'sign-in', fresh: true, run: started(async () => {}) },
  { name: 'sign-in and top-up', fresh: true, run: started(topUp) },
  {
    name: 'refresh',
    before: ({ till }) => till.expireAccessTokens(),
    run: started(({ client }) => client.wallet.get()),
  },
  {
    name: 'refresh in the middle of a purchase',
    run: started(async (scene) => {
      scene.expireTokens();
      await Promise.all([buy(scene, 'potion'), topUp(scene)]);
    }),
  },
  {
    name: 'sign-out',
    run: started(async (scene) => {
      const buying = buy(scene, 'potion');
      await scene.client.signOut();
      await buying;
    }),
  },
  {
    name: 'erase',
    run: started(async ({ client }) => {
      await client.erase();
      await client.start();
    }),
  },
];

interface Trial {
  readonly scenario: Scenario;
  readonly browser: boolean;
  readonly seed: number;
}

/** The life before: it leaves a player with gems and a potion. */
async function prepare(world: FakeWorld, scenario: Scenario): Promise<void> {
  const [device] = world.devices;
  if (!scenario.fresh) {
    const home = world.open(device!);
    const scene = world.scene(home);
    await home.client.start();
    await topUp(scene);
    await home.client.flush();
    await buy(scene, 'potion');
    home.process.die();
  }
  scenario.before?.(world);
}

/** Kills the client at its step of that number; `outlived` when it was done before. */
export async function killedAt(
  sdk: Sdk,
  { scenario, browser, seed }: Trial,
  step: number,
): Promise<{ readonly outlived: boolean; readonly faults: readonly string[] }> {
  const world = new FakeWorld(sdk, seed);
  world.moods = 0;
  const device = world.addDevice(browser);
  let outlived = false;
  const story = async () => {
    await prepare(world, scenario);
    const home = world.open(device);
    home.process.dieAt = step;
    const run = scenario.run(world.scene(home)).then(() => {
      outlived = !home.process.dead;
    });
    await Promise.race([run, home.process.gone]);
    home.process.die();
    await world.settle();
  };
  await world.time.run(story(), 1e9).catch((error: Error) => {
    world.watch.fault(`stuck: ${error.message}`);
  });
  return { outlived, faults: world.report().faults };
}
