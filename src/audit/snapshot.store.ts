import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Configuration } from '../platform/config/configuration.js';
import { dataSourceOptions, READER } from '../platform/database/data-sources.js';
import { failureText } from '../platform/database/failure.js';
import { databaseFaults } from '../platform/database/settings-guard.js';
import type { SqlRow, SqlValue } from '../platform/database/statement.js';

/** The audit could not look: says nothing about the books. The message is a sentence. */
export class AuditImpossible extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'AuditImpossible';
  }
}

/** The database at one moment. Nothing can be written through it. */
export interface Snapshot {
  readonly dialect: 'mysql' | 'sqlite';
  /** The time of the audit, in milliseconds since 1970 UTC. */
  readonly now: number;
  rows(text: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Settings of the server that endanger money, as sentences. */
  settingsFaults(): Promise<readonly string[]>;
}

/** Looks through a connection that is in a transaction already. */
export function snapshotOn(runner: QueryRunner, now: number): Snapshot {
  return {
    dialect: runner.connection.options.type === 'mysql' ? 'mysql' : 'sqlite',
    now,
    rows: (text, values = []) => runner.query(text, [...values]) as Promise<SqlRow[]>,
    settingsFaults: () => databaseFaults(runner.connection),
  };
}

/**
 * Opens one read-only, consistent snapshot on a connection of its own, lets the work look at it and
 * closes it. It takes no lock that a running service would wait for, and not the owner lock of the
 * embedded database. Throws `AuditImpossible` when there is nothing to look at.
 */
export async function withSnapshot<Result>(
  configuration: Configuration,
  now: number,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  assertDatabase(configuration);
  const source = new DataSource(dataSourceOptions(configuration, READER));
  const runner = await opened(source);
  try {
    return await work(snapshotOn(runner, now));
  } finally {
    await runner.query('ROLLBACK').catch(() => {});
    await runner.release();
    await source.destroy();
  }
}

/** A missing folder is refused here: opening would make an empty one and find it sound. */
function assertDatabase({ databaseUrl, dataDir }: Configuration): void {
  if (databaseUrl !== null || existsSync(join(dataDir, 'gemtill.sqlite'))) return;
  throw new AuditImpossible(
    `there is no database in the data folder ${dataDir}; set DATA_DIR or DATABASE_URL`,
  );
}

const MYSQL_BEGIN = [
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  // Sums over all entries need room; on disk they take several times as long.
  'SET SESSION tmp_table_size = 268435456, SESSION max_heap_table_size = 268435456',
  // The default of MySQL would cut off what an order with many items gave.
  'SET SESSION group_concat_max_len = 4194304',
  'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
];
/** The first read takes the snapshot. A long read never stops the writer in WAL mode. */
const SQLITE_BEGIN = ['PRAGMA query_only = ON', 'BEGIN', 'SELECT COUNT(*) FROM title'];

async function opened(source: DataSource): Promise<QueryRunner> {
  try {
    await source.initialize();
    const runner = source.createQueryRunner('master');
    const begin = source.options.type === 'mysql' ? MYSQL_BEGIN : SQLITE_BEGIN;
    for (const text of begin) await runner.query(text);
    return runner;
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    throw new AuditImpossible(`the database cannot be opened: ${failureText(error)}`);
  }
}
