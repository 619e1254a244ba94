import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type {
  IncomingNotification,
  NotificationReading,
  StoreGateway,
  StoreNotification,
} from '../../src/stores/store-gateway.js';
import { answering } from './store-front.js';
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

type Fields = Record<string, unknown>;
type Message = Fields & { data: string };

const forged = { outcome: 'forged' };

describe('What Google tells by itself', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;
  /** A true push. */
  let letter: IncomingNotification;
  let message: Message;

  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({ store: 'google', productId: 'gems_500', ...wish });
  const letters = () => stores.mailbox.lettersOf('google', stores.simulator);
  const read = (incoming: IncomingNotification): Promise<NotificationReading> =>
    gateway.readNotification(demo.titleId, incoming);
  const encoded = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64');
  /** A push of the true sender that says something else. */
  const pushed = (content: Fields, more: Fields = {}): Promise<NotificationReading> => {
    const frame = { version: '1.0', packageName: 'com.example.demo', eventTimeMillis: '1' };
    const data = encoded({ ...frame, ...content });
    return read({ ...letter, body: { ...letter.body, message: { ...message, data, ...more } } });
  };

  async function genuine(incoming: IncomingNotification): Promise<StoreNotification> {
    const reading = await read(incoming);
    if (reading.outcome !== 'genuine') throw new Error(JSON.stringify(reading));
    return reading.notification;
  }

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    await stores.listen();
    gateway = gatewayTo('google', stores);
    await buy();
    letter = (await letters())[0]!;
    message = letter.body.message as Message;
  });
  beforeEach(async () => {
    await letters();
    stores.front.heal();
    await stores.simulator.control.healStores();
  });
  afterAll(() => stores.close());

  it('is believed when it is true: the refusals below have their named cause', async () => {
    expect(await genuine(letter)).toMatchObject({ type: 'oneTimeProductNotification' });
  });

  it.each([
    'tamper',
    'unsigned',
    'wrong_key',
    'alg_none',
    'wrong_audience',
    'wrong_email',
    'unverified_email',
    'wrong_issuer',
    'expired',
  ] as const)('is forged when its token is spoilt: %s', async (kind) => {
    const endpoint = 'google.notification';
    await stores.simulator.control.breakStore({ endpoint, kind, times: 1 });
    await buy();
    const [spoilt] = await letters();
    expect(await read(spoilt!)).toEqual(forged);
  });

  it('is not looked into before its sender is known', async () => {
    const body = new Proxy<Fields>(
      {},
      {
        get: () => {
          throw new Error('somebody looked');
        },
      },
    );
    expect(await read({ authorization: null, body })).toEqual(forged);
    const [scheme, token] = letter.authorization!.split(' ');
    for (const authorization of [`${scheme}  ${token}`, token!, `${letter.authorization} x`]) {
      expect(await read({ authorization, body })).toEqual(forged);
    }
  });

  it('each event has its concern', async () => {
    const { control } = stores.simulator;
    const { id } = await buy({ quantity: 2 });
    await control.refund(id, { quantity: 1 });
    await control.refund(id);
    const pending = await buy({ state: 'pending' });
    await control.cancel(pending.id);
    const told = await Promise.all((await letters()).map(genuine));
    const seen = told.map((each) => [
      each.type,
      each.subtype,
      each.concern,
      each.storeTransactionId,
    ]);
    const [one, voided] = ['oneTimeProductNotification', 'voidedPurchaseNotification'];
    expect(seen.sort()).toEqual(
      [
        [one, 'PURCHASED', 'purchase', id],
        [voided, 'QUANTITY_BASED_PARTIAL', 'purchase', id],
        [voided, 'FULL', 'purchase', id],
        [one, 'CANCELED', 'purchase', pending.id],
      ].sort(),
    );
  });

  it('a review names an order, which leads to the purchase, and its answer counts', async () => {
    const { control } = stores.simulator;
    const bought = await buy();
    const { reviews } = await control.chargeback(bought.id);
    const told = (await Promise.all((await letters()).map(genuine))).at(-1)!;
    expect(told).toMatchObject({
      type: 'pendingRefundReviewNotification',
      concern: 'usage_request',
      storeTransactionId: null,
      storeOrderId: bought.orderId,
      refundReason: 'chargeback',
      reviewToken: reviews[0]!.token,
    });
    const observed = purchaseIn(await gateway.observe(demoEither, told));
    expect(observed).toMatchObject({ storeTransactionId: bought.id, state: 'purchased' });
    const { reviewToken } = told;
    await gateway.reportUsage(demo, paymentOf(bought), { ...usageReport, reviewToken });
    const answered = await control.purchase(bought.id);
    expect(answered.reviews[0]!.answers).toMatchObject([{ counted: true }]);
    const unknown = { ...told, storeOrderId: 'GPA.0' };
    expect(await gateway.observe(demoEither, unknown)).toEqual({
      outcome: 'refused',
      code: 'receipt_invalid',
    });
    stores.front.breakDown();
    expect(await gateway.observe(demoEither, told)).toMatchObject({ outcome: 'unavailable' });
  });

  it('is a hint: what is true is asked for, whatever the message says', async () => {
    const { id } = await buy();
    const lie = { purchaseToken: id, orderId: 'GPA.0', productType: 2, refundType: 1 };
    const reading = await pushed({ voidedPurchaseNotification: lie });
    const { notification } = reading as { notification: StoreNotification };
    expect(purchaseIn(await gateway.observe(demoEither, notification))).toMatchObject({
      state: 'purchased',
    });
  });

  it('is of no use to the verifier that asks by product, unless it names one', async () => {
    const byProduct = gatewayTo('google', stores, 'products');
    const { id } = await buy();
    const [told] = await Promise.all((await letters()).map(genuine));
    stores.front.heard.length = 0;
    expect(purchaseIn(await byProduct.observe(demoEither, told!))).toMatchObject({
      storeTransactionId: id,
    });
    expect(stores.front.count(/\/purchases\/products\/gems_500\//)).toBe(1);
    await stores.simulator.control.refund(id);
    const [voided] = await Promise.all((await letters()).map(genuine));
    expect(purchaseIn(await byProduct.observe(demoEither, voided!))).toMatchObject({
      state: 'revoked',
    });
    // Once for what else was bought with the one that was named, and once since none was named.
    expect(stores.front.count(/\/productsv2\//)).toBe(2);
  });

  const token = { purchaseToken: 'a.b' };
  it.each<[string, Fields, Partial<StoreNotification>]>([
    ['a test', { testNotification: { version: '1.0' } }, { concern: 'test' }],
    [
      'a subscription',
      { subscriptionNotification: { notificationType: 4, ...token } },
      { concern: 'unknown', type: 'subscriptionNotification', storeTransactionId: null },
    ],
    [
      'a new number',
      { oneTimeProductNotification: { notificationType: 3, ...token } },
      { concern: 'unknown', subtype: null, storeTransactionId: 'a.b' },
    ],
    [
      'a voided subscription',
      { voidedPurchaseNotification: { productType: 1, ...token } },
      { concern: 'unknown' },
    ],
    ['something new', { moonNotification: {} }, { concern: 'unknown', type: 'moonNotification' }],
    [
      'no time of its own',
      { testNotification: {}, eventTimeMillis: 'noon' },
      { concern: 'test', sentAt: expect.any(Number) },
    ],
  ])('genuine: %s', async (_name, content, notification) => {
    expect(await pushed(content)).toMatchObject({ outcome: 'genuine', notification });
  });

  it.each<[string, Fields, Fields, string]>([
    ['nothing', {}, {}, 'does not say'],
    ['a list', { testNotification: [] }, {}, 'does not say'],
    ['a name that is none', { '<b>': {} }, {}, 'does not say'],
    ['no token', { oneTimeProductNotification: { notificationType: 1 } }, {}, 'does not say'],
    [
      'a token that is a path',
      { voidedPurchaseNotification: { purchaseToken: '../x', productType: 2 } },
      {},
      'does not say',
    ],
    [
      'a review without a token',
      { pendingRefundReviewNotification: { orderId: 'GPA.1' } },
      {},
      'does not say',
    ],
    [
      'a review of no order',
      { pendingRefundReviewNotification: { pendingRefundToken: 'a', orderId: '../x' } },
      {},
      'does not say',
    ],
    ['another app', { packageName: 'com.example.other', testNotification: {} }, {}, 'another app'],
    ['no app', { packageName: undefined, testNotification: {} }, {}, 'another app'],
    ['an app that is no text', { packageName: ['com.example.demo'] }, {}, 'another app'],
    ['no data', {}, { data: undefined }, 'no JSON in base64'],
    ['data that is no text', {}, { data: { a: 1 } }, 'no JSON in base64'],
    ['data that is no base64', {}, { data: '%%%' }, 'no JSON in base64'],
    ['data that is no JSON', {}, { data: 'AAAA' }, 'no JSON in base64'],
    ['data that is no object', {}, { data: encoded([1]) }, 'no JSON in base64'],
  ])('unreadable, and not brought again: %s', async (_name, content, more, why) => {
    expect(await pushed(content, more)).toEqual({
      outcome: 'unreadable',
      id: message.messageId,
      why: expect.stringContaining(why),
    });
  });

  it('is unreadable for another subscription, and without an id known by its content', async () => {
    const another = { ...letter.body, subscription: 'projects/p/subscriptions/another' };
    expect(await read({ ...letter, body: another })).toMatchObject({
      outcome: 'unreadable',
      id: message.messageId,
      why: 'of another subscription',
    });
    const { messageId, message_id, ...nameless } = message;
    const idOf = async (body: Fields) => ((await read({ ...letter, body })) as { id: string }).id;
    const ids = [
      await idOf({ ...another, message: nameless }),
      await idOf({ ...another, message: nameless }),
      await idOf({ ...another, message: { ...nameless, messageId: 'a b' } }),
      await idOf({ ...another, message: null }),
    ];
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^unnamed-[A-Za-z0-9_-]{43}$/);
    expect(
      await genuine({ ...letter, body: { ...letter.body, message: { ...message, messageId } } }),
    ).toMatchObject({ id: message_id });
  });

  it('cannot be told genuine while the keys of Google cannot be read', async () => {
    gateway = gatewayTo('google', stores);
    for (const answer of [
      answering(404),
      answering(500),
      answering(302, '', { location: '/elsewhere' }),
      answering(200, '{"keys": ['),
      answering(200, '<html>'),
      answering(200, { keys: 'none' }),
      answering(200, 'x'.repeat(2_000_000)),
    ]) {
      stores.front.spoil(/^GET \/oauth2\/v3\/certs/, answer);
      expect(await read(letter)).toEqual({ outcome: 'unavailable' });
    }
    stores.front.breakDown();
    expect(await read(letter)).toEqual({ outcome: 'unavailable' });
    stores.front.heal();
    expect(await read(letter)).toMatchObject({ outcome: 'genuine' });
  });
});
