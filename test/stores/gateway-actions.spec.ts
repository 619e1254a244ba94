import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import {
  STORES,
  type StoreGateway,
  type StorePayment,
  StoreRefused,
  type StoreScope,
  StoreUnavailable,
} from '../../src/stores/store-gateway.js';
import { answering } from './store-front.js';
import {
  accountToken,
  demo,
  demoEither,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  unregistered,
  usageReport,
} from './stores-in-test.js';

let stores: StoresInTest;
beforeAll(async () => {
  Logger.overrideLogger(false);
  stores = await openStoresInTest();
});
beforeEach(async () => {
  stores.front.heal();
  await stores.simulator.control.healStores();
});
afterAll(() => stores.close());

const view = (id: string): Promise<PurchaseView> => stores.simulator.control.purchase(id);

describe.each(STORES)('What is told to %s', (store) => {
  let gateway: StoreGateway;

  const buy = (wish: Omit<PurchaseRequest, 'store'> = {}): Promise<PurchaseView> =>
    stores.simulator.control.buy({ store, productId: 'gems_500', ...wish });
  const tell: Record<string, (payment: StorePayment, scope?: StoreScope) => Promise<void>> = {
    finish: (payment, scope = demoEither) => gateway.finish(scope, payment),
    acknowledge: (payment, scope = demoEither) => gateway.acknowledge(scope, payment),
    assign: (payment, scope = demoEither) => gateway.assign(scope, payment, accountToken),
    'report usage': (payment, scope = demoEither) =>
      gateway.reportUsage(scope, payment, usageReport),
  };
  const acts = { apple: ['finish', 'assign', 'report usage'], google: ['finish', 'acknowledge'] };

  beforeEach(() => {
    gateway = gatewayTo(store, stores);
  });

  it('finishes a purchase once, however often it is told to', async () => {
    const bought = await buy({ quantity: 2 });
    expect(gateway.finishes).toBe(true);
    await gateway.finish(demo, paymentOf(bought));
    await gateway.finish(demo, paymentOf(bought));
    await Promise.all([1, 2, 3].map(() => gateway.finish(demo, paymentOf(bought))));
    const after = await view(bought.id);
    const ends = { apple: { finished: true }, google: { consumed: true, acknowledged: true } };
    expect(after).toMatchObject({ state: 'purchased', ...ends[store] });
    expect(purchaseIn(await gateway.look(demo, paymentOf(bought)))).toMatchObject({
      state: 'purchased',
      consumed: store === 'google', // Apple does not sign that a transaction was finished
    });
  });

  it.each(acts[store])('%s: is done in the sandbox, and when the app is not known', async (act) => {
    const bought = await buy({ environment: 'sandbox' });
    await tell[act]!(paymentOf(bought));
    await tell[act]!(paymentOf(bought, { app: null }));
  });

  it.each(acts[store])('%s: is done although the answer is lost', async (act) => {
    await tell[act]!(paymentOf(await buy())); // what is fetched at the first use is there
    const bought = await buy();
    const endpoint = `${store}.*`;
    await stores.simulator.control.breakStore({ endpoint, kind: 'lost_answer', times: 1 });
    await tell[act]!(paymentOf(bought));
    const { finished, acknowledged, consumption, ...after } = await view(bought.id);
    const done = finished || acknowledged || consumption.length > 0 || after.accountToken !== null;
    expect(done).toBe(true);
  });

  it.each(acts[store])('%s: what the store does not know is refused for good', async (act) => {
    const unknown = { storeTransactionId: '10', storeOrderId: '10' };
    const elsewhere = await buy({ title: 'other' });
    for (const payment of [
      paymentOf(await buy(), unknown),
      paymentOf(elsewhere, { app: null }),
      paymentOf(elsewhere, { app: 'com.example.demo' }),
    ]) {
      await expect(tell[act]!(payment)).rejects.toThrow(StoreRefused);
    }
  });

  it.each(acts[store])('%s: an id that could bend a path is never asked about', async (act) => {
    await tell[act]!(paymentOf(await buy()));
    const bought = await buy();
    stores.front.heard.length = 0;
    for (const id of ['../notifications/test', '1/finish', '1?x=1', '1#', '%2e%2e', '..', '']) {
      const payment = paymentOf(bought, { storeTransactionId: id, storeOrderId: id });
      await expect(tell[act]!(payment)).rejects.toThrow(StoreRefused);
    }
    expect(stores.front.apiCalls()).toEqual([]);
  });

  it.each(acts[store])('%s: is tried again when the store cannot do it now', async (act) => {
    await tell[act]!(paymentOf(await buy()));
    const payment = paymentOf(await buy());
    stores.front.breakDown();
    await expect(tell[act]!(payment)).rejects.toThrow(StoreUnavailable);
    for (const answer of [
      answering(500),
      answering(401),
      answering(403),
      answering(404, '<html>'),
      answering(400, ''),
      answering(302, '', { location: '/elsewhere' }),
      answering(404, { errorCode: 4_040_004 }),
      answering(429, { errorCode: 4_290_000 }, { 'retry-after': Date.now() + 60_000 }),
    ]) {
      stores.front.spoil(/androidpublisher|inApps/, answer);
      await expect(tell[act]!(payment)).rejects.toThrow(StoreUnavailable);
    }
    stores.front.heal();
    gateway = gatewayTo(store, stores); // the old one keeps to the minute that it was asked for
    await tell[act]!(payment);
  });

  it.each(acts[store])('%s: is tried again for a title without settings', async (act) => {
    const payment = paymentOf(await buy());
    await expect(tell[act]!(payment, unregistered)).rejects.toThrow(StoreUnavailable);
  });
});
