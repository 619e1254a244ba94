// `npm test`: every test, on embedded SQLite and, when there is one, on a MySQL or MariaDB server:
// the one of TEST_DATABASE_URL, else a private MariaDB in a temporary folder.
import { spawn } from 'node:child_process';
import { build, install, installIntegrations, ROOT, tool } from './tools.mjs';

install();
installIntegrations();
build();
const { startPrivateMariadb } = await import('./private-mariadb.mjs');
const given = process.env.TEST_DATABASE_URL;
const server = given ? null : await startPrivateMariadb();
const url = given ?? server?.url;
const names = ['embedded SQLite', ...(url ? [await versionOf(url)] : [])];

// A larger young generation: a tenth less work, since what a suite loads dies with it.
const args = [
  '--max-semi-space-size=64',
  tool('jest', 'bin/jest.js'),
  '--forceExit',
  ...process.argv.slice(2),
];
const env = { ...process.env, NODE_ENV: 'test' };
if (url) Object.assign(env, { TEST_DATABASE_URL: url, TEST_DATABASE_NAME: names[1] });
const code = await new Promise((resolve) => {
  const jest = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env });
  jest.on('exit', (status) => resolve(status ?? 1));
});
await server?.stop();
console.log(`\nRan on: ${names.join(' and ')}.`);
if (!url) {
  console.log('MySQL or MariaDB was not tested: install mariadb-server, or set TEST_DATABASE_URL.');
}
process.exit(code);

async function versionOf(address) {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(address);
  const [rows] = await connection.query('SELECT VERSION() AS version');
  await connection.end();
  const { version } = rows[0];
  return /mariadb/i.test(version) ? `MariaDB ${version.split('-')[0]}` : `MySQL ${version}`;
}
