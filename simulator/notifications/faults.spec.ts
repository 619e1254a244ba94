import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import { ReceiverInTest, until } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const minute = 60_000;
const hour = 60 * minute;
const endpoint = 'google.notification';

describe('A notification that does not go as it should', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;

  beforeAll(async () => {
    receiver = await new ReceiverInTest().open();
    simulator = await startSimulatorInTest(undefined, { seed: 'faults' });
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
  });

  const buy = async () => {
    const { id } = await simulator.control.buy({ store: 'google', productId: 'gems' });
    // Nothing is left that Google would give back by itself, and tell of.
    await simulator.control.finish(id);
    return id;
  };
  const first = async (id: string) => (await simulator.control.purchase(id)).notifications[0]!;
  const messageIds = () => receiver.received.map(({ body }) => body.message.messageId as string);
  const tokens = () =>
    receiver.googleMessages.map(
      (message) => (message.oneTimeProductNotification as { purchaseToken: string }).purchaseToken,
    );

  it('arrives several times, and is taken once', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'duplicate', copies: 5, times: 1 });
    const id = await buy();
    expect(await simulator.control.deliver()).toBe(5);
    expect(new Set(messageIds()).size).toBe(1);
    expect(messageIds()).toHaveLength(5);
    expect(await first(id)).toMatchObject({
      fault: 'duplicate',
      state: 'delivered',
      attempts: [{ kind: 'scheduled' }, ...Array(4).fill({ kind: 'copy' })],
    });
    await buy();
    expect(await simulator.control.deliver()).toBe(1);
  });

  it('is told a second time under another id', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'republish', times: 1 });
    const id = await buy();
    await simulator.control.deliver();
    expect(tokens()).toEqual([id, id]);
    expect(new Set(messageIds()).size).toBe(2);
  });

  it('arrives later, by the virtual clock', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'delay', delayMs: 3 * hour, times: 1 });
    const late = await buy();
    const prompt = await buy();
    await simulator.control.deliver();
    expect(tokens()).toEqual([prompt]);
    await simulator.control.advanceClock(3 * hour - minute);
    expect(tokens()).toEqual([prompt]);
    await simulator.control.advanceClock(2 * minute);
    expect(tokens()).toEqual([prompt, late]);
  });

  it('arrives after those that were told later, all of them in time', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'reorder', times: 5 });
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.push(await buy());
    // The fifth is still awaited, and the others wait for it.
    expect(receiver.received).toEqual([]);
    ids.push(await buy());
    expect(await simulator.control.deliver()).toBe(5);
    expect(tokens()).not.toEqual(ids);
    expect(tokens().sort()).toEqual([...ids].sort());
  });

  it('overtakes what happened before to the same purchase', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'reorder', times: 2 });
    const id = await buy();
    await simulator.control.refund(id);
    await simulator.control.deliver();
    expect(receiver.googleMessages).toMatchObject([
      { voidedPurchaseNotification: {} },
      { oneTimeProductNotification: {} },
    ]);
  });

  it('does not wait for ever for others to overtake it', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'reorder', times: 9 });
    const id = await buy();
    await until(() => receiver.received.length > 0);
    expect(tokens()).toEqual([id]);
  });

  it('is lost, and is not tried again', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'drop', times: 1 });
    const id = await buy();
    expect(await simulator.control.deliver()).toBe(0);
    await simulator.control.advanceClock(24 * hour);
    expect(receiver.received).toEqual([]);
    const lost = await first(id);
    expect(lost).toMatchObject({
      state: 'failed',
      attempts: [{ result: 'NO_RESPONSE', fault: 'drop' }],
    });
    await simulator.control.resend(lost.id);
    await simulator.control.deliver();
    expect(tokens()).toEqual([id]);
  });

  it('does not get through, and is tried again', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'outage', times: 1 });
    const id = await buy();
    await simulator.control.deliver();
    expect(receiver.received).toEqual([]);
    await simulator.control.advanceClock(minute);
    expect(tokens()).toEqual([id]);
    expect((await first(id)).attempts).toMatchObject([
      { result: 'NO_RESPONSE', fault: 'outage' },
      { result: 'SUCCESS', fault: null },
    ]);
  });

  it('was taken, and arrives again because the answer was lost', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'lost_answer', times: 1 });
    const id = await buy();
    await simulator.control.advanceClock(minute);
    expect(tokens()).toEqual([id, id]);
    expect((await first(id)).attempts.map(({ result }) => result)).toEqual([
      'PREMATURE_CLOSE',
      'SUCCESS',
    ]);
  });

  it('takes a while on its way', async () => {
    const latency = { endpoint, kind: 'latency', latencyMs: 150, times: 1 } as const;
    await simulator.control.breakStore(latency);
    const started = Date.now();
    const id = await buy(); // may be on its way before this answers
    await simulator.control.deliver();
    expect(Date.now() - started).toBeGreaterThan(100);
    expect((await first(id)).attempts).toMatchObject([{ result: 'SUCCESS', fault: 'latency' }]);
  });

  it.each([
    [{}, 24 * hour],
    [{ ageMs: 5 * minute }, 5 * minute],
  ])('says truly signed that it is older than it is: %j', async (wish, ageMs) => {
    const apple = { endpoint: 'apple.notification', kind: 'old_signed_date' } as const;
    await simulator.control.breakStore({ ...apple, ...wish, times: 1 });
    const { id } = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    await simulator.control.deliver();
    const { notifications } = await simulator.control.purchase(id);
    await simulator.control.resend(notifications[0]!.id);
    await simulator.control.deliver();
    const root = simulator.chain.root.certificate;
    const { apple: app } = await simulator.control.credentials();
    const verifier = new SignedDataVerifier(
      [root],
      false,
      Environment.PRODUCTION,
      app.bundleId,
      app.appAppleId,
    );
    const [old, now] = await Promise.all(
      receiver.received.map(async ({ body }) => {
        const outer = await verifier.verifyAndDecodeNotification(body.signedPayload);
        const inner = outer.data!.signedTransactionInfo!;
        const { signedDate } = await verifier.verifyAndDecodeTransaction(inner);
        return [outer.signedDate!, signedDate!] as const;
      }),
    );
    expect([now![0] - old![0], now![1] - old![1]]).toEqual([ageMs, ageMs]);
  });

  it('of one store leaves those of the other alone', async () => {
    await simulator.control.breakStore({ endpoint, kind: 'drop' });
    await simulator.control.breakStore({ endpoint: '*', kind: 'outage' });
    await simulator.control.buy({ store: 'apple', productId: 'gems' });
    await buy();
    await simulator.control.deliver();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/apple']);
  });
});
