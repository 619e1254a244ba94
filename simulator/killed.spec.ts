import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietPort } from '../scripts/quiet-port.mjs';
import { ControlClient } from './control-client.js';
import { ReceiverInTest, until } from './receiver-in-test.js';

const script = join(__dirname, '../dist/simulator/main.js');
const hour = 3_600_000;

function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}

describe('The simulator as a process of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gemtill-simulator-'));
  let receiver: ReceiverInTest;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    if (!existsSync(script)) throw new Error('The simulator is not built: run npm run build.');
    receiver = await new ReceiverInTest().open();
  });
  afterEach(() => kill());
  afterAll(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As a power failure of the process: nothing is tidied up, nobody is told. */
  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  }

  function run(env: Record<string, string>): ChildProcess {
    const { PATH = '' } = process.env;
    return spawn(process.execPath, [script], {
      env: { PATH, DATA_DIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function start(env: Record<string, string>): Promise<ControlClient> {
    const started = run(env);
    child = started;
    const url: string = await new Promise((resolve, reject) => {
      let text = '';
      started.stdout!.on('data', (chunk) => {
        text += String(chunk);
        const found = /listens on (\S+)/.exec(text)?.[1];
        if (found) resolve(found);
      });
      started.once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
    });
    return new ControlClient(url);
  }

  /** What it says when it ends by itself, and how. */
  async function lastWords(env: Record<string, string>) {
    const ended = run(env);
    let text = '';
    ended.stderr!.on('data', (chunk) => {
      text += String(chunk);
    });
    const code = await new Promise((resolve) => ended.once('close', resolve));
    return { code, text: text.trim() };
  }

  it('loses nothing that it answered when it is killed, and sends what was on its way', async () => {
    const env = { SIMULATOR_PORT: '0', PORT: String(receiver.port) };
    let control = await start(env);
    receiver.answerWith(503);
    const waiting = await control.buy({ store: 'apple', productId: 'gems' });
    await control.deliver();
    // The server never answers, so this one is on its way when the simulator dies.
    receiver.answer = () => undefined;
    receiver.forget();
    const flying = await control.buy({ store: 'google', productId: 'gems' });
    await control.finish(flying.id);
    await until(() => receiver.received.length === 1);
    const silent = { store: 'google', productId: 'gems', notify: false } as const;
    const ids = [waiting.id, flying.id];
    for (let count = 0; count < 20; count += 1) ids.push((await control.buy(silent)).id);
    await control.refund(ids.at(-1)!, { notify: false });
    const keys = await control.credentials();
    await kill();

    receiver.forget();
    receiver.answerWith(200);
    control = await start(env);
    expect((await control.credentials()).apple.privateKey).toBe(keys.apple.privateKey);
    await control.deliver();
    const [{ body } = { body: null }] = receiver.received;
    const [sent] = (await control.purchase(flying.id)).notifications;
    expect(body.message.messageId).toBe(sent!.id);
    expect(sent).toMatchObject({ state: 'delivered', attempts: [{ status: 200 }] });
    const list = await control.call<{ data: { id: string; state: string }[] }>('GET', '/purchases');
    expect(list.data.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(list.data[0]).toMatchObject({ state: 'refunded' });

    const [retried] = (await control.purchase(waiting.id)).notifications;
    expect(retried).toMatchObject({ state: 'waiting', attempts: [{ status: 503 }] });
    await control.advanceClock(hour + 60_000);
    expect((await control.purchase(waiting.id)).notifications).toMatchObject([
      { state: 'delivered', attempts: [{ status: 503 }, { status: 200 }] },
    ]);
  });

  it('does not touch the folder of one that runs, which loses nothing', async () => {
    const env = {
      SIMULATOR_PORT: '0',
      SIMULATOR_NOTIFY_URL: 'none',
      DATA_DIR: join(folder, 'own'),
    };
    let control = await start(env);
    const before = await control.buy({ store: 'apple', productId: 'gems' });
    for (const port of ['0', new URL(control.url).port]) {
      const { code, text } = await lastWords({ ...env, SIMULATOR_PORT: port });
      expect(text).toMatch(/^Another simulator uses the folder .*own.simulator: stop it/);
      expect(text).not.toContain('\n');
      expect(code).toBe(78);
    }
    const after = await control.buy({ store: 'google', productId: 'gems' });
    // Killed, so that nobody tidied anything up: what it left must not keep the next one out.
    await kill();
    control = await start(env);
    const { data } = await control.call<{ data: { id: string }[] }>('GET', '/purchases');
    expect(data.map(({ id }) => id)).toEqual([after.id, before.id]);
  });

  it('ends in good order, with a notification on its way as well', async () => {
    const env = { SIMULATOR_PORT: '0', SIMULATOR_NOTIFY_URL: `http://127.0.0.1:${receiver.port}/` };
    const control = await start(env);
    receiver.answer = () => undefined;
    receiver.forget();
    await control.buy({ store: 'apple', productId: 'gems' });
    await until(() => receiver.received.length === 1);
    expect(receiver.received[0]!.path).toBe('/v1/notifications/apple/demo');
    const ended = new Promise((resolve) => child!.once('exit', resolve));
    child!.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('tells nobody when that is wished, and chooses by its seed', async () => {
    const env = { SIMULATOR_PORT: '0', SIMULATOR_NOTIFY_URL: 'none', SIMULATOR_SEED: 'one' };
    const choose = async (name: string) => {
      const control = await start({ ...env, DATA_DIR: join(folder, name) });
      const { id, notifications } = await control.buy({ store: 'google', productId: 'gems' });
      expect(notifications).toMatchObject([{ state: 'unaddressed' }]);
      await kill();
      return id;
    };
    expect(await choose('one')).toBe(await choose('other'));
  });

  it('says in a sentence what is wrong with how it was started', async () => {
    const configuration = 78;
    const server = createServer();
    const taken = String(await portOf(server));
    const cases: [Record<string, string>, RegExp][] = [
      [{ SIMULATOR_PORT: 'x' }, /^SIMULATOR_PORT must be a port number/],
      [{ SIMULATOR_PORT: taken }, /^The simulator’s port is in use/],
      [{ SIMULATOR_PORT: '0', SIMULATOR_NOTIFY_URL: 'localhost' }, /^SIMULATOR_NOTIFY_URL must/],
      [{ SIMULATOR_PORT: '0', SIMULATOR_PUBLIC_URL: 'none' }, /^SIMULATOR_PUBLIC_URL must/],
    ];
    for (const [env, words] of cases) {
      const { code, text } = await lastWords(env);
      expect(text).toMatch(words);
      expect(text).not.toContain('\n');
      expect(code).toBe(configuration);
    }
    await new Promise((resolve) => server.close(resolve));
  });

  it('listens beside the service by default', async () => {
    const port = await quietPort();
    const control = await start({ PORT: String(port) });
    const { apple } = await control.credentials();
    expect(apple.baseUrls.sandbox).toBe(`http://127.0.0.1:${port + 1}/sandbox`);
  });
});
