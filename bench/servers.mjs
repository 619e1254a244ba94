// Starts what is measured, and ends all of it, whatever happens.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quietPort } from '../scripts/quiet-port.mjs';
import { ROOT } from '../scripts/tools.mjs';
import { startDatabase } from './private-database.mjs';

const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const LOG_CHARACTERS = 3_000;
const UNLIMITED = '999999999/999999999';
/** As scripts/start.mjs and the image start it. */
const FLAGS = ['--max-semi-space-size=64', '--no-parallel-scavenge'];

/** What was started, in order; `stop` ends it in the opposite one. */
export class Servers {
  #stops = [];
  #kills = [];

  /** Set by the caller at the end: nothing is kept then but a profile. */
  succeeded = false;

  constructor(folder) {
    this.folder = folder;
  }

  static make() {
    const work = join(ROOT, '.tmp', 'bench');
    mkdirSync(work, { recursive: true });
    const servers = new Servers(mkdtempSync(join(work, 'run-')));
    process.on('exit', () => servers.kill());
    return servers;
  }

  async start({ database, databaseUrl, profile, yardstick, players, signal }) {
    // A copy, since a build by somebody else would pull the files from under the run.
    cpSync(join(ROOT, 'dist'), join(this.folder, 'dist'), { recursive: true });
    const started = await startDatabase(database, databaseUrl);
    this.#stops.push(started.stop);
    this.#kills.push(started.kill);
    signal.throwIfAborted();
    this.database = started.facts;
    [this.port, this.simulatorPort] = [await quietPort(), await quietPort()];
    const env = this.#environment(started.env);
    const simulator = this.#run('simulator', 'simulator/main.js', { env });
    await this.#answers(simulator, `http://127.0.0.1:${this.simulatorPort}/pki/root.pem`, signal);
    this.profileFolder = join(this.folder, 'profile');
    const flags = profile
      ? [...FLAGS, '--cpu-prof', `--cpu-prof-dir=${this.profileFolder}`]
      : FLAGS;
    this.service = this.#run('service', 'src/main.js', { env, flags });
    await this.#answers(this.service, `http://127.0.0.1:${this.port}/readyz`, signal);
    this.pids = { service: this.service.child.pid, simulator: simulator.child.pid };
    if (started.pid !== null) this.pids.database = started.pid;
    if (yardstick) this.yardstick = await this.#startYardstick(started, players, signal);
  }

  /** The minimal shop on a database of its own in the same server, and the secret of its tokens. */
  async #startYardstick({ pid, yardstickUrl }, players, signal) {
    const [port, secret] = [await quietPort(), randomBytes(32)];
    const env = {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_URL: yardstickUrl,
      YARDSTICK_SECRET: secret.toString('base64url'),
      YARDSTICK_PLAYERS: String(players),
    };
    const script = join(ROOT, 'bench', 'yardstick', 'main.mjs');
    const server = this.#run('yardstick', script, { env, flags: FLAGS });
    await this.#answers(server, `http://127.0.0.1:${port}/metrics`, signal);
    return { port, secret, pids: { service: server.child.pid, database: pid } };
  }

  /** Ends the service alone, so that it writes its profile; `stop` can follow. */
  stopService() {
    return end(this.service.child);
  }

  async stop() {
    for (const stop of this.#stops.splice(0).reverse()) {
      await stop().catch((error) => console.error(error.message));
    }
    this.#kills = [];
    // A failed run leaves its logs, a profiled one its profile and the sources that it names.
    const done = this.succeeded ? [this.folder] : ['dist', 'data'].map((name) => this.#path(name));
    const left = existsSync(this.profileFolder ?? '') ? [this.#path('data')] : done;
    for (const path of left) rmSync(path, { recursive: true, force: true });
  }

  /** The last resort when the process ends at once. */
  kill() {
    for (const kill of this.#kills.splice(0)) kill();
  }

  #path(name) {
    return join(this.folder, name);
  }

  #environment(database) {
    const { NODE_ENV: _, DATABASE_URL: __, ...inherited } = process.env;
    return {
      ...inherited,
      ...database,
      PORT: String(this.port),
      SIMULATOR_PORT: String(this.simulatorPort),
      DATA_DIR: join(this.folder, 'data'),
      LOG_LEVEL: 'warn',
      RATE_LIMIT_ADDRESS: UNLIMITED,
      RATE_LIMIT_SIGN_UP: UNLIMITED,
      RATE_LIMIT_PLAYER: UNLIMITED,
      RATE_LIMIT_SERVER: UNLIMITED,
      LIVE_STREAMS: '1000000',
    };
  }

  #run(name, script, { env, flags = [] }) {
    const log = join(this.folder, `${name}.log`);
    const out = openSync(log, 'w');
    const path = resolve(this.folder, 'dist', script);
    const args = ['--enable-source-maps', ...flags, path];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', out, out], env });
    closeSync(out);
    this.#stops.push(() => end(child));
    this.#kills.push(() => child.kill('SIGKILL'));
    return { name, child, log };
  }

  async #answers({ name, child, log }, url, signal) {
    const until = Date.now() + READY_MS_MAX;
    while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
      signal.throwIfAborted();
      const reply = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      await reply?.arrayBuffer();
      if (reply?.ok) return;
      await sleep(100);
    }
    const tail = readFileSync(log, 'utf8').slice(-LOG_CHARACTERS);
    throw new Error(`the ${name} did not start; ${relative(ROOT, log)} says:\n${tail}`);
  }
}

/** SIGTERM, and SIGKILL for one that does not listen. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(timer);
}
