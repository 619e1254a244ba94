// The database under the bench: a private MariaDB that flushes at every commit, the embedded one,
// or the one of DATABASE_URL.
import { createConnection } from 'mysql2/promise';
import { startPrivateMariadb } from '../scripts/private-mariadb.mjs';

const SETTINGS = [
  'innodb_flush_log_at_trx_commit',
  'innodb_flush_method',
  'innodb_doublewrite',
  'innodb_buffer_pool_size',
  'innodb_log_file_size',
  'sync_binlog',
  'log_bin',
];

/** Starts or finds the database: environment for the service, process to watch, and its facts. */
export async function startDatabase(kind, givenUrl) {
  if (kind === 'sqlite') {
    const facts = { kind: 'SQLite (embedded)', settings: { journal: 'WAL', synchronous: 'FULL' } };
    return { env: {}, pid: null, facts, stop: async () => {}, kill() {} };
  }
  if (kind === 'given') {
    const facts = await factsOf(givenUrl);
    return { env: { DATABASE_URL: givenUrl }, pid: null, facts, stop: async () => {}, kill() {} };
  }
  const server = await startPrivateMariadb();
  if (server === null) throw new Error('MariaDB is not installed; add --database sqlite.');
  try {
    const made = async (name) => {
      await ask(server.url, `CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      // As one would run both on one machine.
      if (kind === 'mariadb') url.searchParams.set('socketPath', server.socketPath);
      return url;
    };
    const url = await made('gemtill_bench');
    return {
      env: { DATABASE_URL: url.href },
      yardstickUrl: (await made('gemtill_yardstick')).href,
      pid: server.pid(),
      facts: await factsOf(url.href),
      stop: () => server.stop(),
      kill: () => void server.kill(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function ask(url, text) {
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
  try {
    const [rows] = await connection.query(text);
    return rows;
  } finally {
    await connection.end();
  }
}

async function factsOf(url) {
  const [{ version }] = await ask(url, 'SELECT VERSION() AS version');
  const rows = await ask(url, 'SHOW VARIABLES');
  const values = new Map(rows.map((row) => [row.Variable_name, row.Value]));
  const settings = Object.fromEntries(
    SETTINGS.filter((name) => values.has(name)).map((name) => [name, values.get(name)]),
  );
  return { kind: version, settings };
}
