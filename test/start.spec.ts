import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quietPort } from '../scripts/quiet-port.mjs';

const PATIENCE_MS = 60_000;

/** As npm runs it: by a shell, which passes no signal on. */
function npmStart(env: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn('sh', ['-c', 'node scripts/start.mjs; exit $?'], {
    cwd: join(__dirname, '..'),
    env: { PATH, HOME, npm_lifecycle_event: 'start', ...env },
    stdio: 'ignore',
  });
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function until(wanted: boolean, url: string): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    if ((await answers(url)) === wanted) return true;
  }
  return false;
}

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gemtill-start-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('ends with npm, however npm ends, and starts again on the same port and data', async () => {
    const [port, simulatorPort] = [await quietPort(), await quietPort()];
    const url = `http://127.0.0.1:${port}`;
    const env = { PORT: `${port}`, SIMULATOR_PORT: `${simulatorPort}`, DATA_DIR: folder };
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const shell = npmStart(env);
      try {
        expect(await until(true, url)).toBe(true);
      } finally {
        shell.kill(signal);
      }
      expect(await until(false, url)).toBe(true);
    }
  });
});
