import { existsSync } from 'node:fs';
import { Test } from '@nestjs/testing';
import { getDataSourceToken } from '@nestjs/typeorm';
import { Database } from '../src/platform/database/database.js';
import { DatabaseModule } from '../src/platform/database/database.module.js';
import { openWriter } from '../src/platform/database/open-database.js';
import { DataFolderTaken } from '../src/platform/database/owner-lock.js';
import { sql } from '../src/platform/database/sql.js';
import { type SqlStatement, statement } from '../src/platform/database/statement.js';
import { TEST_DATABASES, testConfiguration } from './support/databases.js';

describe.each(TEST_DATABASES)('the database on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let module: Awaited<ReturnType<typeof open>>;
  let database: Database;

  async function open() {
    return Test.createTestingModule({
      imports: [DatabaseModule.of(testConfiguration(home.env))],
    }).compile();
  }

  beforeAll(async () => {
    home = await create();
    module = await open();
    database = module.get(Database);
  });

  afterAll(async () => {
    await module?.close();
    await home?.drop();
  });

  const put = (name: string, value: string) =>
    statement('INSERT INTO setting (name, value) VALUES (?, ?)', [name, value]);
  const read = async (name: string) => {
    const rows = await sql(database.reader).rows(
      statement('SELECT value FROM setting WHERE name = ?', [name]),
    );
    return rows[0]?.value;
  };

  it('commits a whole transaction or leaves nothing of it', async () => {
    await database.write((transaction) => sql(transaction).run(put('whole', '1')));
    await expect(
      database.write(async (transaction) => {
        await sql(transaction).run(put('half', '1'));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect([await read('whole'), await read('half')]).toEqual(['1', undefined]);
  });

  it.each([1, 3, 120])('updates each of %i rows by its key, and reads no other', async (count) => {
    const { dialect } = database;
    const key = (row: number) => [Buffer.alloc(16, 7), `offer-${String(row).padStart(4, '0')}`];
    const rows = Array.from({ length: 400 }, (_, row) => [...key(row), row]);
    const table = { table: 'offer_usage', columns: ['player_id', 'offer', 'used'] };
    const changes = rows.slice(0, count).map((row, at) => [...row.slice(0, 2), 1_000 + at]);
    const update = { table: 'offer_usage', key: ['player_id', 'offer'], set: 'used' };
    const lane = database.lane();
    await lane.transact({ load: [], decide: () => dialect.insert({ ...table, rows }) });
    await lane.transact({
      load: [],
      decide: () => dialect.updateEach({ ...update, rows: changes }),
    });
    await lane.close();
    const stored = await sql(database.reader).rows(
      statement('SELECT used FROM offer_usage ORDER BY offer'),
    );
    const used = stored.map((row) => Number(row.used));
    expect(used).toEqual(rows.map((_, row) => (row < count ? 1_000 + row : row)));
    for (const one of dialect.updateEach({ ...update, rows: changes }) as SqlStatement[]) {
      const explain =
        dialect.name === 'mysql' ? 'EXPLAIN FORMAT=TRADITIONAL' : 'EXPLAIN QUERY PLAN';
      const plan = await sql(database.reader).rows({ ...one, sql: `${explain} ${one.sql}` });
      const read = plan.map((step) => `${step.type ?? ''} ${step.detail ?? ''}`).join();
      expect(read).not.toMatch(/ALL|index |SCAN/);
      expect(read).toMatch(/range|const|SEARCH/);
    }
    await database.write((transaction) =>
      sql(transaction).run(statement('DELETE FROM offer_usage')),
    );
  });

  it('reaches a server on this machine through its socket', async () => {
    if (database.dialect.name === 'sqlite') return;
    const [row] = await sql(database.reader).rows(statement('SELECT @@socket AS path'));
    if (!existsSync(String(row!.path))) return; // the server of TEST_DATABASE_URL is elsewhere
    const url = new URL(home.env.DATABASE_URL!);
    url.searchParams.set('socketPath', String(row!.path));
    url.port = '9'; // nobody listens there: only the socket can have answered
    const source = await openWriter(testConfiguration({ ...home.env, DATABASE_URL: url.href }));
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await source.destroy();
  });

  it('keeps many transactions at once apart', async () => {
    const work = Array.from({ length: 40 }, (_, index) =>
      database
        .write(async (transaction) => {
          await sql(transaction).run(put(`crowd-${index}`, 'x'));
          if (index % 4 === 0) throw new Error('planned');
        })
        .then(() => 'kept')
        .catch(() => 'left'),
    );
    const ends = await Promise.all(work);
    for (const [index, end] of ends.entries()) {
      expect(end).toBe(index % 4 === 0 ? 'left' : 'kept');
      expect(await read(`crowd-${index}`)).toBe(index % 4 === 0 ? undefined : 'x');
    }
  });

  it('hands a lane what it loaded and writes all of it or none', async () => {
    const lane = database.lane();
    const load = [statement("SELECT COUNT(*) AS count FROM setting WHERE name LIKE 'lane-%'")];
    await lane.transact({ load, decide: (rows) => [put('lane-1', String(rows[0]?.[0]?.count))] });
    await expect(
      lane.transact({ load, decide: () => [put('lane-2', 'a'), put('lane-1', 'again')] }),
    ).rejects.toThrow();
    await lane.transact({ load, decide: (rows) => [put('lane-3', String(rows[0]?.[0]?.count))] });
    await lane.close();
    expect([await read('lane-1'), await read('lane-2'), await read('lane-3')]).toEqual([
      '0',
      undefined,
      '1',
    ]);
  });

  it('keeps keys apart that the usual collations take for one', async () => {
    // Every portable collation ignores trailing spaces: they are refused at the edge instead.
    const names = ['AbC', 'abc', 'aBC'];
    for (const name of names) {
      await database.write((transaction) => sql(transaction).run(put(name, name)));
    }
    expect(await Promise.all(names.map(read))).toEqual(names);
  });

  it('keeps whole numbers exact up to the largest balance', async () => {
    const rows = await sql(database.reader).rows(statement('SELECT 9000000000000000 AS most'));
    expect(rows[0]?.most).toBe(9_000_000_000_000_000);
  });

  it('refuses a broken invariant by a constraint of its own', async () => {
    const broken = statement(
      'INSERT INTO account (player_id, currency, bucket, balance, number) VALUES (?, ?, ?, ?, ?)',
      [Buffer.alloc(16), 'GEM', 1, -1, 1],
    );
    await expect(database.write((transaction) => sql(transaction).run(broken))).rejects.toThrow();
  });

  it('upgrades an existing database without a change', async () => {
    const before = await read('whole');
    await module.close();
    module = await open();
    database = module.get(Database);
    expect(await read('whole')).toBe(before);
  });

  it('lets a second process in only when they do not share an embedded database', async () => {
    const configuration = testConfiguration(home.env);
    const second = openWriter(configuration);
    if (configuration.databaseUrl === null) await expect(second).rejects.toThrow(DataFolderTaken);
    else await (await second).destroy();
    expect(module.get(getDataSourceToken('writer')).isInitialized).toBe(true);
  });
});
