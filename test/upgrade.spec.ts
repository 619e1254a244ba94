import { join } from 'node:path';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { dataSourceOptions, WRITER } from '../src/platform/database/data-sources.js';
import { migrationsOf } from '../src/platform/database/migration-files.js';
import { openWriter } from '../src/platform/database/open-database.js';
import { brokenRules } from './support/book-reader.js';
import { TEST_DATABASES, type TestDatabase, testConfiguration } from './support/databases.js';
import { firstVersionOf } from './support/first-version.js';
import { giveFree, orderOf, signIn } from './support/player.js';
import { rounds } from './support/proof.js';
import { startService } from './support/service.js';
import { expectSoundBooks } from './support/sound.js';

const FOLDER = join(__dirname, '..', 'migrations');

/** A database that outlives the service on it. */
async function lasting(database: TestDatabase) {
  const home = await database.create();
  const kept: TestDatabase = {
    name: database.name,
    create: async () => ({ env: home.env, drop: async () => {} }),
  };
  return { kept, home };
}

describe.each(TEST_DATABASES)('a database of the first version on $name', (database) => {
  it('is brought up to date with its books, its answers and its players intact', async () => {
    const { kept, home } = await lasting(database);
    try {
      const before = await startService(kept);
      const player = await signIn(before, { store: 'google' });
      await player.fund(500);
      await player.fund(100);
      await giveFree(before, player, 70);
      const paid = await player.pay(100, { pending: true });
      await player.send('/topups', { store: 'google', proof: paid.proof });
      const asked = [
        ['/orders', orderOf('dragon'), 'an-order-of-the-first'],
        ['/orders', orderOf('potion', 3), 'potions-of-the-first'],
        ['/orders', orderOf('dragon'), 'a-refusal-of-the-first'],
      ] as const;
      const answers = [];
      for (const [path, body, key] of asked) answers.push(await player.send(path, body, key));
      const gems = await player.gems();
      await before.close();

      await firstVersionOf(home.env);
      const after = await startService(kept);
      try {
        expect(await brokenRules(after.books)).toEqual([]);
        await expectSoundBooks(after);
        for (const [at, [path, body, key]] of asked.entries()) {
          const again = await player.send(path, body, key, after.url);
          const { status, text } = answers[at]!;
          expect([again.status, again.text, again.replayed]).toEqual([status, text, true]);
        }
        const back = await signIn(after, { store: 'google', storage: player.storage });
        expect(back.id).toBe(player.id);
        expect(await back.gems()).toEqual(gems);
        expect((await back.send('/orders', orderOf('potion'))).status).toBe(201);
        await expectSoundBooks(after);
      } finally {
        await after.close();
      }
    } finally {
      await home.drop();
    }
  });
});

const SERVERS = TEST_DATABASES.filter((one) => one.name !== TEST_DATABASES[0]!.name);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

for (const database of SERVERS) {
  describe(`migrations on ${database.name}`, () => {
    const tables = async (source: DataSource): Promise<string[]> => {
      const names = await source.query('SHOW TABLES');
      const texts: string[] = [];
      for (const row of names as Record<string, string>[]) {
        const [created] = await source.query(`SHOW CREATE TABLE ${Object.values(row)[0]}`);
        texts.push((created as Record<string, string>)['Create Table']!);
      }
      return texts;
    };
    it(`may be ended at any moment and go on afterwards (SEED=${seed})`, async () => {
      const whole = await database.create();
      const wanted = await openWriter(testConfiguration(whole.env));
      const expected = await tables(wanted);
      const total = 2 * expected.length;
      await wanted.destroy();
      await whole.drop();
      for (let round = 0; round < rounds({ usual: 2, long: 20 }); round++) {
        const { env, drop } = await database.create();
        const configuration = testConfiguration(env);
        // Killed so often, each time after some more statements, with and without a note of the
        // last.
        for (let time = 0; time < 3; time++) {
          const left = { statements: ((seed + 7 * round + 13 * time) % total) + 1 };
          await interrupted(configuration, left);
        }
        const writer = await openWriter(configuration);
        expect(await tables(writer)).toEqual(expected);
        await writer.destroy();
        await drop();
      }
    });
  });
}

class Killed extends Error {}

/** Runs the migrations until so many statements were carried out; then the connection is gone. */
async function interrupted(
  configuration: ReturnType<typeof testConfiguration>,
  left: { statements: number },
): Promise<void> {
  const migrations = migrationsOf(FOLDER, 'mysql').map(
    (Migration) =>
      class extends (Migration as new () => MigrationInterface) {
        override up(runner: QueryRunner) {
          return super.up(dying(runner, left));
        }
      },
  );
  const source = new DataSource({ ...dataSourceOptions(configuration, WRITER), migrations });
  await source.initialize();
  const log = jest.spyOn(console, 'log').mockImplementation(() => {}); // it tells what failed
  await source.runMigrations({ transaction: 'none' }).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  log.mockRestore();
  await source.destroy();
}

function dying(runner: QueryRunner, left: { statements: number }): QueryRunner {
  return new Proxy(runner, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      if (name !== 'query') return value.bind(target);
      return async (...args: unknown[]) => {
        if (left.statements <= 0) throw new Killed();
        left.statements -= 1;
        return (value as (...args: unknown[]) => Promise<unknown>).apply(target, args);
      };
    },
  });
}
