import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { purchaseEvents } from './control/purchase-events.js';
import { type SimulatorInTest, startSimulatorInTest } from './simulator-in-test.js';

const text = readFileSync(join(__dirname, 'README.md'), 'utf8');
const examples = [...text.matchAll(/^```sh\n(.*?)^```/gms)]
  .flatMap(([, block]) => block!.split('\n'))
  .filter((line) => line.startsWith('curl '));

/** The words of a command line, without their quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

describe('The README of the simulator', () => {
  let simulator: SimulatorInTest;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
  });
  afterAll(() => simulator.close());

  /** What the examples call by a name is made for each of them. */
  const names: Record<string, () => Promise<string>> = {
    S: async () => simulator.url,
    APPLE: () => bought({ store: 'apple', productId: 'gems' }),
    GOOGLE: () => bought({ store: 'google', productId: 'gems', quantity: 2 }),
    PENDING: () => bought({ store: 'google', productId: 'gems', state: 'pending' }),
    REFUNDED: async () => {
      const id = await bought({ store: 'apple', productId: 'gems' });
      return (await simulator.control.refund(id)).id;
    },
    NOTIFICATION: async () => (await simulator.control.tell({ store: 'apple', type: 'test' })).id,
  };
  const bought = async (wish: Parameters<SimulatorInTest['control']['buy']>[0]) =>
    (await simulator.control.buy(wish)).id;

  async function filledIn(line: string): Promise<string> {
    let filled = line;
    for (const [whole, name] of line.matchAll(/\$([A-Z]+)/g)) {
      filled = filled.replace(whole, await names[name!]!());
    }
    return filled;
  }

  async function run(line: string): Promise<Response> {
    const words = wordsOf(await filledIn(line)).slice(1);
    const optionOf = (option: string) =>
      words.includes(option) ? words[words.indexOf(option) + 1] : undefined;
    const body = optionOf('--json');
    const method = optionOf('-X') ?? (body === undefined ? 'GET' : 'POST');
    const url = words.find((word) => word.startsWith('http'))!;
    const headers = { 'content-type': 'application/json' };
    return fetch(url, { method, ...(body !== undefined && { body, headers }) });
  }

  it.each(examples)('has an example that works: %s', async (line) => {
    const response = await run(line);
    expect([await response.text(), response.status < 300]).toEqual([expect.any(String), true]);
  });

  it('has examples for every event, and names every endpoint and kind of fault', async () => {
    for (const event of Object.keys(purchaseEvents)) {
      expect(examples.some((line) => line.endsWith(`/${event}`))).toBe(true);
    }
    const { data } = await simulator.control.call<{ data: Record<string, string[]> }>(
      'GET',
      '/faults/kinds',
    );
    for (const name of [...Object.keys(data), ...Object.values(data).flat()]) {
      expect(text).toContain(`\`${name}\``);
    }
  });

  it('has an example for every path of the control surface', () => {
    const folder = join(__dirname, 'control');
    const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const paths = sources.flatMap((source) =>
      [...source.matchAll(/app\.(?:get|post|delete)\(\s*['`](\/control[^'`]*)/g)].map(
        ([, path]) => path!,
      ),
    );
    expect(paths.length).toBeGreaterThan(15);
    for (const path of paths) {
      const parts = path.split(/:id|\$\{\w+\}/).map((part) => part.replace(/\W/g, '\\$&'));
      const pattern = new RegExp(`${parts.join('[\\w$-]+')}(["?]|\\s|$)`);
      expect([path, examples.some((line) => pattern.test(line))]).toEqual([path, true]);
    }
  });
});
