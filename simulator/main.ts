import { join } from 'node:path';
import { startSimulator } from './server.js';

const { env } = process;
const port = Number(env.SIMULATOR_PORT ?? (env.PORT ? Number(env.PORT) + 1 : 3001));
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error('SIMULATOR_PORT must be a port number, such as 3001.');
  process.exit(1);
}

const simulator = await startSimulator({
  folder: join(env.DATA_DIR ?? '.data', 'simulator'),
  port,
  host: env.SIMULATOR_HOST ?? '127.0.0.1',
});
console.log(`Store simulator (TEST ONLY) listens on ${simulator.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
