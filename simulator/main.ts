import { join } from 'node:path';
import { FolderTaken } from './folder-lock.js';
import { startSimulator } from './server.js';

/** sysexits.h EX_CONFIG: starting again cannot help, so a supervisor should not. */
const EXIT_CONFIGURATION = 78;

const { env } = process;
const servicePort = Number(env.PORT || 3000);
const port = Number(env.SIMULATOR_PORT || servicePort + 1);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  stop('SIMULATOR_PORT must be a port number, such as 3001.');
}
const notifyUrl = addressOf('SIMULATOR_NOTIFY_URL') ?? `http://127.0.0.1:${servicePort}`;

const simulator = await startSimulator({
  folder: join(env.DATA_DIR || '.data', 'simulator'),
  port,
  host: env.SIMULATOR_HOST || '127.0.0.1',
  publicUrl: addressOf('SIMULATOR_PUBLIC_URL'),
  // `none` is for who wants to hear nothing.
  notifyUrl: notifyUrl === 'none' ? undefined : notifyUrl,
  seed: env.SIMULATOR_SEED || undefined,
}).catch((error: NodeJS.ErrnoException) => {
  if (error instanceof FolderTaken) stop(error.message);
  if (error.code !== 'EADDRINUSE') throw error;
  stop('The simulator’s port is in use; set SIMULATOR_PORT to a free one.');
});
console.log(`Store simulator (TEST ONLY) listens on ${simulator.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}

function addressOf(name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (text === 'none' && name === 'SIMULATOR_NOTIFY_URL') return text;
  if (!/^https?:\/\/[^\s/]+/.test(text)) {
    stop(`${name} must be an address, such as http://127.0.0.1:3000.`);
  }
  return text.replace(/\/+$/, '');
}

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(EXIT_CONFIGURATION);
}
