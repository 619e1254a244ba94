import { type SimulatorInTest, startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import type { Clock } from '../../src/kernel/clock.js';
import type { TitleId } from '../../src/kernel/id.js';
import { SimulatorAccounts } from '../../src/stores/simulator-accounts.gateway.js';
import type { StoreAccounts } from '../../src/stores/store-accounts.js';
import type { StoreScope } from '../../src/stores/store-gateway.js';
import type { TitleStores } from '../../src/stores/title-stores.js';
import { StoreFront } from './store-front.js';

const SLUGS: Record<TitleId, string> = {
  title_01h455vb4pex5vsknk084sn02q: 'demo',
  title_01h455vb4pex5vsknk084sn02r: 'other',
  title_01h455vb4pex5vsknk084sn02s: 'unregistered',
};
const [DEMO, , UNREGISTERED] = Object.keys(SLUGS) as TitleId[];

export const demo: StoreScope = { titleId: DEMO!, environment: 'production' };
export const demoSandbox: StoreScope = { titleId: DEMO!, environment: 'sandbox' };
export const unregistered: StoreScope = { titleId: UNREGISTERED!, environment: 'production' };
export const clock: Clock = { now: () => Date.now() };

const titles: TitleStores = {
  slugOf: async (titleId) => SLUGS[titleId]!,
  settingsOf: async () => ({}),
};

/** The simulated stores with a front before them, as our gateways reach them. */
export interface StoresInTest {
  simulator: SimulatorInTest;
  front: StoreFront;
  /** As after a start: nothing has been asked for yet. */
  newAccounts(): StoreAccounts;
  /** Puts another simulator, with other keys, behind the front. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function openStoresInTest(): Promise<StoresInTest> {
  const simulator = await startOne();
  const front = await new StoreFront(simulator.url).open();
  const stores: StoresInTest = {
    simulator,
    front,
    newAccounts: () => new SimulatorAccounts(front.url, titles),
    reset: async () => {
      await stores.simulator.close();
      stores.simulator = await startOne();
      front.target = stores.simulator.url;
    },
    close: async () => {
      await front.close();
      await stores.simulator.close();
    },
  };
  return stores;
}

async function startOne(): Promise<SimulatorInTest> {
  const simulator = await startSimulatorInTest();
  await simulator.control.call('POST', '/apps', {
    title: 'other',
    bundleId: 'com.example.other',
    appAppleId: 1_000_000_002,
    packageName: 'com.example.other',
  });
  return simulator;
}
