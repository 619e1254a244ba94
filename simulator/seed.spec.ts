import { ReceiverInTest } from './receiver-in-test.js';
import { startSimulatorInTest } from './simulator-in-test.js';

/** Everything that a store chooses in a short life: ids, tokens and an order. */
async function life(seed?: string) {
  const receiver = await new ReceiverInTest().open();
  const simulator = await startSimulatorInTest(undefined, seed === undefined ? {} : { seed });
  const { control } = simulator;
  await control.tellAt(receiver.urls);
  await control.breakStore({ endpoint: 'google.notification', kind: 'reorder', times: 4 });
  const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
  const bought: (string | null | undefined)[][] = [];
  for (const store of ['apple', 'google', 'google', 'google', 'google'] as const) {
    const wish = { store, productId: 'gems', accountToken, notify: store === 'google' };
    const { id, orderId, appTransactionId } = await control.buy(wish);
    bought.push([id, orderId, appTransactionId]);
  }
  await control.deliver();
  const order = receiver.received.map(({ body }) => body.message.messageId);
  const { reviews } = await control.chargeback(bought[1]![0]!);
  const told = await control.tell({ store: 'apple', type: 'test' });
  await simulator.close();
  await receiver.close();
  return { bought, order, review: reviews[0]!.token, told: told.id };
}

describe('The seed of a simulator', () => {
  it('makes every id and every choice the same in each run', async () => {
    const [one, same] = await Promise.all([life('one'), life('one')]);
    expect(same).toEqual(one);
    expect(one.order).toHaveLength(4);
  });

  it('is another one where none is given', async () => {
    const lives = await Promise.all([life('one'), life('other'), life(), life()]);
    const all = lives.flatMap(({ bought, order, review, told }) => [
      ...bought.flat(),
      ...order,
      review,
      told,
    ]);
    const given = all.filter((value) => value !== undefined);
    expect(new Set(given).size).toBe(given.length);
    expect(given.length).toBe(4 * (11 + 4 + 2));
  });

  it('goes on after a restart where it was, and says nothing twice', async () => {
    const seed = 'one';
    const buy = async (simulator: { control: typeof first.control }) =>
      (await simulator.control.buy({ store: 'google', productId: 'gems' })).id;
    const first = await startSimulatorInTest(undefined, { seed });
    const whole = await startSimulatorInTest(undefined, { seed });
    const ids = [await buy(first), await buy(first)];
    // Longer than notifications are kept: their numbers must not come again.
    await first.control.advanceClock(200 * 24 * 3_600_000);
    const again = await first.restart();
    ids.push(await buy(again));
    expect([await buy(whole), await buy(whole), await buy(whole)]).toEqual(ids);
    const { data } = await again.control.notifications();
    expect(new Set(data.map(({ id }) => id)).size).toBe(data.length);
    expect(data[0]).toMatchObject({ purchase: ids[2] });
    expect(data.length).toBeGreaterThan(1);
    await again.close();
    await whole.close();
  });
});
