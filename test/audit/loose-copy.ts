import { join } from 'node:path';
import { DataSource, type QueryRunner } from 'typeorm';
import type { TestDatabase } from '../support/databases.js';

/**
 * The same rows in tables without keys and CHECKs: there everything can be planted that the
 * database itself would refuse, on every database alike.
 */
export interface LooseCopy {
  /** Runs the work in a transaction, with what it planted, and takes all of it back. */
  tried<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result>;
  drop(): Promise<void>;
}

/** A connection that may write, past the service. */
export async function writerAt(env: Readonly<Record<string, string>>): Promise<DataSource> {
  const url = env.DATABASE_URL;
  return new DataSource(
    url
      ? { type: 'mysql', url, charset: 'utf8mb4_bin', supportBigNumbers: true }
      : { type: 'better-sqlite3', database: join(env.DATA_DIR!, 'gemtill.sqlite') },
  ).initialize();
}

export async function looseCopy(
  database: TestDatabase,
  original: Readonly<Record<string, string>>,
): Promise<LooseCopy> {
  const home = await database.create();
  const source = await writerAt(home.env);
  for (const { name, from } of await tablesOf(source, original)) {
    await source.query(`CREATE TABLE ${name} AS SELECT * FROM ${from}`);
  }
  return {
    async tried(work) {
      const runner = source.createQueryRunner('master');
      await runner.startTransaction();
      try {
        return await work(runner);
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
    },
    async drop() {
      await source.destroy();
      await home.drop();
    },
  };
}

async function tablesOf(source: DataSource, original: Readonly<Record<string, string>>) {
  if (original.DATABASE_URL) {
    const schema = new URL(original.DATABASE_URL).pathname.slice(1);
    const rows: { name: string }[] = await source.query(
      'SELECT TABLE_NAME AS name FROM information_schema.tables WHERE TABLE_SCHEMA = ?',
      [schema],
    );
    return rows.map(({ name }) => ({ name, from: `${schema}.${name}` }));
  }
  await source.query('ATTACH ? AS original', [join(original.DATA_DIR!, 'gemtill.sqlite')]);
  const rows: { name: string }[] = await source.query(
    "SELECT name FROM original.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
  );
  return rows.map(({ name }) => ({ name, from: `original.${name}` }));
}
