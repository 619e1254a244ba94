import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import type { StoreGateway } from '../../src/stores/store-gateway.js';
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

const refused = (code: string) => ({ outcome: 'refused', code });
const unavailable = { outcome: 'unavailable' };
const byToken = /com\.example\.demo\/purchases\/productsv2\//;

describe('A purchase that is asked for by one of its products', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;

  const control = () => stores.simulator.control;
  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    control().buy({ store: 'google', productId: 'gems_500', notify: false, ...wish });
  const lineItems = [{ productId: 'gems_500', quantity: 2 }, { productId: 'gems_900' }];
  const buySeveral = () => buy({ productId: undefined, lineItems });
  const verify = ({ id: text }: Pick<PurchaseView, 'id'>, productId = 'gems_500', scope = demo) =>
    gateway.verify(scope, { text, productId });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    await control().register({
      title: 'demo',
      bundleId: 'com.example.demo.two',
      appAppleId: 22,
      packageName: 'com.example.demo.two',
    });
  });
  beforeEach(() => {
    stores.front.heal();
    gateway = gatewayTo('google', stores, 'products');
  });
  afterAll(() => stores.close());

  it.each(['gems_500', 'gems_900'])('is told with all of them: by %s', async (productId) => {
    const purchase = purchaseIn(await verify(await buySeveral(), productId));
    expect(purchase.lines).toMatchObject([
      { productId: 'gems_500', quantity: 2 },
      { productId: 'gems_900', quantity: 1 },
    ]);
  });

  it('is finished with all of them, so that none is paid for and lost', async () => {
    const bought = await buySeveral();
    const { lines, app, storeOrderId } = purchaseIn(await verify(bought));
    await gateway.finish(demo, paymentOf(bought, { lines, app, storeOrderId }));
    expect(await control().purchase(bought.id)).toMatchObject({ consumed: true });
  });

  it('tells the share that was given back of each', async () => {
    const bought = await buySeveral();
    await control().refund(bought.id, { quantity: 1, productId: 'gems_900' });
    expect(purchaseIn(await verify(bought)).lines).toMatchObject([
      { productId: 'gems_500', refunded: { parts: 0 } },
      { productId: 'gems_900', refunded: { parts: 1, of: 1 } },
    ]);
  });

  it.each([
    ['is silent about the others', answering(500)],
    ['tells half an answer of the others', answering(200, '{"productLineItem": [')],
    ['knows of no such purchase by its token', googleError(404, 'purchaseTokenNotFound')],
    ['calls it another app’s by its token', googleError(400, 'invalid')],
    [
      'tells of others alone',
      answering(200, {
        purchaseStateContext: { purchaseState: 'PURCHASED' },
        productLineItem: [{ productId: 'gems_900' }],
        purchaseCompletionTime: '2026-01-01T00:00:00Z',
        orderId: 'GPA.1',
      }),
    ],
  ])('is not read at all when Google %s', async (_name, answer) => {
    const bought = await buySeveral();
    stores.front.spoil(byToken, answer);
    expect(await verify(bought)).toMatchObject(unavailable);
    stores.front.heal();
    expect(purchaseIn(await verify(bought)).lines).toHaveLength(2);
  });

  it('is not credited by its token alone, when Google does not verify the product', async () => {
    const bought = await buy();
    const byProduct = /\/purchases\/products\//;
    stores.front.spoil(byProduct, answering(500));
    expect(await verify(bought)).toMatchObject(unavailable);
    // What is called another product, and is that very product by its token, is neither.
    stores.front.spoil(byProduct, googleError(400, 'invalid'));
    expect(await verify(bought)).toMatchObject(unavailable);
  });

  it('is of another product when Google knows the token, and of another app otherwise', async () => {
    expect(await verify(await buy(), 'gems_900')).toEqual(refused('product_mismatch'));
    const second = await buy({ packageName: 'com.example.demo.two' });
    expect(await verify(second, 'gems_900')).toEqual(refused('product_mismatch'));
    const elsewhere = await buy({ title: 'other' });
    expect(await verify(elsewhere)).toEqual(refused('receipt_wrong_app'));
    expect(await verify(elsewhere, 'gems_900')).toEqual(refused('receipt_wrong_app'));
    const tested = await buy({ kind: 'test' });
    expect(await verify(tested, 'gems_900')).toEqual(refused('receipt_sandbox'));
    expect(await verify(tested, 'gems_900', demoEither)).toEqual(refused('product_mismatch'));
    expect(await verify({ id: 'nobodys' }, 'gems_900')).toEqual(refused('receipt_invalid'));
  });

  it('is asked for by its token once, to tell the one from the other', async () => {
    const bought = await buy();
    await verify(bought);
    stores.front.heard.length = 0;
    await verify(bought, 'gems_900');
    const kinds = stores.front.heard.map((each) => /purchases\/(\w+)\//.exec(each)?.[1]);
    expect(kinds).toEqual(['products', 'productsv2']);
  });

  it('is not called another product’s while Google cannot be asked by its token', async () => {
    const bought = await buy();
    await verify(bought);
    stores.front.spoil(byToken, answering(503));
    expect(await verify(bought, 'gems_900')).toMatchObject(unavailable);
  });

  it('is looked at as it is, whatever product a client once named', async () => {
    const bought = await buy();
    const lines = [{ productId: 'gems_900', quantity: 1, refunded: { parts: 0, of: 1 } }];
    const looked = purchaseIn(await gateway.look(demo, paymentOf(bought, { lines })));
    expect(looked.lines).toMatchObject([{ productId: 'gems_500' }]);
  });
});
