// A MariaDB server of our own in a temporary folder, with every commit flushed to disk. Used by the
// tests and the bench when the machine has MariaDB installed and no server is given.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietPort } from './quiet-port.mjs';

const PLACES = [
  '/usr/sbin/mariadbd',
  '/usr/local/sbin/mariadbd',
  '/usr/libexec/mariadbd',
  '/opt/homebrew/bin/mariadbd',
];

/** Starts a server, or returns null when MariaDB is not installed. */
export async function startPrivateMariadb({ extra = [] } = {}) {
  const server = PLACES.find((path) => existsSync(path));
  if (!server) return null;
  const folder = mkdtempSync(join(tmpdir(), 'gemtill-db-'));
  const data = join(folder, 'data');
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? ['--user=root'] : [];
  const made = spawnSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    { stdio: 'pipe' },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db failed: ${made.stderr}`);
  const port = await quietPort();
  const socketPath = join(folder, 's.sock');
  const args = [
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    `--socket=${socketPath}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-flush-method=O_DIRECT',
    '--innodb-buffer-pool-size=1G',
    '--innodb-log-file-size=1G',
    '--performance-schema=OFF',
    ...extra,
  ];
  let child = spawn(server, args, { stdio: 'ignore' });
  const url = `mysql://root@127.0.0.1:${port}/mysql`;
  await reachable(port);
  const ended = () => new Promise((resolve) => child.once('exit', resolve));
  return {
    url,
    port,
    socketPath,
    pid: () => child.pid,
    /** Ends the server at once, as a crash would. */
    async kill() {
      const end = ended();
      child.kill('SIGKILL');
      await end;
    },
    /** Stops it where it stands, without closing anything, until `thaw`. */
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    async start() {
      child = spawn(server, args, { stdio: 'ignore' });
      await reachable(port);
    },
    async stop() {
      const end = ended();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await end;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function reachable(port) {
  const { connect } = await import('node:net');
  for (let attempt = 0; attempt < 300; attempt++) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => resolve(true)).once('error', () => resolve(false));
      socket.setTimeout(1000, () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the private MariaDB server does not answer');
}
