import { setTimeout as sleep } from 'node:timers/promises';
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.js';
import { mysqlAt, TEST_DATABASES } from '../support/databases.js';
import { rounds } from '../support/proof.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { Closers, expectAllKept, expectOnly, openScene, type Scene } from '../support/scene.js';
import { prepareStorm } from '../support/storm.js';

const OPERATIONS = rounds({ usual: 80, long: 200 });
/** KILL_ROUNDS=50 for a night; each takes some seconds. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? rounds({ usual: 1, long: 5 }));
const WITH_MYSQL = TEST_DATABASES.length > 1;

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
