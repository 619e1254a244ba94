import { Logger } from '@nestjs/common';
import { decodeJwt } from 'jose';
import {
  type HistoryItem,
  STORES,
  type Store,
  type StoreGateway,
  StoreRefused,
  StoreUnavailable,
} from '../../src/stores/store-gateway.js';
import { answering, googleError } from './store-front.js';
import {
  demo,
  demoEither,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  usageReport,
} from './stores-in-test.js';

const FIRST = 'com.example.demo';
const SECOND = 'com.example.demo.two';
const DAY_MS = 24 * 60 * 60_000;

describe('A title with an app that our key may not touch', () => {
  let stores: StoresInTest;

  const control = () => stores.simulator.control;
  const buy = (store: Store, app: string) =>
    control().buy({
      store,
      productId: 'gems_500',
      notify: false,
      ...(store === 'apple' ? { bundleId: app } : { packageName: app }),
    });
  /** The store lets our key in to nothing of these apps. */
  const forbid = (...apps: string[]) => {
    stores.front.intercept = ({ url, headers }, response) => {
      const [, app] = /applications\/([^/]+)\//.exec(url) ?? [];
      const bearer = /^\/\w+\/inApps/.test(url) && String(headers.authorization).split(' ')[1];
      const bundle = bearer ? String(decodeJwt(bearer).bid) : null;
      const forbidden = apps.includes(app ?? bundle ?? '');
      const answer = bundle === null ? googleError(403, 'permissionDenied') : answering(401, 'No');
      if (forbidden) answer(response);
      return forbidden;
    };
  };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    const second = { bundleId: SECOND, appAppleId: 22, packageName: SECOND };
    await control().register({ title: 'demo', ...second });
    await stores.listen();
  });
  beforeEach(() => stores.front.heal());
  afterAll(() => stores.close());

  describe.each(STORES)('at %s', (store) => {
    let gateway: StoreGateway;
    let items: HistoryItem[];

    beforeEach(() => {
      gateway = gatewayTo(store, stores);
      items = [];
    });

    async function history(since: number): Promise<void> {
      const scope = { titleId: demo.titleId, environment: 'production' } as const;
      const period = { since, until: Date.now() };
      for await (const item of gateway.history(scope, period)) items.push(item);
    }

    it('reads what the store lists of the others, and does not call the list complete', async () => {
      const since = Date.now() - 1.5 * DAY_MS;
      stores.mailbox.status = 503;
      const bought = [await buy(store, FIRST), await buy(store, SECOND)];
      for (const { id } of bought) await control().refund(id);
      await control().deliver();
      const ids = bought.map((each) => each.id);
      await history(since);
      expect(items.map((item) => item.storeTransactionId)).toEqual(ids);
      for (const [app, other] of [
        [FIRST, ids[1]],
        [SECOND, ids[0]],
      ] as const) {
        items = [];
        forbid(app);
        await expect(history(since)).rejects.toThrow(/let our key in/);
        expect(items.map((item) => item.storeTransactionId)).toEqual([other]);
      }
      stores.mailbox.status = 200;
    });

    it('asks no further where the store lets our key in to none of them', async () => {
      await history(Date.now() - 1_000);
      stores.front.heard.length = 0;
      forbid(FIRST, SECOND);
      await expect(history(Date.now() - 20 * DAY_MS)).rejects.toThrow(/let our key in/);
      const asked = stores.front.count(/voidedpurchases|notifications\/history/);
      // One day of each app, and again after the simulator was asked for newer keys.
      expect(asked).toBeLessThanOrEqual(3 * 2);
    });
  });

  it('acts in the others at Google, where it is not known which of them it was', async () => {
    const gateway = gatewayTo('google', stores);
    const bought = await buy('google', SECOND);
    const anywhere = paymentOf(bought, { app: null });
    forbid(FIRST);
    await gateway.acknowledge(demo, anywhere);
    await gateway.finish(demo, anywhere);
    expect(await control().purchase(bought.id)).toMatchObject({ consumed: true });
    // In the one that is forbidden it may be known.
    const unknown = paymentOf(bought, { app: null, storeTransactionId: 'nobodys' });
    await expect(gateway.finish(demo, unknown)).rejects.toThrow(StoreUnavailable);
    stores.front.heal();
    await expect(gateway.finish(demo, unknown)).rejects.toThrow(StoreRefused);
  });

  it('answers a chargeback in the others at Google, and finds the purchase of its order', async () => {
    const gateway = gatewayTo('google', stores);
    const bought = await buy('google', SECOND);
    await control().chargeback(bought.id);
    const [letter] = (await stores.mailbox.lettersOf('google', stores.simulator)).slice(-1);
    const reading = await gateway.readNotification(demo.titleId, letter!);
    if (reading.outcome !== 'genuine') throw new Error(JSON.stringify(reading));
    const told = { ...reading.notification, app: null };
    forbid(FIRST);
    const observed = purchaseIn(await gateway.observe(demoEither, told));
    expect(observed).toMatchObject({ storeTransactionId: bought.id, app: SECOND });
    const { reviewToken } = told;
    await gateway.reportUsage(demo, paymentOf(bought, { app: null }), {
      ...usageReport,
      reviewToken,
    });
    expect((await control().purchase(bought.id)).reviews[0]!.answers).toHaveLength(1);
  });
});
