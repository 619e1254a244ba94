import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import {
  type HistoryItem,
  STORES,
  type StoreGateway,
  type StoreNotification,
  StoreUnavailable,
} from '../../src/stores/store-gateway.js';
import {
  accountToken,
  demo,
  demoEither,
  demoSandbox,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  unregistered,
} from './stores-in-test.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const { titleId } = demo;

describe.each(STORES)('What %s tells by itself', (store) => {
  let stores: StoresInTest;
  let gateway: StoreGateway;

  const buy = (wish: Omit<PurchaseRequest, 'store'> = {}) =>
    stores.simulator.control.buy({ store, productId: 'gems_500', ...wish });
  const letters = () => stores.mailbox.lettersOf(store, stores.simulator);
  /** What was told since the last time, as it is kept in the database and read again. */
  async function notifications(): Promise<StoreNotification[]> {
    const readings = await Promise.all(
      (await letters()).map((letter) => gateway.readNotification(titleId, letter)),
    );
    return readings.map((reading) => {
      if (reading.outcome !== 'genuine') throw new Error(JSON.stringify(reading));
      return JSON.parse(JSON.stringify(reading.notification));
    });
  }
  async function history(since: number, until = Date.now(), scope = demo): Promise<HistoryItem[]> {
    const items: HistoryItem[] = [];
    const asked = { titleId: scope.titleId, environment: scope.environment! };
    for await (const item of gateway.history(asked, { since, until })) items.push(item);
    return items;
  }

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    await stores.listen();
  });
  beforeEach(async () => {
    stores.front.heal();
    stores.front.heard.length = 0;
    await letters();
    stores.mailbox.status = 200;
    gateway = gatewayTo(store, stores);
  });
  afterAll(() => stores.close());

  it('names the purchase and the app, and leads to what is true of them', async () => {
    const before = Date.now();
    const bought = await buy({ accountToken });
    const [told] = await notifications();
    expect(told).toMatchObject({
      store,
      id: expect.stringMatching(/^[\x21-\x7e]{10,64}$/),
      type: { apple: 'ONE_TIME_CHARGE', google: 'oneTimeProductNotification' }[store],
      subtype: { apple: null, google: 'PURCHASED' }[store],
      environment: { apple: 'production', google: null }[store],
      app: 'com.example.demo',
      storeTransactionId: bought.id,
      storeOrderId: null,
      concern: 'purchase',
      refundReason: null,
      reviewToken: null,
    });
    expect(told!.sentAt).toBeGreaterThanOrEqual(before);
    expect(told!.sentAt).toBeLessThanOrEqual(Date.now() + 100);
    const observed = purchaseIn(await gateway.observe(demoEither, told!));
    const looked = purchaseIn(await gateway.look(demo, paymentOf(bought)));
    expect({ ...observed, asOf: 0 }).toEqual({ ...looked, asOf: 0 });
    expect(observed).toMatchObject({ state: 'purchased', accountToken });
  });

  it('tells of a refund', async () => {
    const { id } = await buy();
    await stores.simulator.control.refund(id);
    const told = (await notifications()).at(-1)!;
    expect(told).toMatchObject({ concern: 'purchase', storeTransactionId: id });
    expect(purchaseIn(await gateway.observe(demoEither, told))).toMatchObject({
      state: 'revoked',
      storeTransactionId: id,
    });
  });

  it('tells of a refund in part', async () => {
    const { id } = await buy({ quantity: 4 });
    const part = { apple: { percentage: 25 }, google: { quantity: 1 } }[store];
    await stores.simulator.control.refund(id, part);
    const told = (await notifications()).at(-1)!;
    const { state, lines } = purchaseIn(await gateway.observe(demoEither, told));
    expect(state).toBe('purchased');
    expect(lines[0]!.refunded.parts * 4).toBe(lines[0]!.refunded.of);
  });

  it('has the same id however often it is delivered, and each time it is read', async () => {
    await stores.simulator.control.breakStore({
      endpoint: `${store}.notification`,
      kind: 'duplicate',
      copies: 3,
      times: 1,
    });
    await buy();
    const told = await notifications();
    expect(told).toHaveLength(3);
    expect(new Set(told.map((each) => each.id)).size).toBe(1);
    await buy();
    const [other] = await notifications();
    expect(other!.id).not.toBe(told[0]!.id);
  });

  it('may be a test, or of a type that nobody knows yet: genuine, and nothing is done', async () => {
    const { control } = stores.simulator;
    await control.tell({ store, type: 'test' });
    expect(await notifications()).toMatchObject([{ concern: 'test', storeTransactionId: null }]);
    const types = { apple: 'PRICE_OF_MOON_CHANGED', google: 'moonNotification' };
    await control.tell({ store, type: types[store], data: { moon: 1 } });
    expect(await notifications()).toMatchObject([{ concern: 'unknown', type: types[store] }]);
  });

  it('is forged for another title, for nobody, and for a title that does not sell', async () => {
    await buy();
    const [letter] = await letters();
    const other = { ...demo, titleId: 'title_01h455vb4pex5vsknk084sn02r' as const };
    for (const scope of [other, unregistered]) {
      const reading = await gateway.readNotification(scope.titleId, letter!);
      expect(reading).toEqual({ outcome: 'forged' });
    }
    expect(await gateway.readNotification(titleId, letter!)).toMatchObject({ outcome: 'genuine' });
  });

  it.each<Record<string, unknown>>([
    {},
    { signedPayload: null },
    { signedPayload: 1 },
    { signedPayload: 'not.signed.data' },
    { signedPayload: 'x'.repeat(1_000_000) },
    { message: {} },
    { message: { data: 'e30=', messageId: '1' } },
    { constructor: {} },
  ])('is forged when it proves nothing', async (body) => {
    for (const authorization of [null, '', 'Bearer', 'Bearer a.b.c', 'Basic YTpi']) {
      const reading = await gateway.readNotification(titleId, { authorization, body });
      expect(reading).toEqual({ outcome: 'forged' });
    }
  });

  it('cannot be told genuine while the store is down, and can later', async () => {
    const bought = await buy();
    const [letter] = await letters();
    stores.front.breakDown();
    const unread = await gateway.readNotification(titleId, letter!);
    expect(unread).toEqual({ outcome: 'unavailable' });
    stores.front.heal();
    const reading = await gateway.readNotification(titleId, letter!);
    expect(reading).toMatchObject({ outcome: 'genuine' });
    const { notification } = reading as { notification: StoreNotification };
    const afresh = gatewayTo(store, stores);
    stores.front.breakDown();
    expect(await afresh.observe(demoEither, notification)).toEqual({
      outcome: 'unavailable',
      storeTransactionId: bought.id,
    });
  });

  it('is believed of a simulator that was reset, and of an app that came a moment ago', async () => {
    await buy();
    await notifications();
    await stores.reset();
    await stores.listen();
    await buy();
    expect(await notifications()).toHaveLength(1);
    const app = { bundleId: 'com.example.demo.two', packageName: 'com.example.demo.two' };
    await stores.simulator.control.register({ title: 'demo', appAppleId: 77, ...app });
    await stores.listen();
    const { bundleId, packageName } = app;
    await buy(store === 'apple' ? { bundleId } : { packageName });
    expect(await notifications()).toMatchObject([{ app: 'com.example.demo.two' }]);
  });

  it('is in the history when nobody took it, or when something was taken back', async () => {
    const since = Date.now();
    stores.mailbox.status = 503;
    const { id } = await buy();
    await stores.simulator.control.refund(id);
    await letters();
    const found = (await history(since)).at(-1)!;
    expect(found).toMatchObject({
      app: 'com.example.demo',
      storeTransactionId: id,
      refundReason: expect.any(String),
      at: expect.any(Number),
    });
    const observed = found.notification
      ? await gateway.observe(demoEither, found.notification)
      : await gateway.look(demoEither, paymentOf(await stores.simulator.control.purchase(id)));
    expect(purchaseIn(observed)).toMatchObject({ storeTransactionId: id, state: 'revoked' });
  });

  it('is in the history of its own time and title, and every page is read', async () => {
    const since = Date.now();
    stores.mailbox.status = 503;
    const ids: string[] = [];
    for (let count = 0; count < 45; count++) {
      const bought = await buy({ notify: false });
      ids.push(bought.id);
      await stores.simulator.control.refund(bought.id);
    }
    const elsewhere = await buy({ title: 'other' });
    await stores.simulator.control.refund(elsewhere.id);
    await letters();
    // Google's pages have a thousand entries: here they are smaller.
    stores.front.rewrite = (url) => url.replace('maxResults=1000', 'maxResults=7');
    const items = await history(since);
    expect(items.map((item) => item.storeTransactionId)).toEqual(ids);
    const times = items.map((item) => item.at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    const pages = stores.front.count(/paginationToken=|[?&]token=/);
    expect(pages).toBe(store === 'apple' ? 2 : 6);
    // What ends a moment ago ends at Google's now: such a list may repeat something.
    expect(await history(since - DAY_MS, since - 2 * MINUTE_MS)).toEqual([]);
    expect(await gateway.lists(demo.titleId)).toBe(true);
    expect(await gateway.lists(unregistered.titleId)).toBe(false);
    expect(await history(since, Date.now(), unregistered)).toEqual([]);
  });

  it('is asked for no longer than the store remembers, and day by day', async () => {
    const apps = (await stores.simulator.control.credentials()).apple.apps.length;
    await history(0);
    await history(0, Date.now(), demoSandbox);
    if (store === 'google') {
      expect(stores.front.count(/voidedpurchases/)).toBe(2 * 30 * apps);
      return;
    }
    expect(stores.front.count(/production.*notifications\/history$/)).toBe(180 * apps);
    expect(stores.front.count(/sandbox.*notifications\/history$/)).toBe(30 * apps);
  });

  it('cannot be asked for while the store is down: that is no empty list', async () => {
    await history(Date.now() - 1_000);
    stores.front.breakDown();
    await expect(history(Date.now() - 1_000)).rejects.toThrow(StoreUnavailable);
    stores.front.heal();
    for (const [kind, status] of [['garbage'], ['schema'], ['status', 400]] as const) {
      const endpoint = `${store}.*`;
      await stores.simulator.control.breakStore({ endpoint, kind, ...(status && { status }) });
      await expect(history(Date.now() - 1_000)).rejects.toThrow(StoreUnavailable);
      await stores.simulator.control.healStores();
    }
  });

  it('all refunds of a customer, of whom one payment is known', async () => {
    const bought = await buy({ accountToken });
    const none = await gateway.refundsOf(demoEither, paymentOf(bought));
    expect(none).toEqual({ outcome: 'none' });
    const ids = [bought.id];
    for (let count = 1; count < 45; count++) ids.push((await buy({ accountToken })).id);
    for (const id of ids) await stores.simulator.control.refund(id, { notify: false });
    const refunds = await gateway.refundsOf(demoEither, paymentOf(bought));
    if (refunds.outcome !== 'verified') throw new Error(refunds.outcome);
    const found = refunds.purchases.map((purchase) => purchase.storeTransactionId);
    // Google knows no customers and tells of the payment alone.
    expect(found).toEqual(store === 'apple' ? ids : [bought.id]);
    for (const purchase of refunds.purchases) expect(purchase.state).toBe('revoked');
    const unknown = paymentOf(bought, { storeTransactionId: '10' });
    const refused = { outcome: 'refused', code: 'receipt_invalid' };
    expect(await gateway.refundsOf(demoEither, unknown)).toEqual(refused);
    stores.front.breakDown();
    expect(await gateway.refundsOf(demoEither, paymentOf(bought))).toMatchObject({
      outcome: 'unavailable',
    });
  });

  it('is believed of a simulator whose clock is days ahead, oldest first over all days', async () => {
    const { control } = stores.simulator;
    const since = Date.now();
    stores.mailbox.status = 503;
    const ids: string[] = [];
    for (let day = 0; day < 3; day++) {
      const { id } = await buy({ notify: false });
      ids.push(id);
      await control.refund(id);
      await letters();
      await control.advanceClock(DAY_MS);
    }
    const found = (await history(since)).map((item) => item.storeTransactionId);
    // Beside these Google has taken back what nobody acknowledged in three days.
    expect(found.filter((id) => ids.includes(id!))).toEqual(ids);
    stores.mailbox.status = 200;
    await letters();
    const { id } = await buy();
    const told = await notifications();
    expect(told.at(-1)).toMatchObject({ storeTransactionId: id });
    expect(purchaseIn(await gateway.observe(demoEither, told.at(-1)!))).toMatchObject({
      state: 'purchased',
    });
  });
});
