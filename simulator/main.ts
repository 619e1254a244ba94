import { join } from 'node:path';
import { startSimulator } from './server.js';

/** sysexits.h EX_CONFIG: starting again cannot help, so a supervisor should not. */
const EXIT_CONFIGURATION = 78;

const { env } = process;
const port = Number(env.SIMULATOR_PORT ?? (env.PORT ? Number(env.PORT) + 1 : 3001));
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error('SIMULATOR_PORT must be a port number, such as 3001.');
  process.exit(EXIT_CONFIGURATION);
}

const simulator = await startSimulator({
  folder: join(env.DATA_DIR ?? '.data', 'simulator'),
  port,
  host: env.SIMULATOR_HOST ?? '127.0.0.1',
}).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error('The simulator’s port is in use; set SIMULATOR_PORT to a free one.');
  process.exit(EXIT_CONFIGURATION);
});
console.log(`Store simulator (TEST ONLY) listens on ${simulator.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
