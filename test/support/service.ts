import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { quietPort } from '../../scripts/quiet-port.mjs';
import type { ControlClient } from '../../simulator/control-client.js';
import type { CertificateChain } from '../../simulator/pki/certificate-chain.js';
import { startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { AppModule } from '../../src/app.module.js';
import { CheckWorker } from '../../src/payments/check.worker.js';
import { InboxWorker } from '../../src/payments/inbox/inbox.worker.js';
import { StoreTaskWorker } from '../../src/payments/store-task.worker.js';
import { UsageWorker } from '../../src/payments/usage/usage.worker.js';
import { createHttpApplication } from '../../src/platform/http/http-application.js';
import type { Worker } from '../../src/platform/jobs/worker.js';
import { type BookReader, readerOf } from './book-reader.js';
import { type TestDatabase, testConfiguration } from './databases.js';

/** Real time, plus what a test has let pass. */
export class MovableClock {
  #aheadMs = 0;

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }
}

/** Where a player finds the service and the stores. */
export interface ServiceAddress {
  readonly url: string;
  readonly simulatorUrl: string;
}

/** The whole service in this process, with a store simulator of its own. */
export interface ServiceInTest extends ServiceAddress {
  readonly app: NestFastifyApplication;
  /** What points another process at the same database. */
  readonly env: Readonly<Record<string, string>>;
  readonly control: ControlClient;
  /** What the simulated App Store signs with now, for tests that forge. */
  readonly chain: CertificateChain;
  readonly clock: MovableClock;
  readonly books: BookReader;
  /** More instances of the service on the same database; only where it allows several. */
  readonly neighbours: readonly ServiceAddress[];
  /** Asks the stores about every payment that is due, now instead of within a second. */
  checkPayments(): Promise<void>;
  /** Tells the stores what is to be told to them. */
  finishPayments(): Promise<void>;
  /** From now on the stores tell this service, or one of its neighbours, what happens. */
  hearStores(url?: string): Promise<void>;
  /** Lets the stores tell all that is due, and acts on it; answers their questions too. */
  heed(): Promise<void>;
  close(): Promise<void>;
}

interface ServiceOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly instances?: number;
}

/** A test does in a second what a player does in an hour. */
const UNHURRIED = { RATE_LIMIT_PLAYER: '1000000/1000000' };

/** Starts everything on a new database. `close` ends it, also when a part had failed before. */
export async function startService(
  database: TestDatabase,
  { env = {}, instances = 1 }: ServiceOptions = {},
): Promise<ServiceInTest> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const simulator = await startSimulatorInTest();
    closers.push(simulator.close);
    const home = await database.create();
    closers.push(home.drop);
    const clock = new MovableClock();
    const simulated = { SIMULATOR_URL: simulator.url };
    const configuration = testConfiguration({ ...UNHURRIED, ...simulated, ...home.env, ...env });
    const apps: NestFastifyApplication[] = [];
    for (let count = 0; count < instances; count++) {
      const app = await createHttpApplication(AppModule.of(configuration, clock), configuration);
      closers.push(() => app.close());
      await app.listen(await quietPort(), '127.0.0.1');
      apps.push(app);
    }
    const addresses: ServiceAddress[] = [];
    for (const app of apps)
      addresses.push({ url: await app.getUrl(), simulatorUrl: simulator.url });
    const books = await readerOf(home.env);
    closers.push(books.close);
    const app = apps[0]!;
    const run = (worker: Type<Worker>) => app.get(worker, { strict: false }).job.runNow();
    return {
      ...addresses[0]!,
      app,
      env: home.env,
      control: simulator.control,
      get chain() {
        return simulator.chain;
      },
      clock,
      books,
      neighbours: addresses.slice(1),
      checkPayments: () => run(CheckWorker),
      finishPayments: () => run(StoreTaskWorker),
      hearStores: async (url = addresses[0]!.url) => {
        const at = (store: string) => `${url}/v1/notifications/${store}/demo`;
        await simulator.control.tellAt({ apple: at('apple'), google: at('google') });
      },
      heed: async () => {
        await simulator.control.deliver();
        await run(InboxWorker);
        await run(UsageWorker);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
