import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { type SimulatorInTest, startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import type { Clock } from '../../src/kernel/clock.js';
import type { TitleId } from '../../src/kernel/id.js';
import { SimulatorAccounts } from '../../src/stores/simulator-accounts.gateway.js';
import type { StoreAccounts } from '../../src/stores/store-accounts.js';
import type {
  Proof,
  Purchase,
  Store,
  StoreGateway,
  StorePayment,
  StoreScope,
  UsageReport,
  Verification,
} from '../../src/stores/store-gateway.js';
import { storeGateways } from '../../src/stores/stores.module.js';
import type { TitleStores } from '../../src/stores/title-stores.js';
import type { GoogleVerifier } from '../../src/titles/google-settings.js';
import { Mailbox } from './mailbox.js';
import { StoreFront } from './store-front.js';

/** Keys of a simulator take seconds on a machine that is busy with other tests. */
const SLUGS: Record<TitleId, string> = {
  title_01h455vb4pex5vsknk084sn02q: 'demo',
  title_01h455vb4pex5vsknk084sn02r: 'other',
  title_01h455vb4pex5vsknk084sn02s: 'unregistered',
};
const [DEMO, , UNREGISTERED] = Object.keys(SLUGS) as TitleId[];

export const demo: StoreScope = { titleId: DEMO!, environment: 'production' };
export const demoSandbox: StoreScope = { titleId: DEMO!, environment: 'sandbox' };
/** As a worker asks, to whom a purchase tells its own environment. */
export const demoEither: StoreScope = { titleId: DEMO!, environment: null };
export const unregistered: StoreScope = { titleId: UNREGISTERED!, environment: 'production' };
export const clock: Clock = { now: () => Date.now() };
export const NOTHING = { parts: 0, of: 1 };

function titlesWith(verifier: GoogleVerifier): TitleStores {
  return {
    slugOf: async (titleId) => SLUGS[titleId]!,
    verifierOf: async () => verifier,
    appleOf: async () => null,
    googleOf: async () => null,
  };
}

/** A player of the demo title. */
export const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
/** What such a player did with two fifths of a purchase. */
export const usageReport: UsageReport = {
  consumedMilliunits: 40_000,
  delivered: true,
  sampleProvided: false,
  preference: 'neutral',
  accountToken,
  reviewToken: null,
  uses: [],
};

/** A proof as a client shows it that says nothing of the product. */
export function shown(text: string | null): Proof {
  return { text: String(text), productId: null };
}

/** The one purchase that was verified; fails the test when it is another answer. */
export function purchaseIn(verification: Verification): Purchase {
  if (verification.outcome !== 'verified') throw new Error(JSON.stringify(verification));
  expect(verification.purchases).toHaveLength(1);
  return verification.purchases[0];
}

/** A purchase of the simulator as our books would know it. */
export function paymentOf(bought: PurchaseView, change: Partial<StorePayment> = {}): StorePayment {
  return {
    app: bought.bundleId ?? bought.packageName,
    storeTransactionId: bought.id,
    storeOrderId: bought.store === 'google' ? (bought.orderId ?? null) : bought.id,
    environment: bought.environment,
    lines: bought.lineItems.map(({ productId, quantity }) => ({
      productId,
      quantity,
      refunded: NOTHING,
    })),
    ...change,
  };
}

/** A gateway of its own, which remembers nothing of earlier ones. */
export function gatewayTo(
  store: Store,
  stores: StoresInTest,
  verifier?: GoogleVerifier,
): StoreGateway {
  const gateways = storeGateways(stores.newAccounts(verifier), clock);
  return gateways.find((each) => each.store === store)!;
}

/** The simulated stores with a front before them, as our gateways reach them. */
export interface StoresInTest {
  simulator: SimulatorInTest;
  front: StoreFront;
  /** Where the stores tell what happens to the demo title, once `listen` was called. */
  mailbox: Mailbox;
  listen(): Promise<void>;
  /** As after a start: nothing has been asked for yet. */
  newAccounts(verifier?: GoogleVerifier): StoreAccounts;
  /** Puts another simulator, with other keys, behind the front. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function openStoresInTest(): Promise<StoresInTest> {
  const mailbox = await new Mailbox().open();
  const simulator = await startOne();
  const front = await new StoreFront(simulator.url).open();
  const stores: StoresInTest = {
    simulator,
    front,
    mailbox,
    listen: async () => {
      await stores.simulator.control.tellAt(mailbox.urls);
    },
    newAccounts: (verifier = 'productsv2') =>
      new SimulatorAccounts(front.url, titlesWith(verifier)),
    reset: async () => {
      await stores.simulator.control.deliver();
      await stores.simulator.close();
      stores.simulator = await startOne();
      front.target = stores.simulator.url;
    },
    close: async () => {
      await front.close();
      await stores.simulator.control.deliver(); // nothing is on its way when it is closed
      await stores.simulator.close();
      await mailbox.close();
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
