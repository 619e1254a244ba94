import type { Credentials } from '../control-client.js';
import { ReceiverInTest } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { because, type Publisher, publisherInTest } from './client-in-test.js';

const packageName = 'com.example.demo';
const productId = 'gems';
const hour = 3_600_000;

describe("Google's client, speaking of orders", () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;
  let google: Credentials['google'];
  let publisher: Publisher;

  beforeAll(async () => {
    receiver = await new ReceiverInTest().open();
    simulator = await startSimulatorInTest();
    await simulator.control.tellAt(receiver.urls);
    google = (await simulator.control.credentials()).google;
    publisher = publisherInTest(google);
  });
  afterAll(async () => {
    await simulator.close();
    await receiver.close();
  });

  const buy = async (extra: object = {}) => {
    const bought = await simulator.control.buy({ store: 'google', productId, ...extra });
    await simulator.control.finish(bought.id);
    return { id: bought.id, orderId: bought.orderId! };
  };
  const order = async (orderId: string) =>
    (await publisher.orders.get({ packageName, orderId })).data;
  /** What was told since the last time, of one purchase: the clock of others goes on as well. */
  const typesTold = async ({ orderId }: { orderId: string }) => {
    await simulator.control.deliver();
    const members = receiver.googleMessages.map((message) => Object.entries(message).at(-1)!);
    receiver.forget();
    return members
      .filter(([, about]) => (about as { orderId?: string }).orderId === orderId)
      .map(([type]) => type);
  };

  it('reads what was ordered and paid', async () => {
    const price = { currency: 'EUR', micros: 1_990_000 };
    const { id, orderId } = await buy({ quantity: 3, price });
    expect(await order(orderId)).toMatchObject({
      orderId,
      purchaseToken: id,
      state: 'PROCESSED',
      lineItems: [
        {
          productId,
          listingPrice: { currencyCode: 'EUR', units: '1', nanos: 990_000_000 },
          total: { currencyCode: 'EUR', units: '5', nanos: 970_000_000 },
          oneTimePurchaseDetails: { quantity: 3 },
        },
      ],
      total: { units: '5', nanos: 970_000_000 },
      orderHistory: { processedEvent: { eventTime: expect.any(String) } },
      buyerAddress: { buyerCountry: 'US' },
    });
  });

  it('reads what was given back, part by part', async () => {
    const { id, orderId } = await buy({ quantity: 3 });
    await simulator.control.refund(id, { quantity: 2 });
    expect(await order(orderId)).toMatchObject({
      state: 'PARTIALLY_REFUNDED',
      orderHistory: {
        partialRefundEvents: [
          { state: 'PROCESSED_SUCCESSFULLY', refundDetails: { total: { units: '9' } } },
        ],
      },
    });
    await simulator.control.refund(id);
    expect(await order(orderId)).toMatchObject({
      state: 'REFUNDED',
      orderHistory: {
        refundEvent: { refundReason: 'OTHER', refundDetails: { total: { units: '4' } } },
        partialRefundEvents: [{}],
      },
    });
  });

  it('reads many orders at once, or none when one is unknown', async () => {
    const [one, other] = [await buy(), await buy()];
    const batch = async (orderIds: string[]) =>
      (await publisher.orders.batchget({ packageName, orderIds })).data.orders;
    const orders = await batch([other.orderId, one.orderId]);
    expect(orders!.map(({ orderId }) => orderId)).toEqual([other.orderId, one.orderId]);
    await expect(batch([one.orderId, 'GPA.0'])).rejects.toMatchObject({ status: 404 });
    await expect(batch([one.orderId, one.orderId])).rejects.toMatchObject({ status: 400 });
    await expect(batch([])).rejects.toMatchObject({ status: 400 });
  });

  it('does not find orders that were never paid, or of another package', async () => {
    const promo = await simulator.control.buy({ store: 'google', productId, kind: 'promo' });
    expect(promo.orderId).toBeNull();
    await expect(order('GPA.1111-2222-3333-44444')).rejects.toMatchObject(
      because(404, 'orderNotFound'),
    );
    const apple = await simulator.control.buy({ store: 'apple', productId });
    await expect(order(apple.orderId!)).rejects.toMatchObject({ status: 404 });
  });

  it('refunds with revoke: the purchase is void, and the server is told', async () => {
    const { id, orderId } = await buy();
    await publisher.orders.refund({ packageName, orderId, revoke: true });
    expect(await typesTold({ orderId })).toEqual(['voidedPurchaseNotification']);
    expect(await simulator.control.purchase(id)).toMatchObject({
      state: 'refunded',
      refund: { source: 1, revoked: true },
    });
    const { data } = await publisher.purchases.voidedpurchases.list({ packageName });
    expect(data.voidedPurchases!.at(-1)).toMatchObject({ purchaseToken: id, voidedSource: 1 });
    await expect(publisher.orders.refund({ packageName, orderId })).rejects.toMatchObject(
      because(400, 'invalidPurchaseState'),
    );
  });

  it('refunds without revoke: the money is back, the goods stay, and no list shows it', async () => {
    const { id, orderId } = await buy();
    await publisher.orders.refund({ packageName, orderId });
    expect(await typesTold({ orderId })).toEqual([]);
    expect(await simulator.control.purchase(id)).toMatchObject({
      state: 'purchased',
      refund: { source: 1, revoked: false },
    });
    expect(await order(orderId)).toMatchObject({ state: 'REFUNDED' });
    const { data } = await publisher.purchases.voidedpurchases.list({ packageName });
    const tokens = data.voidedPurchases?.map(({ purchaseToken }) => purchaseToken) ?? [];
    expect(tokens).not.toContain(id);
    const read = await publisher.purchases.productsv2.getproductpurchasev2({
      packageName,
      token: id,
    });
    expect(read.data).toMatchObject({
      purchaseStateContext: { purchaseState: 'PURCHASED' },
      productLineItem: [{ productOfferDetails: { refundableQuantity: 0 } }],
    });
    await expect(simulator.control.refund(id)).rejects.toThrow('not_refundable');
  });

  describe('that a bank wants back', () => {
    async function chargeback(extra: object = {}) {
      const bought = await buy(extra);
      await simulator.control.deliver();
      receiver.forget();
      const { reviews } = await simulator.control.chargeback(bought.id);
      return { ...bought, token: reviews[0]!.token };
    }
    const answer = ({ orderId, token }: { orderId: string; token: string }, change: object = {}) =>
      publisher.orders.reviewrefund({
        packageName,
        orderId,
        requestBody: {
          pendingRefundToken: token,
          sampleContentProvided: false,
          refundPreference: 'DECLINE',
          ...change,
        },
      });

    it('is told of with a token, and asked to speak to it', async () => {
      const accountToken = 'player-1';
      const { orderId, token } = await chargeback({ accountToken });
      await simulator.control.deliver();
      expect(receiver.googleMessages).toMatchObject([
        {
          packageName,
          pendingRefundReviewNotification: {
            pendingRefundToken: token,
            orderId,
            refundReason: 7,
            obfuscatedAccountId: accountToken,
          },
        },
      ]);
      receiver.forget();
    });

    it('is heard when it says no: a day later nothing was given back', async () => {
      const charged = await chargeback();
      await answer(charged, { consumptionPercentageMilliunits: 45_200 });
      await answer(charged, { refundPreference: 'APPROVE' });
      await simulator.control.advanceClock(25 * hour);
      const { state, reviews } = await simulator.control.purchase(charged.id);
      expect(state).toBe('purchased');
      expect(reviews).toMatchObject([
        {
          outcome: 'dismissed',
          answers: [
            { refundPreference: 'DECLINE', counted: true, consumptionPercentageMilliunits: 45_200 },
            { refundPreference: 'APPROVE', counted: false },
          ],
        },
      ]);
      await answer(charged);
      const late = (await simulator.control.purchase(charged.id)).reviews[0]!.answers;
      expect(late.map(({ counted }) => counted)).toEqual([true, false, false]);
    });

    it.each([
      ['says nothing', null],
      ['does not mind', { refundPreference: 'NEUTRAL' }],
    ])('loses when it %s', async (_name, change) => {
      const charged = await chargeback();
      if (change) await answer(charged, change);
      await simulator.control.advanceClock(23 * hour);
      expect(await simulator.control.purchase(charged.id)).toMatchObject({ state: 'purchased' });
      await simulator.control.advanceClock(2 * hour);
      expect(await simulator.control.purchase(charged.id)).toMatchObject({
        state: 'refunded',
        reviews: [{ outcome: 'upheld' }],
        refund: { reason: 7, cause: 'chargeback' },
      });
      expect(await typesTold(charged)).toEqual([
        'pendingRefundReviewNotification',
        'voidedPurchaseNotification',
      ]);
      expect(await order(charged.orderId)).toMatchObject({
        orderHistory: { refundEvent: { refundReason: 'CHARGEBACK' } },
      });
    });

    it('hears at once what a test decides', async () => {
      const upheld = await chargeback();
      await expect(simulator.control.chargeback(upheld.id)).rejects.toThrow('review_open');
      await simulator.control.chargeback(upheld.id, { outcome: 'upheld' });
      expect(await simulator.control.purchase(upheld.id)).toMatchObject({ state: 'refunded' });
      const dismissed = await buy();
      await simulator.control.chargeback(dismissed.id, { outcome: 'dismissed' });
      await simulator.control.advanceClock(25 * hour);
      expect(await simulator.control.purchase(dismissed.id)).toMatchObject({
        state: 'purchased',
        reviews: [{ outcome: 'dismissed' }],
      });
    });

    it.each([
      ['no token', { pendingRefundToken: undefined }],
      ['an unknown token', { pendingRefundToken: 'x' }],
      ['no word on samples', { sampleContentProvided: undefined }],
      ['no preference', { refundPreference: undefined }],
      ['an unknown preference', { refundPreference: 'GRANT_FULL' }],
      ['more than everything', { consumptionPercentageMilliunits: 100_001 }],
      ['half a thousandth', { consumptionPercentageMilliunits: 0.5 }],
      ['too many events', { consumptionUsageEvents: Array(1001).fill({}) }],
      [
        'a long story',
        { consumptionUsageEvents: [{ consumptionItemDescription: 'x'.repeat(5001) }] },
      ],
      ['a time that is none', { consumptionUsageEvents: [{ consumptionTime: 'noon' }] }],
      ['a misspelt event', { consumptionUsageEvents: [{ ip: '127.0.0.1' }] }],
    ])('is refused with %s, and may try again', async (_name, change) => {
      const charged = await chargeback();
      await expect(answer(charged, change)).rejects.toMatchObject(because(400, 'invalidArgument'));
      expect((await simulator.control.purchase(charged.id)).reviews[0]!.answers).toEqual([]);
      const event = { consumptionTime: new Date().toISOString(), ipAddress: '127.0.0.1' };
      await answer(charged, { consumptionUsageEvents: [event] });
    });
  });
});
