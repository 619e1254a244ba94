import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ReceiverInTest } from './receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from './simulator-in-test.js';

describe('A simulator that is started again', () => {
  let simulator: SimulatorInTest;

  beforeEach(async () => {
    simulator = await startSimulatorInTest();
  });
  afterEach(() => simulator.close());

  const journal = () => join(simulator.folder, 'journal.jsonl');

  it('has its keys, apps, purchases and clock again', async () => {
    const { control } = simulator;
    const app = {
      title: 'other',
      bundleId: 'com.example.other',
      appAppleId: 7,
      packageName: 'com.example.other',
    };
    await control.call('POST', '/apps', app);
    const apple = await control.buy({ store: 'apple', productId: 'gems', title: 'other' });
    const google = await control.buy({ store: 'google', productId: 'gems', state: 'pending' });
    await control.settle(google.id);
    await control.refund(apple.id, { percentage: 50 });
    const { offsetMs } = await control.advanceClock(3_600_000);
    const before = await control.call<{ data: object[] }>('GET', '/purchases');
    const keys = await control.credentials();
    const root = simulator.chain.root.certificate;

    simulator = await simulator.restart();
    const after = await simulator.control.call<{ data: object[] }>('GET', '/purchases');
    const withoutProof = (view: object) => ({ ...view, proof: undefined });
    expect(after.data.map(withoutProof)).toEqual(before.data.map(withoutProof));
    expect(after.data).toHaveLength(2);
    expect(await simulator.control.call('GET', '/clock')).toMatchObject({ offsetMs });
    expect((await simulator.control.credentials()).apple.privateKey).toBe(keys.apple.privateKey);
    expect(simulator.chain.root.certificate).toEqual(root);
    const next = await simulator.control.buy({ store: 'google', productId: 'gems' });
    const list = await simulator.control.call<{ data: { id: string }[] }>('GET', '/purchases');
    expect(list.data[0]?.id).toBe(next.id);
  });

  it('has everything that was answered, when it was killed in the middle of a line', async () => {
    const { id } = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    // What a killed process leaves: the file as it stands, without any tidying up.
    const asKilled = readFileSync(journal());
    await simulator.control.buy({ store: 'apple', productId: 'gems' });
    writeFileSync(journal(), asKilled);
    appendFileSync(journal(), '{"kind":"purchase","purchase":{"id":"47');
    for (let start = 0; start < 2; start += 1) {
      simulator = await simulator.restart();
      const { data } = await simulator.control.call<{ data: object[] }>('GET', '/purchases');
      expect(data).toMatchObject([{ id }]);
    }
  });

  it('does not start on a journal that a stranger changed', async () => {
    appendFileSync(journal(), 'nonsense\n');
    await expect(simulator.restart()).rejects.toThrow(/damaged in line \d+: move it away/);
  });

  it('is refused the folder of one that runs, until that one ends', async () => {
    const { id } = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    const again = () => startSimulatorInTest(simulator.folder);
    await expect(again()).rejects.toThrow(/^Another simulator uses the folder/);
    const before = readFileSync(journal());
    await simulator.control.finish(id);
    expect(readFileSync(journal()).length).toBeGreaterThan(before.length);
    await simulator.stop();
    simulator = await again();
    expect(await simulator.control.purchase(id)).toMatchObject({ finished: true });
  });

  it('ends what is under way before it ends', async () => {
    const receiver = await new ReceiverInTest().open();
    await simulator.control.tellAt(receiver.urls);
    const complaints = jest.spyOn(console, 'error').mockReturnValue();
    // The first pushed message needs a key, which takes a while to make.
    await simulator.control.buy({ store: 'google', productId: 'gems' });
    await simulator.stop();
    rmSync(simulator.folder, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(complaints.mock.calls).toEqual([]);
    expect(existsSync(simulator.folder)).toBe(false);
    complaints.mockRestore();
    await receiver.close();
  });

  it('keeps its keys to its owner', () => {
    for (const file of readdirSync(simulator.folder)) {
      expect(statSync(join(simulator.folder, file)).mode & 0o077).toBe(0);
    }
  });
});
