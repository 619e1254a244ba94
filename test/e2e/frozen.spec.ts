import { setTimeout as sleep } from 'node:timers/promises';
import { startDatabaseServer } from '../support/database-server.js';
import { mysqlAt } from '../support/databases.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { Closers, expectAllKept, expectOnly, openScene } from '../support/scene.js';
import { prepareStorm } from '../support/storm.js';

const OPERATIONS = 200;
/** A request of the storm gives up after fifteen seconds: longer than any may wait. */
const FROZEN_MS = 18_000;

describe('a database server that freezes in the middle', () => {
  const closers = new Closers();
  afterAll(() => closers.close());

  it('keeps nobody waiting: each request is answered, and what was promised is kept', async () => {
    const server = await startDatabaseServer();
    if (!server) return; // MariaDB is not installed: nothing can be frozen
    closers.add(server, (one) => one.stop());
    const scene = await openScene(mysqlAt(server.url), closers);
    const seed = seedFromEnvironment();
    const hint = `SEED=${seed}`;
    const { service, simulatorUrl } = scene;
    const storm = await prepareStorm({ url: service.url, simulatorUrl }, seed, OPERATIONS);
    const at = Math.floor((0.1 + seededRandom(seed)() * 0.75) * OPERATIONS);
    const freezing = storm.at(at, async () => {
      server.freeze();
      await sleep(FROZEN_MS);
      server.thaw();
    });
    await Promise.all([storm.run(), freezing]);
    expectOnly(storm, /^(200|201|404|409|503)$/, hint);
    expect(storm.seen.get('503')).toBeGreaterThan(0);
    await expectAllKept(storm, scene, hint);
  });
});
