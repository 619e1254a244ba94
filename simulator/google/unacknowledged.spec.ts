import { ReceiverInTest } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { publisherInTest } from './client-in-test.js';

const packageName = 'com.example.demo';
const productId = 'gems';
const minute = 60_000;
const day = 24 * 60 * minute;

describe('A Google purchase that nobody acknowledges', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;

  beforeEach(async () => {
    receiver = await new ReceiverInTest().open();
    simulator = await startSimulatorInTest();
    await simulator.control.tellAt(receiver.urls);
  });
  afterEach(async () => {
    await simulator.close();
    await receiver.close();
  });

  const buy = (extra: object = {}) =>
    simulator.control.buy({ store: 'google', productId, ...extra });
  const stateOf = async (id: string) => (await simulator.control.purchase(id)).state;

  it.each([
    ['normal', 3 * day],
    ['promo', 3 * day],
    ['test', 3 * minute],
  ] as const)('is given back when it is %s and the time is over', async (kind, limit) => {
    const { id, acknowledgeBy, purchasedAt } = await buy({ kind });
    expect(Date.parse(acknowledgeBy!) - Date.parse(purchasedAt!)).toBe(limit);
    await simulator.control.advanceClock(limit - 30_000);
    expect(await stateOf(id)).toBe('purchased');
    await simulator.control.advanceClock(60_000);
    expect(await simulator.control.purchase(id)).toMatchObject({
      state: 'refunded',
      acknowledgeBy: null,
      refund: { source: 2, reason: 8 },
    });
    const publisher = publisherInTest((await simulator.control.credentials()).google);
    const { data } = await publisher.purchases.voidedpurchases.list({ packageName });
    expect(data.voidedPurchases).toMatchObject([
      { purchaseToken: id, voidedSource: 2, voidedReason: 8 },
    ]);
    expect(receiver.googleMessages.at(-1)).toMatchObject({
      voidedPurchaseNotification: { purchaseToken: id, refundType: 1 },
    });
    const path = { packageName, productId, token: id };
    await expect(publisher.purchases.products.acknowledge(path)).rejects.toMatchObject({
      status: 400,
    });
  });

  it('stays when it was acknowledged or consumed in time', async () => {
    const publisher = publisherInTest((await simulator.control.credentials()).google);
    const [acknowledged, consumed] = [await buy(), await buy()];
    const path = { packageName, productId };
    await publisher.purchases.products.acknowledge({ ...path, token: acknowledged.id });
    await publisher.purchases.products.consume({ ...path, token: consumed.id });
    await simulator.control.advanceClock(30 * day);
    expect(await stateOf(acknowledged.id)).toBe('purchased');
    expect(await stateOf(consumed.id)).toBe('purchased');
  });

  it('has its time from when it was paid', async () => {
    const { id } = await buy({ state: 'pending' });
    await simulator.control.advanceClock(10 * day);
    expect(await stateOf(id)).toBe('pending');
    await simulator.control.settle(id);
    await simulator.control.advanceClock(2 * day);
    expect(await stateOf(id)).toBe('purchased');
    await simulator.control.advanceClock(2 * day);
    expect(await stateOf(id)).toBe('refunded');
  });

  it('is given back at its own time, wherever the clock is moved', async () => {
    const { id, acknowledgeBy } = await buy();
    await simulator.control.advanceClock(20 * day);
    const { refund } = await simulator.control.purchase(id);
    const late = Date.parse(refund!.refundedAt) - Date.parse(acknowledgeBy!);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(5000);
  });

  it('is given back after a restart as well', async () => {
    const { id } = await buy();
    simulator = await simulator.restart();
    await simulator.control.advanceClock(4 * day);
    expect(await stateOf(id)).toBe('refunded');
  });
});
