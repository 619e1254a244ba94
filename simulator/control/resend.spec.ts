import { upgradeResends } from '../notifications/notification.js';
import { ReceiverInTest, until } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const hour = 3_600_000;

describe('A notification that a test resends', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;

  beforeAll(async () => {
    receiver = await new ReceiverInTest().open();
    simulator = await startSimulatorInTest();
    await simulator.control.tellAt(receiver.urls);
  });
  afterAll(async () => {
    await simulator.close();
    await receiver.close();
  });
  beforeEach(async () => {
    await simulator.control.healStores();
    await simulator.control.deliver();
    receiver.forget();
    receiver.answerWith(200);
  });

  /** Buys at Apple, and names the notification of it. */
  const tell = async () => {
    const { id } = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    return (await simulator.control.purchase(id)).notifications[0]!.id;
  };
  const kindsOf = async (id: string) =>
    (await simulator.control.notification(id)).attempts.map(({ kind }) => kind);

  it('arrives as often as it was asked for, also when it is on its way', async () => {
    const held: (() => void)[] = [];
    receiver.answer = (_received, response) => held.push(() => response.writeHead(200).end());
    const id = await tell();
    await until(() => held.length === 1);
    await simulator.control.resend(id);
    expect(await simulator.control.resend(id)).toMatchObject({ resends: 2 });
    receiver.answerWith(200);
    held[0]!();
    expect(await simulator.control.deliver()).toBe(3);
    expect(receiver.received).toHaveLength(3);
    expect(await kindsOf(id)).toEqual(['scheduled', 'resent', 'resent']);
    expect(await simulator.control.notification(id)).toMatchObject({
      state: 'delivered',
      nextAttemptAt: null,
      resends: 0,
    });
  });

  it('arrives once more when it was resent while a resent one is on its way', async () => {
    const id = await tell();
    await simulator.control.deliver();
    const held: (() => void)[] = [];
    receiver.answer = (_received, response) => held.push(() => response.writeHead(200).end());
    await simulator.control.resend(id);
    await until(() => held.length === 1);
    await simulator.control.resend(id);
    receiver.answerWith(200);
    held[0]!();
    await simulator.control.deliver();
    expect(await kindsOf(id)).toEqual(['scheduled', 'resent', 'resent']);
  });

  it('stays delivered, whatever becomes of it the second time', async () => {
    const id = await tell();
    await simulator.control.deliver();
    receiver.answerWith(500);
    await simulator.control.resend(id);
    await simulator.control.deliver();
    await simulator.control.advanceClock(200 * hour);
    expect(await simulator.control.notification(id)).toMatchObject({
      state: 'delivered',
      nextAttemptAt: null,
      attempts: [{ status: 200 }, { status: 500, kind: 'resent' }],
    });
    expect(receiver.received).toHaveLength(2);
  });

  it('keeps its own time when it waits for its next attempt, unless it is taken', async () => {
    receiver.answerWith(500);
    const id = await tell();
    await simulator.control.deliver();
    const { nextAttemptAt } = await simulator.control.notification(id);
    expect(nextAttemptAt).not.toBeNull();
    await simulator.control.resend(id);
    await simulator.control.deliver();
    expect(await simulator.control.notification(id)).toMatchObject({
      state: 'waiting',
      nextAttemptAt,
    });
    receiver.answerWith(200);
    await simulator.control.resend(id);
    await simulator.control.deliver();
    expect(await simulator.control.notification(id)).toMatchObject({
      state: 'delivered',
      nextAttemptAt: null,
    });
    expect(await kindsOf(id)).toEqual(['scheduled', 'resent', 'resent']);
  });

  it('still has all of its attempts before it when a resent one fails before the first', async () => {
    const delayed = { endpoint: 'apple.notification', kind: 'delay', delayMs: hour } as const;
    await simulator.control.breakStore({ ...delayed, times: 1 });
    receiver.answerWith(500);
    const id = await tell();
    await simulator.control.resend(id);
    await simulator.control.deliver();
    expect(await simulator.control.notification(id)).toMatchObject({ state: 'waiting' });
    receiver.answerWith(200);
    await simulator.control.advanceClock(hour);
    expect(await kindsOf(id)).toEqual(['resent', 'scheduled']);
    expect(await simulator.control.notification(id)).toMatchObject({ state: 'delivered' });
  });

  it('stays given up when it was, and a resent one fails as well', async () => {
    await simulator.control.breakStore({ endpoint: 'apple.notification', kind: 'drop', times: 1 });
    receiver.answerWith(500);
    const id = await tell();
    await simulator.control.resend(id);
    await simulator.control.deliver();
    expect(await simulator.control.notification(id)).toMatchObject({
      state: 'failed',
      nextAttemptAt: null,
      attempts: [{ fault: 'drop' }, { status: 500 }],
    });
  });

  it.each([
    [{ resend: true }, 1],
    [{ resend: false }, 0],
    [{ resends: 3 }, 3],
  ])('is known from the journals of all versions: %j', (stored, resends) => {
    expect(upgradeResends<{ resends: number }>(stored)).toEqual({ resends });
  });

  it('is sent after a restart when that came in between', async () => {
    receiver.answer = () => undefined;
    const id = await tell();
    await until(() => receiver.received.length === 1);
    await simulator.control.resend(id);
    simulator = await simulator.restart();
    receiver.answerWith(200);
    await simulator.control.deliver();
    expect(await kindsOf(id)).toEqual(['scheduled', 'resent']);
  });
});
