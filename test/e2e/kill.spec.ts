import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { audited } from '../../src/audit/audit.js';
import { withSnapshot } from '../../src/audit/snapshot.store.js';
import { brokenRules, readerOf } from '../support/book-reader.js';
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.js';
import {
  mysqlAt,
  TEST_DATABASES,
  type TestDatabase,
  testConfiguration,
} from '../support/databases.js';
import { rounds } from '../support/proof.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.js';
import { prepareStorm, promisedTo, type Storm } from '../support/storm.js';

const OPERATIONS = rounds({ usual: 80, long: 200 });
/** KILL_ROUNDS=50 for a night; each takes some seconds. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? rounds({ usual: 1, long: 5 }));
const WITH_MYSQL = TEST_DATABASES.length > 1;

/** What ends what was begun, the last first. */
class Closers {
  readonly #all: (() => Promise<unknown>)[] = [];
  add<Part>(part: Part, close: (part: Part) => Promise<unknown>): Part {
    this.#all.push(() => close(part));
    return part;
  }
  async close(): Promise<void> {
    for (const close of this.#all.splice(0).reverse()) await close();
  }
}

interface Scene {
  readonly service: ServiceProcess;
  readonly simulatorUrl: string;
  readonly env: Record<string, string>;
}

async function openScene(database: TestDatabase, closers: Closers): Promise<Scene> {
  const simulator = closers.add(await startSimulatorInTest(), (one) => one.close());
  const home = closers.add(await database.create(), (one) => one.drop());
  const env = { ...home.env, SIMULATOR_URL: simulator.url };
  const service = closers.add(await startServiceProcess(env), (one) => one.close());
  return { service, simulatorUrl: simulator.url, env };
}

/** Every answer is repeated byte for byte, every gem and potion is where it was promised. */
async function expectAllKept(storm: Storm, scene: Scene, hint: string): Promise<void> {
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

function expectOnly(storm: Storm, allowed: RegExp, hint: string): void {
  const odd = [...storm.seen].filter(([status]) => !allowed.test(status));
  expect({ hint, odd }).toEqual({ hint, odd: [] });
  const refused = storm.operations.filter(({ answer }) => answer!.status >= 400).length;
  // A storm in which nothing happens proves nothing.
  expect(refused).toBeLessThan(storm.operations.length / 2);
}

describe.each(TEST_DATABASES)('a service that is killed in the middle, on $name', (database) => {
  const closers = new Closers();
  const seed = seedFromEnvironment();
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(database, closers);
  });
  afterAll(() => closers.close());

  it.each(Array.from({ length: ROUNDS }, (_, round) => [seed + round]))(
    'keeps what it promised and finishes the rest (SEED=%i)',
    async (roundSeed) => {
      const { service, simulatorUrl } = scene;
      const random = seededRandom(roundSeed);
      const hint = `SEED=${roundSeed} ${database.name}`;
      const storm = await prepareStorm({ url: service.url, simulatorUrl }, roundSeed, OPERATIONS);
      const killing = storm.at(Math.floor((0.1 + random() * 0.75) * OPERATIONS), async () => {
        await service.kill();
        await service.start();
      });
      await Promise.all([storm.run(), killing]);
      expectOnly(storm, /^(200|201|404|409|503|connection)$/, hint);
      expect(storm.seen.get('connection')).toBeGreaterThan(0);
      await expectAllKept(storm, scene, hint);
    },
  );
});

(WITH_MYSQL ? describe : describe.skip)('a database server that is killed in the middle', () => {
  const closers = new Closers();
  const seed = seedFromEnvironment();
  let scene: Scene;
  let server: DatabaseServer | null = null;
  beforeAll(async () => {
    server = await startDatabaseServer();
    if (!server) return;
    closers.add(server, (one) => one.stop());
    scene = await openScene(mysqlAt(server.url), closers);
  });
  afterAll(() => closers.close());

  it.each(Array.from({ length: ROUNDS }, (_, round) => [seed + round]))(
    'is told as 503, never as 500 or a wrong answer, and the service recovers (SEED=%i)',
    async (roundSeed) => {
      const database = server;
      if (!database) return; // MariaDB is not installed: another server is tested
      const { service, simulatorUrl } = scene;
      const random = seededRandom(roundSeed);
      const hint = `SEED=${roundSeed}`;
      const storm = await prepareStorm({ url: service.url, simulatorUrl }, roundSeed, OPERATIONS);
      const killing = storm.at(Math.floor((0.1 + random() * 0.75) * OPERATIONS), async () => {
        await database.kill();
        await sleep(random() * 4000);
        await database.start();
      });
      await Promise.all([storm.run(), killing]);
      expectOnly(storm, /^(200|201|404|409|503|connection)$/, hint);
      await expectAllKept(storm, scene, hint);
    },
  );
});
