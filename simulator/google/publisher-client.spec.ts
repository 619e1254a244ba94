import { OAuth2Client } from 'google-auth-library';
import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { type Publisher, publisherInTest, serviceAccountInTest } from './client-in-test.js';

const packageName = 'com.example.demo';
const productId = 'gems_500';
const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';

describe("Google's own publisher client", () => {
  let simulator: SimulatorInTest;
  let google: Credentials['google'];
  let publisher: Publisher;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    google = (await simulator.control.credentials()).google;
    publisher = publisherInTest(google);
  });
  afterAll(() => simulator.close());
  afterEach(() => simulator.control.healStores());

  const because = (reason: string) => ({ data: { error: { errors: [{ reason }] } } });
  const buy = (extra: object = {}) =>
    simulator.control.buy({ store: 'google', productId, accountToken, ...extra });
  const readV2 = async (token: string) =>
    (await publisher.purchases.productsv2.getproductpurchasev2({ packageName, token })).data;

  it('reads a purchase by its token alone, and learns what was bought', async () => {
    const bought = await buy({ quantity: 3 });
    expect(await readV2(bought.proof!)).toEqual({
      kind: 'androidpublisher#productPurchaseV2',
      productLineItem: [
        {
          productId,
          productOfferDetails: {
            purchaseOptionId: 'default',
            quantity: 3,
            refundableQuantity: 3,
            consumptionState: 'CONSUMPTION_STATE_YET_TO_BE_CONSUMED',
          },
        },
      ],
      purchaseStateContext: { purchaseState: 'PURCHASED' },
      orderId: bought.orderId,
      obfuscatedExternalAccountId: accountToken,
      regionCode: 'US',
      purchaseCompletionTime: bought.purchasedAt,
      acknowledgementState: 'ACKNOWLEDGEMENT_STATE_PENDING',
    });
  });

  it('reads the legacy form, where sandbox is a test purchase', async () => {
    const bought = await buy({ environment: 'sandbox' });
    const { data } = await publisher.purchases.products.get({
      packageName,
      productId,
      token: bought.id,
    });
    expect(data).toMatchObject({
      purchaseState: 0,
      consumptionState: 0,
      acknowledgementState: 0,
      purchaseType: 0,
      orderId: bought.orderId,
      obfuscatedExternalAccountId: accountToken,
    });
    expect(data).not.toHaveProperty('quantity');
    expect(await readV2(bought.id)).toHaveProperty('testPurchaseContext');
  });

  it.each([
    ['test', 0, true],
    ['promo', 1, false],
    ['rewarded', 2, false],
  ] as const)('reads how a purchase of the kind %s was paid for', async (kind, number, isTest) => {
    const bought = await buy({ kind });
    const path = { packageName, productId, token: bought.id };
    const { data } = await publisher.purchases.products.get(path);
    expect(data.purchaseType).toBe(number);
    const read = await readV2(bought.id);
    expect(read.testPurchaseContext).toEqual(isTest ? { fopType: 'TEST' } : undefined);
    expect([data.orderId, read.orderId]).toEqual(
      isTest ? [bought.orderId, bought.orderId] : [undefined, undefined],
    );
    expect(bought.environment).toBe(isTest ? 'sandbox' : 'production');
  });

  it('finds no subscriptions, and nothing of the rest of the API', async () => {
    const { id: token } = await buy();
    const path = { packageName, token, subscriptionId: productId };
    const { subscriptions, subscriptionsv2 } = publisher.purchases;
    for (const call of [
      () => subscriptionsv2.get(path),
      () => subscriptionsv2.cancel(path),
      () => subscriptionsv2.defer(path),
      () => subscriptionsv2.revoke(path),
      () => subscriptions.acknowledge(path),
      () => subscriptions.cancel(path),
      () => subscriptions.defer(path),
    ]) {
      await expect(call()).rejects.toMatchObject({
        status: 404,
        response: because('purchaseTokenNotFound'),
      });
    }
    await expect(publisher.edits.insert({ packageName })).rejects.toMatchObject({
      status: 404,
      response: because('notFound'),
    });
  });

  it('answers to a second consume as the purchase was wished to', async () => {
    for (const [secondConsume, status, reason] of [
      [undefined, 400, 'invalidPurchaseState'],
      [400, 400, 'invalidPurchaseState'],
      [410, 410, 'purchaseTokenNoLongerValid'],
    ] as const) {
      const { id: token } = await buy(secondConsume === undefined ? {} : { secondConsume });
      const path = { packageName, productId, token };
      await publisher.purchases.products.consume(path);
      await expect(publisher.purchases.products.consume(path)).rejects.toMatchObject({
        status,
        response: because(reason),
      });
      expect((await readV2(token)).acknowledgementState).toContain('ACKNOWLEDGED');
    }
  });

  it('hears that a token is gone when a test wants it to', async () => {
    const { id: token } = await buy();
    const fault = { endpoint: 'google.productsv2', kind: 'status', status: 410, times: 1 } as const;
    await simulator.control.breakStore(fault);
    await expect(readV2(token)).rejects.toMatchObject({
      status: 410,
      response: because('purchaseTokenNoLongerValid'),
    });
    await expect(readV2(token)).resolves.toBeDefined();
  });

  it('acknowledges twice and consumes once', async () => {
    const { id: token } = await buy();
    const path = { packageName, productId, token };
    await publisher.purchases.products.acknowledge({ ...path, requestBody: {} });
    await publisher.purchases.products.acknowledge(path);
    expect(await simulator.control.purchase(token)).toMatchObject({
      acknowledged: true,
      consumed: false,
    });
    await publisher.purchases.products.consume(path);
    expect(await simulator.control.purchase(token)).toMatchObject({ consumed: true });
    expect(await readV2(token)).toMatchObject({
      acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
      productLineItem: [
        { productOfferDetails: { consumptionState: 'CONSUMPTION_STATE_CONSUMED' } },
      ],
    });
    await expect(publisher.purchases.products.consume(path)).rejects.toMatchObject({
      status: 400,
      response: because('invalidPurchaseState'),
    });
  });

  it('acknowledges by consuming', async () => {
    const { id: token } = await buy();
    await publisher.purchases.products.consume({ packageName, productId, token });
    expect(await simulator.control.purchase(token)).toMatchObject({ acknowledged: true });
  });

  it('sees a pending purchase become paid, or cancelled', async () => {
    const { id: token, orderId } = await buy({ state: 'pending' });
    expect(orderId).toBeNull();
    const pending = await readV2(token);
    expect(pending.purchaseStateContext).toEqual({ purchaseState: 'PENDING' });
    expect(pending).not.toHaveProperty('purchaseCompletionTime');
    const path = { packageName, productId, token };
    await expect(publisher.purchases.products.consume(path)).rejects.toMatchObject({ status: 400 });
    const { data } = await publisher.purchases.products.get(path);
    expect(data.purchaseState).toBe(2);

    const settled = await simulator.control.settle(token);
    expect(await readV2(token)).toMatchObject({
      purchaseStateContext: { purchaseState: 'PURCHASED' },
      orderId: settled.orderId,
    });
    const cancelled = await simulator.control.cancel((await buy({ state: 'pending' })).id);
    expect((await readV2(cancelled.id)).purchaseStateContext).toEqual({
      purchaseState: 'CANCELLED',
    });
  });

  it('sees fewer refundable units after a part, and no purchase after the rest', async () => {
    const { id } = await buy({ quantity: 3 });
    await simulator.control.refund(id, { quantity: 1 });
    expect(await readV2(id)).toMatchObject({
      purchaseStateContext: { purchaseState: 'PURCHASED' },
      productLineItem: [{ productOfferDetails: { quantity: 3, refundableQuantity: 2 } }],
    });
    await simulator.control.refund(id, { quantity: 2 });
    expect(await readV2(id)).toMatchObject({
      purchaseStateContext: { purchaseState: 'CANCELLED' },
      productLineItem: [{ productOfferDetails: { refundableQuantity: 0 } }],
    });
  });

  it('keeps the products of one token apart', async () => {
    const lineItems = [{ productId: 'gems_500', quantity: 2 }, { productId: 'potion' }];
    const { id: token } = await buy({ productId: undefined, lineItems });
    await publisher.purchases.products.consume({ packageName, productId: 'potion', token });
    const { productLineItem } = await readV2(token);
    expect(productLineItem).toMatchObject([
      { productId: 'gems_500', productOfferDetails: { quantity: 2 } },
      { productId: 'potion', productOfferDetails: { quantity: 1 } },
    ]);
    expect(await simulator.control.purchase(token)).toMatchObject({
      consumed: false,
      lineItems: [{ consumed: false }, { consumed: true }],
    });
  });

  it('is told what is wrong with a token, a product or a package', async () => {
    const { id: token } = await buy();
    const { products } = publisher.purchases;
    const read = (path: object) =>
      products.get({ packageName, productId, token, ...path }).catch((error: unknown) => error);
    expect(await read({ token: 'unknown' })).toMatchObject({
      status: 404,
      response: because('purchaseTokenNotFound'),
    });
    expect(await read({ productId: 'other' })).toMatchObject({
      status: 400,
      response: because('invalid'),
    });
    expect(await read({ packageName: 'com.example.other' })).toMatchObject({ status: 400 });
    const apple = await simulator.control.buy({ store: 'apple', productId });
    expect(await read({ token: apple.id })).toMatchObject({ status: 404 });
  });

  it('may not pass without a token that the simulator gave out', async () => {
    const { id: token } = await buy();
    const stranger = new OAuth2Client();
    stranger.setCredentials({ access_token: 'ya29.made-up' });
    await expect(
      publisherInTest(google, stranger).purchases.productsv2.getproductpurchasev2({
        packageName,
        token,
      }),
    ).rejects.toMatchObject({ status: 401 });
  });

  it('gets no token for another account or without the scope', async () => {
    await expect(
      serviceAccountInTest(google, { email: 'someone@example.com' }).authorize(),
    ).rejects.toMatchObject({ status: 400 });
    await expect(
      serviceAccountInTest(google, { scopes: ['openid'] }).authorize(),
    ).rejects.toMatchObject({
      status: 400,
    });
  });

  it('hears of outages of the token endpoint and of the API when a test asks', async () => {
    const { id } = await buy();
    await simulator.control.breakStore({ endpoint: 'google.token', kind: 'status', status: 503 });
    await expect(serviceAccountInTest(google).authorize()).rejects.toMatchObject({ status: 503 });
    await simulator.control.breakStore({
      endpoint: 'google.productsv2',
      kind: 'outage',
      times: 1,
    });
    await expect(readV2(id)).rejects.toThrow();
    await expect(readV2(id)).resolves.toBeDefined();
  });
});
