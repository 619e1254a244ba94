import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quietPort } from '../../scripts/quiet-port.mjs';

/** TEST_DIST names another build, so that one can be tested while the next is being made. */
const DIST = process.env.TEST_DIST ?? join(__dirname, '../../dist');
const SCRIPT = join(DIST, 'src/main.js');
const START_MS_MAX = 30_000;

/** The built service as a process of its own, that can be killed and started again. */
export interface ServiceProcess {
  readonly url: string;
  /** Ends it as a power cut would: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  /** Starts it on the same port and data, and waits until it is ready. */
  start(): Promise<void>;
  /** What it wrote to its error stream, for a test that failed. */
  complaints(): string;
  close(): Promise<void>;
}

/** Starts the built service; throws when it is not ready within half a minute. */
export async function startServiceProcess(
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  if (!existsSync(SCRIPT)) throw new Error('the service is not built: run npm run build');
  const port = await quietPort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let complaints = '';

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  }

  async function start(): Promise<void> {
    const { PATH = '' } = process.env;
    child = spawn(process.execPath, [SCRIPT], {
      env: {
        PATH,
        LOG_LEVEL: 'error',
        RATE_LIMIT_PLAYER: '1000000/1000000',
        ...env,
        PORT: `${port}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (text: unknown) => {
      complaints = (complaints + String(text)).slice(-20_000);
    };
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    const started = child;
    const end = Date.now() + START_MS_MAX;
    while (Date.now() < end && started.exitCode === null) {
      if (await isReady(url)) return;
      await sleep(50);
    }
    await kill();
    throw new Error(`the service does not start: ${complaints}`);
  }

  await start();
  return { url, kill, start, complaints: () => complaints, close: () => kill() };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
