import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { Configuration } from '../config/configuration.js';

/** The names under which `@nestjs/typeorm` knows the two sources. */
export const READER = 'reader';
export const WRITER = 'writer';

type SourceConfiguration = Pick<Configuration, 'databaseUrl' | 'dataDir' | 'tillLanes'>;

const MYSQL_READ_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * How to reach the database. Reads and writes have connections of their own: on MySQL so that only
 * the writing ones may run several statements at once, on SQLite so that reads never see what is
 * not committed.
 */
export function dataSourceOptions(
  configuration: SourceConfiguration,
  role: typeof READER | typeof WRITER,
): DataSourceOptions {
  if (configuration.databaseUrl === null) return sqliteOptions(configuration.dataDir, role);
  // A server on the same machine is reached with less work through its socket.
  const socketPath = new URL(configuration.databaseUrl).searchParams.get('socketPath');
  return {
    // mysql2 speaks to MySQL and MariaDB alike; the type only matters to generated schemas.
    type: 'mysql',
    url: configuration.databaseUrl.split('?')[0]!,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // The writers beside the till's lanes: sign-ins, jobs, migrations.
    poolSize: role === WRITER ? configuration.tillLanes + 4 : MYSQL_READ_CONNECTIONS,
    extra: {
      multipleStatements: role === WRITER,
      connectionLimit: role === WRITER ? configuration.tillLanes + 4 : MYSQL_READ_CONNECTIONS,
      queueLimit: 10_000,
      enableKeepAlive: true,
      ...(socketPath && { socketPath }),
    },
  };
}

function sqliteOptions(folder: string, role: typeof READER | typeof WRITER): DataSourceOptions {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    type: 'better-sqlite3',
    database: join(folder, 'gemtill.sqlite'),
    enableWAL: role === WRITER,
    readonly: role === READER,
    timeout: 5_000,
    prepareDatabase: (database: { pragma(text: string): unknown }) => {
      if (role === WRITER) database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      database.pragma('cache_size = -65536');
    },
  };
}

/**
 * Prepares the session of every new MySQL connection before its first statement, and of the one
 * that TypeORM opened while it connected: it is idle in the pool and was there before the listener.
 */
export async function prepareConnections(source: DataSource): Promise<void> {
  const driver = source.driver as unknown as {
    pool?: { on(event: 'connection', listener: (connection: RawConnection) => void): void };
  };
  if (!driver.pool) return;
  driver.pool.on('connection', (connection) => {
    for (const text of SESSION_SETTINGS) connection.query(text, () => {});
  });
  const runner = source.createQueryRunner('master');
  try {
    for (const text of SESSION_SETTINGS) await runner.query(text);
  } finally {
    await runner.release();
  }
}

interface RawConnection {
  query(text: string, done: (error: unknown) => void): void;
}

/**
 * The executable comment is read by MariaDB alone: an IN list of 1,000 values would become a
 * subquery there, whose rows are locked in another order (measured: nine of ten deadlock).
 */
const SESSION_SETTINGS = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION innodb_lock_wait_timeout = 3, SESSION time_zone = '+00:00'",
  '/*M! SET SESSION in_predicate_conversion_threshold = 0 */',
];
