import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import { storeDeadline } from '../../src/stores/calls/deadline.js';
import { GoogleGateway } from '../../src/stores/google/google.gateway.js';
import { GoogleTokens } from '../../src/stores/google/google-tokens.gateway.js';
import type { Verification } from '../../src/stores/store-gateway.js';
import { answeringBoth } from './google-twins.js';
import { answering } from './store-front.js';
import {
  clock,
  demo,
  demoEither,
  demoSandbox,
  NOTHING,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  shown,
} from './stores-in-test.js';

const unavailable = { outcome: 'unavailable' };
const refused = (code: string) => ({ outcome: 'refused', code });
const purchases = '/androidpublisher/v3/applications/com.example.demo/purchases';

describe('What Google says of a purchase', () => {
  let stores: StoresInTest;
  /** Asks by token alone. */
  let gateway: GoogleGateway;
  /** Asks by product, through google-play-billing-validator. */
  let byProduct: GoogleGateway;

  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({ store: 'google', productId: 'gems_500', ...wish });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    gateway = new GoogleGateway(stores.newAccounts(), clock);
    byProduct = new GoogleGateway(stores.newAccounts('products'), clock);
    const { id } = await buy();
    await gateway.verify(demo, shown(id));
    await byProduct.verify(demo, { text: id, productId: 'gems_500' });
  });
  beforeEach(() => {
    stores.front.heal();
    stores.front.heard.length = 0;
  });
  afterAll(() => stores.close());

  describe('by token', () => {
    const asking = /^GET .*\/productsv2\//;
    const line = { productId: 'gems_500', productOfferDetails: { quantity: 1 } };
    const purchased = {
      purchaseStateContext: { purchaseState: 'PURCHASED' },
      productLineItem: [line],
      purchaseCompletionTime: '2026-01-01T00:00:00Z',
      orderId: 'GPA.1',
    };
    const told = (change: object): Promise<Verification> => {
      stores.front.spoil(asking, answering(200, { ...purchased, ...change }));
      return gateway.verify(demo, shown('token'));
    };
    const lineOf = (productOfferDetails: object) => ({
      productLineItem: [{ ...line, productOfferDetails }],
    });

    it.each([
      ['no products', { productLineItem: undefined }],
      ['an empty list of products', { productLineItem: [] }],
      ['products that are no list', { productLineItem: { 0: line } }],
      ['a product without a name', { productLineItem: [{}] }],
      ['a product with a name that is none', { productLineItem: [{ productId: 'a b' }] }],
      ['a product twice', { productLineItem: [line, line] }],
      ['a hundred and one products', { productLineItem: Array(101).fill(line) }],
      ['half a product', lineOf({ quantity: 0.5 })],
      ['a quantity in words', lineOf({ quantity: '1' })],
      ['more to refund than was bought', lineOf({ quantity: 1, refundableQuantity: 2 })],
      ['less than nothing to refund', lineOf({ quantity: 1, refundableQuantity: -1 })],
      ['no state', { purchaseStateContext: undefined }],
      ['a new state', { purchaseStateContext: { purchaseState: 'UNSPECIFIED' } }],
    ])('%s: nothing is refused by it', async (_name, change) => {
      expect(await told(change)).toMatchObject(unavailable);
    });

    it.each([0, -1, 1_001])('%i of a product: nobody credits that', async (quantity) => {
      expect(await told(lineOf({ quantity }))).toEqual(refused('quantity_unsupported'));
    });

    it.each([
      ['no quantity is one', lineOf({}), { lines: [{ quantity: 1 }] }],
      ['a state without a time', { purchaseCompletionTime: undefined }, { purchasedAt: null }],
      ['a strange time', { purchaseCompletionTime: 'yesterday' }, { purchasedAt: null }],
      ['a strange region', { regionCode: 'Bavaria' }, { country: null }],
      ['a strange order', { orderId: '../x' }, { storeOrderId: null }],
      ['an owner who is nobody of ours', { obfuscatedExternalAccountId: 7 }, { accountToken: '7' }],
      [
        'paid, and cancelled then',
        { purchaseStateContext: { purchaseState: 'CANCELLED' } },
        { state: 'revoked', lines: [{ refunded: { parts: 1, of: 1 } }] },
      ],
      [
        'never paid, whatever is left to refund',
        {
          purchaseStateContext: { purchaseState: 'CANCELLED' },
          purchaseCompletionTime: undefined,
          ...lineOf({ quantity: 2, refundableQuantity: 0 }),
        },
        { state: 'cancelled', lines: [{ refunded: NOTHING }], refundReason: null },
      ],
      [
        'pending, and nothing to refund',
        {
          purchaseStateContext: { purchaseState: 'PENDING' },
          purchaseCompletionTime: undefined,
          ...lineOf({ quantity: 2, refundableQuantity: 0 }),
        },
        { state: 'pending', lines: [{ refunded: NOTHING }] },
      ],
      [
        'two of three left',
        lineOf({ quantity: 3, refundableQuantity: 2 }),
        { state: 'purchased', lines: [{ refunded: { parts: 1, of: 3 } }], refundReason: 'other' },
      ],
    ])('%s', async (_name, change, purchase) => {
      // An order that is no order sends us to the older call, which knows of nothing odd.
      stores.front.intercept = ({ url }, response) => {
        const body = url.includes('productsv2') ? { ...purchased, ...change } : {};
        answering(200, body)(response);
        return true;
      };
      expect(purchaseIn(await gateway.verify(demo, shown('token')))).toMatchObject(purchase);
    });

    it('hears exactly the address of the purchase', async () => {
      await gateway.verify(demo, shown('a..b~c_-.'));
      expect(stores.front.heard).toContain(`GET ${purchases}/productsv2/tokens/a..b~c_-.`);
      expect(stores.front.count(/androidpublisher/)).toBe(1);
    });

    it.each(['promo', 'rewarded'] as const)('a purchase by %s was not paid', async (kind) => {
      const { id } = await buy({ kind });
      const given = purchaseIn(await gateway.verify(demo, shown(id)));
      expect(given).toMatchObject({ state: 'purchased', paid: false, storeOrderId: null });
      expect(given.environment).toBe('production');
      await stores.simulator.control.refund(id);
      expect(purchaseIn(await gateway.verify(demo, shown(id)))).toMatchObject({
        state: 'revoked',
        paid: false,
      });
    });

    it('what has no order is not called paid when nobody tells how it came about', async () => {
      const { id } = await buy({ kind: 'promo' });
      stores.front.spoil(/\/purchases\/products\//, answering(500));
      expect(await gateway.verify(demo, shown(id))).toMatchObject(unavailable);
      stores.front.spoil(/\/purchases\/products\//, answering(200, { purchaseType: 9 }));
      expect(await gateway.verify(demo, shown(id))).toMatchObject(unavailable);
    });

    it('the older call is made for no purchase that has an order, nor for a test', async () => {
      await gateway.verify(demo, shown((await buy()).id));
      await gateway.verify(demoSandbox, shown((await buy({ kind: 'test' })).id));
      await gateway.verify(demo, shown((await buy({ state: 'pending' })).id));
      expect(stores.front.count(/\/purchases\/products\//)).toBe(0);
    });

    it('several products at once, each with its own share given back', async () => {
      const { id } = await buy({
        productId: undefined,
        lineItems: [
          { productId: 'gems_500', quantity: 2 },
          { productId: 'gems_900', quantity: 1 },
        ],
      });
      await stores.simulator.control.refund(id, { quantity: 1, productId: 'gems_500' });
      expect(purchaseIn(await gateway.verify(demo, shown(id)))).toMatchObject({
        state: 'purchased',
        lines: [
          { productId: 'gems_500', quantity: 2, refunded: { parts: 1, of: 2 } },
          { productId: 'gems_900', quantity: 1, refunded: NOTHING },
        ],
      });
      await stores.simulator.control.refund(id, { quantity: 1, productId: 'gems_900' });
      expect(purchaseIn(await gateway.verify(demo, shown(id))).lines).toMatchObject([
        { refunded: { parts: 1, of: 2 } },
        { refunded: { parts: 1, of: 1 } },
      ]);
    });

    it('a chargeback is told by the order, and without its permission by nobody', async () => {
      const { id } = await buy();
      await stores.simulator.control.chargeback(id, { outcome: 'upheld' });
      const look = async () => purchaseIn(await gateway.look(demo, paymentOf(await view(id))));
      expect(await look()).toMatchObject({ state: 'revoked', refundReason: 'chargeback' });
      stores.front.spoil(/\/orders\//, answering(403));
      expect(await look()).toMatchObject({
        state: 'revoked',
        refundReason: 'other',
        refundedAt: null,
      });
    });

    it('what the studio paid back by itself, without revoking, is the player’s to keep', async () => {
      const { id, orderId } = await buy({ quantity: 2 });
      await refundByStudio(orderId!, false);
      expect(purchaseIn(await gateway.verify(demo, shown(id)))).toMatchObject({
        state: 'purchased',
        lines: [{ refunded: NOTHING }],
        refundReason: null,
        refundedAt: null,
      });
      const revoked = await buy({ quantity: 2 });
      await refundByStudio(revoked.orderId!, true);
      expect(purchaseIn(await gateway.verify(demo, shown(revoked.id)))).toMatchObject({
        state: 'revoked',
        lines: [{ refunded: { parts: 2, of: 2 } }],
      });
    });
  });

  describe('by product', () => {
    const purchased = { purchaseState: 0, orderId: 'GPA.1', purchaseTimeMillis: '1767225600000' };
    const verify = (text: string, productId: string | null = 'gems_500') =>
      byProduct.verify(demo, { text, productId });

    it.each([
      ['no state', { purchaseState: undefined }],
      ['a new state', { purchaseState: 3 }],
      ['a state in words', { purchaseState: '0' }],
      ['a new kind of purchase', { purchaseType: 3 }],
      ['half of a product', { quantity: 1.5 }],
      ['more to refund than was bought', { refundableQuantity: 2 }],
    ])('%s: nothing is refused by it', async (_name, change) => {
      stores.front.intercept = answeringBoth({ ...purchased, ...change });
      expect(await verify('token')).toMatchObject(unavailable);
    });

    it.each([
      ['another product than was asked for', { productId: 'gems_900' }, 'product_mismatch'],
      ['none of a product', { quantity: 0 }, 'quantity_unsupported'],
      ['too many of a product', { quantity: 1_001 }, 'quantity_unsupported'],
      ['a test', { purchaseType: 0 }, 'receipt_sandbox'],
    ])('%s is refused', async (_name, change, code) => {
      stores.front.intercept = answeringBoth({ ...purchased, ...change });
      expect(await verify('token')).toEqual(refused(code));
    });

    it.each([
      ['pending, which the package calls successful', { purchaseState: 2 }, { state: 'pending' }],
      [
        'cancelled, which the package calls successful',
        { purchaseState: 1, orderId: undefined },
        { state: 'cancelled', lines: [{ refunded: NOTHING }] },
      ],
      [
        'given back, which the package calls successful',
        { purchaseState: 1 },
        { state: 'revoked', lines: [{ refunded: { parts: 1, of: 1 } }] },
      ],
      ['a promotion', { purchaseType: 1, orderId: undefined }, { paid: false }],
      ['an advertisement', { purchaseType: 2, orderId: undefined }, { paid: false }],
      [
        'a promotion that was taken back',
        { purchaseType: 1, orderId: undefined, purchaseState: 1 },
        { paid: false, state: 'revoked' },
      ],
      ['consumed', { consumptionState: 1 }, { consumed: true }],
      ['acknowledged', { acknowledgementState: 1 }, { acknowledged: true, consumed: false }],
      [
        'two of three left',
        { quantity: 3, refundableQuantity: 2 },
        { state: 'purchased', lines: [{ refunded: { parts: 1, of: 3 } }] },
      ],
      [
        'none left, and purchased: the studio let the player keep it',
        { quantity: 3, refundableQuantity: 0 },
        { state: 'purchased', lines: [{ refunded: NOTHING }] },
      ],
    ])('%s', async (_name, change, purchase) => {
      stores.front.intercept = answeringBoth({ ...purchased, ...change });
      expect(purchaseIn(await verify('token'))).toMatchObject(purchase);
    });

    it('a client that lies of the product is refused by Google', async () => {
      const { id } = await buy();
      expect(await verify(id, 'gems_900')).toEqual(refused('product_mismatch'));
      expect(stores.front.heard[0]).toBe(`GET ${purchases}/products/gems_900/tokens/${id}`);
    });

    it.each(['../x', 'a?b', 'a/../../orders/GPA.1:refund', 'a%2f..', '..', 'a#b', 'a:consume'])(
      'the product %j bends no path',
      async (productId) => {
        const { id } = await buy();
        stores.front.heard.length = 0;
        await verify(id, productId);
        const token = `/tokens/${id}`;
        for (const heard of stores.front.heard.filter((each) => /androidpublisher/.test(each))) {
          expect(heard.startsWith(`GET ${purchases}/products`)).toBe(true);
          expect(heard.endsWith(token)).toBe(true);
          expect(heard.split('/')).toHaveLength(9 + (/productsv2/.test(heard) ? 0 : 1));
          expect(heard).not.toMatch(/[?#]|\/\.\.?\//);
        }
      },
    );

    it('asks by token when nobody names a product', async () => {
      const { id } = await buy();
      expect(purchaseIn(await verify(id, null))).toMatchObject({ storeTransactionId: id });
      expect(stores.front.count(/\/productsv2\//)).toBe(1);
    });

    it('looks at a payment of several products by token, and tells all of them', async () => {
      const lineItems = [{ productId: 'gems_500' }, { productId: 'gems_900' }];
      const bought = await buy({ productId: undefined, lineItems });
      const { lines } = purchaseIn(await byProduct.look(demoEither, paymentOf(bought)));
      expect(lines.map((line) => line.productId)).toEqual(['gems_500', 'gems_900']);
    });
  });

  const view = (id: string) => stores.simulator.control.purchase(id);

  /** As the studio does it in the Play Console. */
  async function refundByStudio(orderId: string, revoke: boolean): Promise<void> {
    const accounts = stores.newAccounts();
    const account = (await accounts.google(demo.titleId))!;
    const tokens = new GoogleTokens(clock);
    const token = await tokens.tokenOf(account.serviceAccount, storeDeadline());
    const path = `/androidpublisher/v3/applications/com.example.demo/orders/${orderId}:refund`;
    const response = await fetch(`${account.rootUrl}${path}?revoke=${revoke}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(204);
  }
});
