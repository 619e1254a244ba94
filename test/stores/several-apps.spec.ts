import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import {
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
} from './stores-in-test.js';
import { WAYS_TO_VERIFY } from './ways-to-verify.js';

const FIRST = 'com.example.demo';
const SECOND = 'com.example.demo.two';
const refused = (code: string) => ({ outcome: 'refused', code });

describe('A title of several apps', () => {
  let stores: StoresInTest;

  const inApp = (store: Store, app: string): Partial<PurchaseRequest> =>
    store === 'apple' ? { bundleId: app } : { packageName: app };
  const buy = (store: Store, app: string, wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({
      store,
      productId: 'gems_500',
      ...inApp(store, app),
      ...wish,
    });
  const register = (app: string, appAppleId: number) =>
    stores.simulator.control.register({
      title: 'demo',
      bundleId: app,
      appAppleId,
      packageName: app,
    });
  const appsAsked = () =>
    stores.front.apiCalls().flatMap((each) => /applications\/([^/]+)\//.exec(each)?.[1] ?? []);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    await register(SECOND, 22);
    await stores.listen();
  });
  beforeEach(() => {
    stores.front.heal();
    stores.front.heard.length = 0;
  });
  afterAll(() => stores.close());

  describe.each(WAYS_TO_VERIFY)('at $name', (way) => {
    const { store } = way;
    let gateway: StoreGateway;

    beforeEach(() => {
      gateway = gatewayTo(store, stores, way.googleVerifier);
    });

    it('verifies what each of them sold, and tells which', async () => {
      for (const app of [FIRST, SECOND, FIRST]) {
        const bought = await buy(store, app, way.wish);
        const verification = await gateway.verify(demo, await way.proofOf(bought, stores));
        expect(purchaseIn(verification)).toMatchObject({ storeTransactionId: bought.id, app });
      }
    });

    it('looks again only where it was sold', async () => {
      const bought = await buy(store, SECOND, way.wish);
      expect(purchaseIn(await gateway.look(demo, paymentOf(bought)))).toMatchObject({
        app: SECOND,
      });
      expect(new Set(appsAsked())).toEqual(new Set(store === 'google' ? [SECOND] : []));
      const unknown = paymentOf(bought, { app: null });
      expect(purchaseIn(await gateway.look(demo, unknown))).toMatchObject({ app: SECOND });
      const wrong = await gateway.look(demo, paymentOf(bought, { app: FIRST }));
      expect(wrong).toMatchObject({ outcome: 'refused' });
    });

    it('acts only where it was sold, or wherever it is known', async () => {
      const bought = await buy(store, SECOND, way.wish);
      await gateway.finish(demo, paymentOf(bought));
      await gateway.finish(demo, paymentOf(bought, { app: null }));
      await expect(gateway.finish(demo, paymentOf(bought, { app: FIRST }))).rejects.toThrow(
        StoreRefused,
      );
      const { finished, consumed } = await stores.simulator.control.purchase(bought.id);
      expect(finished || consumed).toBe(true);
    });

    it('sells in an app that came a moment ago', async () => {
      await gateway.verify(demo, await way.proofOf(await buy(store, FIRST, way.wish), stores));
      const app = `com.example.new.${WAYS_TO_VERIFY.indexOf(way)}`;
      await register(app, 100 + WAYS_TO_VERIFY.indexOf(way));
      const bought = await buy(store, app, way.wish);
      const verification = await gateway.verify(demo, await way.proofOf(bought, stores));
      // An id does not say whose it is: Apple knows none in the apps that are asked.
      if (way.name.includes('the id of')) expect(verification).toEqual(refused('receipt_invalid'));
      else expect(purchaseIn(verification)).toMatchObject({ app });
    });
  });

  it('finds an id of Apple in whichever app and environment it was sold', async () => {
    const gateway = gatewayTo('apple', stores);
    for (const environment of ['production', 'sandbox']) {
      const { id } = await buy('apple', SECOND, { environment });
      const proof = { text: id, productId: null };
      expect(purchaseIn(await gateway.verify(demoEither, proof))).toMatchObject({
        app: SECOND,
        environment,
      });
    }
  });

  it('is not called wrong by Google while one of its apps cannot be asked', async () => {
    const gateway = gatewayTo('google', stores);
    const proof = { text: 'a-token-of-somebody', productId: null };
    const { id } = await buy('google', FIRST);
    await gateway.verify(demo, { text: id, productId: null });
    const asking = (app: string) => new RegExp(`applications/${app}/`);
    stores.front.spoil(/productsv2/, googleError(400, 'invalid'));
    expect(await gateway.verify(demo, proof)).toEqual(refused('receipt_wrong_app'));
    stores.front.intercept = ({ url }, response) => {
      const broken = asking(FIRST).test(url);
      (broken ? answering(500) : googleError(400, 'invalid'))(response);
      return true;
    };
    expect(await gateway.verify(demo, proof)).toMatchObject({ outcome: 'unavailable' });
    await expect(
      gateway.finish(demo, paymentOf(await buy('google', SECOND), { app: null })),
    ).rejects.toThrow(StoreUnavailable);
    // One says that it knows nothing of it, another that it is somebody else's: it is nobody's.
    stores.front.intercept = ({ url }, response) => {
      const own = asking(FIRST).test(url);
      googleError(own ? 404 : 400, own ? 'purchaseTokenNotFound' : 'invalid')(response);
      return true;
    };
    expect(await gateway.verify(demo, proof)).toEqual(refused('receipt_invalid'));
  });

  it('is told of by both stores, whichever app it was', async () => {
    for (const store of ['apple', 'google'] as const) {
      const gateway = gatewayTo(store, stores);
      const bought: PurchaseView = await buy(store, SECOND);
      const letters = await stores.mailbox.lettersOf(store, stores.simulator);
      const reading = await gateway.readNotification(demo.titleId, letters.at(-1)!);
      expect(reading).toMatchObject({
        outcome: 'genuine',
        notification: { app: SECOND, storeTransactionId: bought.id },
      });
    }
  });
});
