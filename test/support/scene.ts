import { startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { audited } from '../../src/audit/audit.js';
import { withSnapshot } from '../../src/audit/snapshot.store.js';
import { brokenRules, readerOf } from './book-reader.js';
import { type TestDatabase, testConfiguration } from './databases.js';
import { type ServiceProcess, startServiceProcess } from './service-process.js';
import { promisedTo, type Storm } from './storm.js';

/** What ends what was begun, the last first. */
export class Closers {
  readonly #all: (() => Promise<unknown>)[] = [];
  add<Part>(part: Part, close: (part: Part) => Promise<unknown>): Part {
    this.#all.push(() => close(part));
    return part;
  }
  async close(): Promise<void> {
    for (const close of this.#all.splice(0).reverse()) await close();
  }
}

/** A service as a process of its own beside a simulator. */
export interface Scene {
  readonly service: ServiceProcess;
  readonly simulatorUrl: string;
  readonly env: Record<string, string>;
}

export async function openScene(database: TestDatabase, closers: Closers): Promise<Scene> {
  const simulator = closers.add(await startSimulatorInTest(), (one) => one.close());
  const home = closers.add(await database.create(), (one) => one.drop());
  const env = { ...home.env, SIMULATOR_URL: simulator.url };
  const service = closers.add(await startServiceProcess(env), (one) => one.close());
  return { service, simulatorUrl: simulator.url, env };
}

/** Every answer is repeated byte for byte, every gem and potion is where it was promised. */
export async function expectAllKept(storm: Storm, scene: Scene, hint: string): Promise<void> {
  const changed: string[] = [];
  await Promise.all(
    storm.operations.map(async (operation) => {
      const { status, text } = operation.answer!;
      const again = await storm.repeat(operation);
      if (again.status !== status || again.text !== text || !again.replayed) {
        changed.push(`${operation.what} ${status}: ${text} became ${again.text}`);
      }
    }),
  );
  expect({ hint, changed }).toEqual({ hint, changed: [] });
  for (const player of storm.players) {
    const gems = (await player.gems()).total;
    const potions = (await player.held('potion')).quantity;
    expect({ hint, gems, potions }).toEqual({ hint, ...promisedTo(storm, player) });
  }
  const books = await readerOf(scene.env);
  try {
    expect({ hint, broken: await brokenRules(books) }).toEqual({ hint, broken: [] });
  } finally {
    await books.close();
  }
  const configuration = testConfiguration(scene.env);
  const findings = await withSnapshot(configuration, Date.now(), (snapshot) => audited(snapshot));
  const found = findings.filter(({ violations, failure }) => violations > 0 || failure !== null);
  expect({ hint, found }).toEqual({ hint, found: [] });
}

/** No other statuses were seen, and most wishes came true. */
export function expectOnly(storm: Storm, allowed: RegExp, hint: string): void {
  const odd = [...storm.seen].filter(([status]) => !allowed.test(status));
  expect({ hint, odd }).toEqual({ hint, odd: [] });
  const refused = storm.operations.filter(({ answer }) => answer!.status >= 400).length;
  // A storm in which nothing happens proves nothing.
  expect(refused).toBeLessThan(storm.operations.length / 2);
}
