import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { type Configuration, readConfiguration } from '../../src/platform/config/configuration.js';

/** A fresh, empty database for one test file, of a kind that the test run offers. */
export interface TestDatabase {
  readonly name: string;
  /** Environment variables that point a service at a new database. */
  create(): Promise<{ env: Record<string, string>; drop(): Promise<void> }>;
}

const SQLITE: TestDatabase = {
  name: 'embedded SQLite',
  async create() {
    const folder = mkdtempSync(join(tmpdir(), 'gemtill-'));
    return {
      env: { DATA_DIR: folder },
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

/** New databases on a server: `scripts/test.mjs` starts one, or takes that of TEST_DATABASE_URL. */
export function mysqlAt(url: string): TestDatabase {
  return {
    name: process.env.TEST_DATABASE_NAME ?? 'MySQL',
    async create() {
      const folder = mkdtempSync(join(tmpdir(), 'gemtill-'));
      const database = `gemtill_test_${randomBytes(6).toString('hex')}`;
      await administer(url, `CREATE DATABASE ${database}`);
      const own = new URL(url);
      own.pathname = `/${database}`;
      return {
        env: { DATA_DIR: folder, DATABASE_URL: own.href },
        drop: async () => {
          rmSync(folder, { recursive: true, force: true });
          await administer(url, `DROP DATABASE ${database}`);
        },
      };
    },
  };
}

async function administer(url: string, text: string): Promise<void> {
  const source = await new DataSource({ type: 'mysql', url }).initialize();
  try {
    await source.query(text);
  } finally {
    await source.destroy();
  }
}

/** Every database that this test run can reach; store tests run on each of them. */
export const TEST_DATABASES: readonly TestDatabase[] = process.env.TEST_DATABASE_URL
  ? [SQLITE, mysqlAt(process.env.TEST_DATABASE_URL)]
  : [SQLITE];

/**
 * One database in `npm test`, each in `npm run prove`: for long walks through the whole service
 * whose stores, operations and rules are tested on every database elsewhere. `last` is the server,
 * when there is one.
 */
export function sampledDatabases(which: 'first' | 'last'): readonly TestDatabase[] {
  if (process.env.PROOF === 'long') return TEST_DATABASES;
  return which === 'first' ? TEST_DATABASES.slice(0, 1) : TEST_DATABASES.slice(-1);
}

export function testConfiguration(env: Record<string, string>): Configuration {
  return readConfiguration({ LOG_LEVEL: 'silent', PORT: '0', SIMULATOR_PORT: '9', ...env });
}
