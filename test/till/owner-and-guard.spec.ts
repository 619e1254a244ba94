import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { openWriter } from '../../src/platform/database/open-database.js';
import { DataFolderTaken, ownDataFolder } from '../../src/platform/database/owner-lock.js';
import { UnsafeDatabase } from '../../src/platform/database/settings-guard.js';
import { testConfiguration } from '../support/databases.js';

interface PrivateServer {
  readonly url: string;
  stop(): Promise<void>;
}
// The script is plain JavaScript, which has no types.
const { startPrivateMariadb } = require('../../scripts/private-mariadb.mjs') as {
  startPrivateMariadb(options: { extra: string[] }): Promise<PrivateServer | null>;
};

describe('the owner lock of a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gemtill-owner-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Another process that owns the folder, by the same words that `owner-lock.ts` says. */
  async function otherOwner(): Promise<ChildProcess> {
    const driver = JSON.stringify(require.resolve('better-sqlite3'));
    const file = JSON.stringify(join(folder, 'owner.lock'));
    const program = `
      const lock = new (require(${driver}))(${file});
      lock.exec('BEGIN EXCLUSIVE');
      process.stdout.write('mine');
      setInterval(() => lock.inTransaction, 1000);`;
    const child = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    return child;
  }

  it('is let go by the operating system when its process is killed', async () => {
    const child = await otherOwner();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      await expect(ownDataFolder(folder)).rejects.toThrow(DataFolderTaken);
    } finally {
      child.kill('SIGKILL');
    }
    await ended;
    const mine = await ownDataFolder(folder);
    await mine.release();
  });

  it('holds within one process too, and says what to do', async () => {
    const mine = await ownDataFolder(folder);
    await expect(ownDataFolder(folder)).rejects.toThrow(/stop it or set DATA_DIR/);
    await mine.release();
    await (await ownDataFolder(folder)).release();
  });

  it('is not kept by a start that fails', async () => {
    const configuration = testConfiguration({ DATA_DIR: folder });
    const first = await openWriter(configuration);
    await expect(openWriter(configuration)).rejects.toThrow(DataFolderTaken);
    await first.destroy();
    await (await openWriter(configuration)).destroy();
  });
});

describe('a MariaDB server whose settings endanger money', () => {
  let server: PrivateServer | null;
  let url: string;

  beforeAll(async () => {
    const unsafe = ['--innodb-flush-log-at-trx-commit=2', '--sql-mode=', '--max-allowed-packet=1M'];
    const small = ['--innodb-buffer-pool-size=64M', '--innodb-log-file-size=16M'];
    server = await startPrivateMariadb({ extra: [...unsafe, ...small] });
    if (!server) {
      console.warn('NOT TESTED: unsafe settings; MariaDB is not installed here.');
      return;
    }
    const connection = await createConnection(server.url);
    await connection.query('CREATE DATABASE gemtill_unsafe');
    await connection.end();
    url = server.url.replace(/mysql$/, 'gemtill_unsafe');
  });

  afterAll(() => server?.stop());

  const start = (env: Record<string, string>) =>
    openWriter(testConfiguration({ DATABASE_URL: url, ...env }));
  const LIVE = { NODE_ENV: 'production', SECRET_KEY: 'k'.repeat(32) };

  it('is refused in production, with one sentence for each fault', async () => {
    if (!server) return;
    const error = await start(LIVE).catch((reason) => reason);
    expect(error).toBeInstanceOf(UnsafeDatabase);
    const names = (error as UnsafeDatabase).faults.map((fault) => fault.split(' ')[0]);
    expect(names).toEqual(
      expect.arrayContaining(['innodb_flush_log_at_trx_commit', 'sql_mode', 'max_allowed_packet']),
    );
    expect(error.message).toContain('must be 1: a power cut would lose payments');
    expect(error.message).not.toContain(url);
  });

  it('is taken in development, and in production only by whoever says so', async () => {
    if (!server) return;
    await (await start({})).destroy();
    await (await start({ ...LIVE, DATABASE_UNSAFE_SETTINGS_ALLOWED: 'true' })).destroy();
  });

  it('is refused for a table that no transaction protects', async () => {
    if (!server) return;
    const source = await start({});
    await source.query('CREATE TABLE loose (id INT) ENGINE=MyISAM');
    await source.destroy();
    const error = await start(LIVE).catch((reason) => reason);
    expect(error.faults).toContain('table loose must use the InnoDB engine');
  });
});
