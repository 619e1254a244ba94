import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { because, type Publisher, publisherInTest } from './client-in-test.js';

const packageName = 'com.example.demo';
const productId = 'gems';
const day = 24 * 3_600_000;

describe("Google's client, reading what was given back", () => {
  let simulator: SimulatorInTest;
  let google: Credentials['google'];
  let publisher: Publisher;

  beforeEach(async () => {
    simulator = await startSimulatorInTest();
    google = (await simulator.control.credentials()).google;
    publisher = publisherInTest(google);
  });
  afterEach(() => simulator.close());

  const buy = async (extra: object = {}) => {
    const { id } = await simulator.control.buy({ store: 'google', productId, ...extra });
    await simulator.control.finish(id);
    return id;
  };
  const list = async (query: object = {}) =>
    (await publisher.purchases.voidedpurchases.list({ packageName, ...query })).data;
  const tokens = async (query: object = {}) =>
    (await list(query)).voidedPurchases?.map(({ purchaseToken }) => purchaseToken) ?? [];

  it('gets who gave it back, why and when', async () => {
    const id = await buy();
    await simulator.control.refund(id, { reason: 1 });
    const bought = await simulator.control.purchase(id);
    expect(await list()).toEqual({
      pageInfo: { totalResults: 1, resultPerPage: 1, startIndex: 0 },
      voidedPurchases: [
        {
          kind: 'androidpublisher#voidedPurchase',
          purchaseToken: id,
          orderId: bought.orderId,
          purchaseTimeMillis: String(Date.parse(bought.purchasedAt!)),
          voidedTimeMillis: String(Date.parse(bought.refund!.refundedAt)),
          voidedSource: 0,
          voidedReason: 1,
        },
      ],
    });
  });

  it('gets parts only when it asks for them, and the last part as a whole', async () => {
    const id = await buy({ quantity: 3 });
    await simulator.control.refund(id, { quantity: 1 });
    await simulator.control.refund(id, { quantity: 1 });
    expect(await tokens()).toEqual([]);
    await simulator.control.refund(id, { quantity: 1 });
    expect(await tokens()).toEqual([id]);
    const { voidedPurchases } = await list({ includeQuantityBasedPartialRefund: true });
    expect(voidedPurchases!.map(({ voidedQuantity }) => voidedQuantity)).toEqual([1, 1, undefined]);
  });

  it('goes from page to page, with nothing but the token', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      const id = await buy();
      await simulator.control.refund(id);
      ids.push(id);
    }
    const read: unknown[] = [];
    let query: object = { maxResults: 3, type: 1 };
    for (let more = true; more; ) {
      const page = await list(query);
      expect(page.voidedPurchases!.length).toBeLessThanOrEqual(3);
      read.push(...page.voidedPurchases!.map(({ purchaseToken }) => purchaseToken));
      const token = page.tokenPagination?.nextPageToken;
      more = token !== undefined;
      query = { token };
    }
    expect(read).toEqual(ids);
  });

  it('is filtered by when Google took notice, not by when it happened', async () => {
    const prompt = await buy();
    const late = await buy();
    await simulator.control.refund(prompt);
    await simulator.control.refund(late, { recordedAfterMs: 2 * day });
    expect(await tokens()).toEqual([prompt]);
    await simulator.control.advanceClock(2 * day);
    const startTime = String(
      (await simulator.control.advanceClock(1000)).offsetMs + Date.now() - day,
    );
    expect(await tokens({ startTime })).toEqual([late]);
    const { voidedPurchases } = await list({ startTime });
    expect(Number(voidedPurchases![0]!.voidedTimeMillis)).toBeLessThan(Number(startTime));
    expect(await tokens({ endTime: startTime })).toEqual([prompt]);
  });

  it('goes back thirty days, and no further', async () => {
    const id = await buy();
    await simulator.control.refund(id);
    await simulator.control.advanceClock(29 * day);
    expect(await tokens()).toEqual([id]);
    await simulator.control.advanceClock(2 * day);
    expect(await tokens()).toEqual([]);
  });

  it('sees only its own package', async () => {
    await simulator.control.register({ title: 'demo', packageName: 'com.example.second' });
    const id = await buy({ packageName: 'com.example.second' });
    await simulator.control.refund(id);
    expect(await tokens()).toEqual([]);
    expect(await tokens({ packageName: 'com.example.second' })).toEqual([id]);
    await expect(list({ packageName: 'com.example.stranger' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it.each([
    ['an early start', () => ({ startTime: String(Date.now() - 31 * day) })],
    ['an end in the future', () => ({ endTime: String(Date.now() + day) })],
    ['an end before the start', () => ({ startTime: String(Date.now()), endTime: '1' })],
    ['a time that is none', () => ({ startTime: 'yesterday' })],
    ['an empty page', () => ({ maxResults: 0 })],
    ['an unknown type', () => ({ type: 2 })],
    ['a token that it did not give', () => ({ token: 'x' })],
  ])('is refused %s', async (_name, query) => {
    await expect(list(query())).rejects.toMatchObject(because(400, 'invalid'));
  });
});
