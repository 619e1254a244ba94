// `npm run demo:catalog`: a week of a live-ops team against a service of its own, which lives in a
// temporary folder and ends with the demo. Nothing of yours is touched.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { playWeek } from './catalog-week.mjs';
import { quietPort } from './quiet-port.mjs';
import { answers, build, install, ROOT, start } from './tools.mjs';

const MILLISECONDS_MAX = 120_000;
const AHEAD_MS = 4_000;

install();
build();
const folder = mkdtempSync(join(tmpdir(), 'gemtill-demo-'));
const port = await quietPort();
const service = start([join(ROOT, 'dist', 'src', 'main.js')], {
  PORT: String(port),
  DATA_DIR: folder,
  DATABASE_URL: '',
  NODE_ENV: 'development',
  STORE_MODE: 'simulator',
  LOG_LEVEL: 'error',
});
const tooLong = setTimeout(() => {
  console.error('The demo takes too long; giving up.');
  service.kill('SIGKILL');
  process.exit(1);
}, MILLISECONDS_MAX);

let code = 0;
try {
  const url = `http://127.0.0.1:${port}`;
  if (!(await answers(`${url}/readyz`, 60_000))) throw new Error('the service does not start');
  await playWeek({
    url,
    now: Date.now,
    aheadMs: AHEAD_MS,
    waitUntil: (time) => sleep(Math.max(0, time - Date.now()) + 50),
    tell: console.log,
  });
  console.log('\nAll as it should be.');
} catch (error) {
  console.error(error.message);
  code = 1;
} finally {
  clearTimeout(tooLong);
  await ended(service);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

function ended(child) {
  if (child.exitCode !== null) return Promise.resolve();
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return end;
}
