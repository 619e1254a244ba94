import { Logger } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import { forgeries, signTruly } from '../../simulator/forgery.js';
import type {
  NotificationReading,
  StoreGateway,
  StoreNotification,
} from '../../src/stores/store-gateway.js';
import {
  accountToken,
  demo,
  demoEither,
  gatewayTo,
  openStoresInTest,
  purchaseIn,
  type StoresInTest,
  shown,
} from './stores-in-test.js';

type Fields = Record<string, unknown>;

const forged = { outcome: 'forged' };
const invalid = { outcome: 'refused', code: 'receipt_invalid' };
const day = 24 * 60 * 60_000;

describe('What Apple tells by itself', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;
  /** A true refund: its frame, and the transaction in it. */
  let frame: Fields & { data: Fields };
  let transaction: Fields;

  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({ store: 'apple', productId: 'gems_500', ...wish });
  const letters = async () => {
    const all = await stores.mailbox.lettersOf('apple', stores.simulator);
    return all.map(({ body }) => String(body.signedPayload));
  };
  const read = (text: unknown): Promise<NotificationReading> => {
    const incoming = { authorization: null, body: { signedPayload: text } };
    return gateway.readNotification(demo.titleId, incoming);
  };
  const sign = (payload: object) => signTruly(stores.simulator.chain, payload);

  /** A notification as Apple would sign it, changed in its data, its transaction, its frame. */
  async function written(data: Fields, nested: Fields = {}, top: Fields = {}): Promise<string> {
    const signedTransactionInfo = await sign({ ...transaction, ...nested });
    return sign({ ...frame, data: { ...frame.data, signedTransactionInfo, ...data }, ...top });
  }

  async function genuine(text: string): Promise<StoreNotification> {
    const reading = await read(text);
    if (reading.outcome !== 'genuine') throw new Error(JSON.stringify(reading));
    return reading.notification;
  }

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    await stores.listen();
    gateway = gatewayTo('apple', stores);
    await stores.simulator.control.refund((await buy()).id);
    frame = decodeJwt((await letters())[1]!);
    transaction = decodeJwt(String(frame.data.signedTransactionInfo));
  });
  beforeEach(async () => {
    await letters();
    await stores.simulator.control.healStores();
  });
  afterAll(() => stores.close());

  it('is believed when it is true: the refusals below have their named cause', async () => {
    expect(await genuine(await written({}))).toMatchObject({ type: 'REFUND' });
  });

  it('each type that matters has its concern, and a refund its reason', async () => {
    const { control } = stores.simulator;
    const { id } = await buy({ accountToken });
    await control.askForConsumption(id);
    await control.declineRefund(id);
    await control.refund(id, { percentage: 40, reason: 1 });
    await control.reverseRefund(id);
    await control.refund(id);
    await control.rescindConsent(id);
    const other = await buy();
    await control.revoke(other.id);
    await control.tell({ store: 'apple', type: 'test' });
    await control.tell({ store: 'apple', type: 'DID_RENEW', subtype: 'BILLING_RECOVERY' });
    const told = await Promise.all((await letters()).map(genuine));
    const seen = told.map(({ type, concern, refundReason, storeTransactionId }) => [
      type,
      concern,
      refundReason,
      storeTransactionId,
    ]);
    expect(seen.sort()).toEqual(
      [
        ['ONE_TIME_CHARGE', 'purchase', null, id],
        ['CONSUMPTION_REQUEST', 'usage_request', null, id],
        ['REFUND_DECLINED', 'refund_declined', null, id],
        ['REFUND', 'purchase', 'customer', id],
        ['REFUND_REVERSED', 'purchase', null, id],
        ['REFUND', 'purchase', 'customer', id],
        ['RESCIND_CONSENT', 'consent_rescinded', null, null],
        ['ONE_TIME_CHARGE', 'purchase', null, other.id],
        ['REVOKE', 'purchase', 'other', other.id],
        ['TEST', 'test', null, null],
        ['DID_RENEW', 'unknown', null, null],
      ].sort(),
    );
    expect(told.find(({ type }) => type === 'DID_RENEW')).toMatchObject({
      subtype: 'BILLING_RECOVERY',
    });
  });

  it('the purchase is as it was when each was signed, so that their order can be told', async () => {
    const { control } = stores.simulator;
    const { id } = await buy();
    await control.refund(id, { percentage: 40 });
    await control.reverseRefund(id);
    await control.refund(id);
    const told = await Promise.all((await letters()).map(genuine));
    const seen = await Promise.all(
      told.map(async (each) => purchaseIn(await gateway.observe(demoEither, each))),
    );
    expect(seen.map(({ state, lines }) => [state, lines[0]!.refunded.parts])).toEqual([
      ['purchased', 0],
      ['purchased', 40_000],
      ['purchased', 0],
      ['revoked', 100_000],
    ]);
    const times = seen.map(({ asOf }) => asOf);
    expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
  });

  it('a purchase by an offer code has no owner, and nothing was paid for a free one', async () => {
    await buy({ offerCode: true, accountToken, price: { currency: 'USD', micros: 0 } });
    const [told] = await Promise.all((await letters()).map(genuine));
    expect(told).toMatchObject({ type: 'ONE_TIME_CHARGE', concern: 'purchase' });
    expect(purchaseIn(await gateway.observe(demoEither, told!))).toMatchObject({
      state: 'purchased',
      accountToken: null,
      paid: false,
    });
  });

  it('a rescinded consent leads to all that its customer bought, and so to the player', async () => {
    const owner = '0c3b1c5e-2b5e-4f39-8c7d-0a1b2c3d4e5f';
    const ids: string[] = [];
    for (let count = 0; count < 25; count++) ids.push((await buy({ accountToken: owner })).id);
    await buy({ accountToken });
    await letters();
    await stores.simulator.control.rescindConsent(ids[0]!);
    const [told] = await Promise.all((await letters()).map(genuine));
    expect(told).toMatchObject({ concern: 'consent_rescinded', storeTransactionId: null });
    const observed = await gateway.observe(demoEither, told!);
    if (observed.outcome !== 'verified') throw new Error(JSON.stringify(observed));
    expect(observed.purchases.map((each) => each.storeTransactionId).sort()).toEqual(ids.sort());
    expect(new Set(observed.purchases.map((each) => each.accountToken))).toEqual(new Set([owner]));
    stores.front.breakDown();
    expect(await gateway.observe(demoEither, told!)).toMatchObject({ outcome: 'unavailable' });
    stores.front.heal();
    const strange = { ...decodeJwt(told!.payload) } as Fields & { appData: Fields };
    for (const change of [{ bundleId: 'com.example.other' }, { receiptType: 'Sandbox' }]) {
      const customer = decodeJwt(String(strange.appData.signedAppTransactionInfo));
      const signedAppTransactionInfo = await sign({ ...customer, ...change });
      const appData = { ...strange.appData, signedAppTransactionInfo };
      expect(await read(await sign({ ...strange, appData }))).toEqual(forged);
    }
  });

  it.each(Object.keys(forgeries))('forged: %s', async (name) => {
    const text = await forgeries[name]!(stores.simulator.chain, frame);
    expect(await read(text)).toEqual(forged);
  });

  it.each(Object.keys(forgeries))(
    'true, with a transaction in it that is forged: %s',
    async (name) => {
      const signedTransactionInfo = await forgeries[name]!(stores.simulator.chain, transaction);
      expect(await read(await written({ signedTransactionInfo }))).toEqual(forged);
    },
  );

  it.each(['tamper', 'unsigned', 'wrong_key', 'wrong_app', 'forged_nested'] as const)(
    'spoilt on its way: %s',
    async (kind) => {
      const endpoint = 'apple.notification';
      await stores.simulator.control.breakStore({ endpoint, kind, times: 1 });
      await buy();
      const [text] = await letters();
      expect(await read(text)).toEqual(forged);
    },
  );

  it('a transaction is no notification, and a notification is no proof of a payment', async () => {
    expect(await read(await sign(transaction))).toEqual(forged);
    const notification = await written({});
    for (const scope of [demo, demoEither]) {
      expect(await gateway.verify(scope, shown(notification))).toEqual(invalid);
    }
    const lying = await sign({ ...transaction, ...frame, data: frame.data });
    // Only Apple could sign what is both.
    expect(await gateway.verify(demo, shown(lying))).toMatchObject({ outcome: 'verified' });
  });

  it.each<[string, Fields, Fields, Fields]>([
    ['of another app', { bundleId: 'com.example.other' }, {}, {}],
    ['of no app', { bundleId: undefined }, {}, {}],
    ['of an app with another number', { appAppleId: 5 }, {}, {}],
    ['of an app without a number, in production', { appAppleId: undefined }, {}, {}],
    ['with a number in words', { appAppleId: '1000000001' }, {}, {}],
    ['with another number, in the sandbox', { environment: 'Sandbox', appAppleId: 5 }, {}, {}],
    ['of no type', {}, {}, { notificationType: undefined }],
    ['of a type that is no word', {}, {}, { notificationType: '<b>' }],
    ['of a type that is no text', {}, {}, { notificationType: ['REFUND'] }],
    ['without an id', {}, {}, { notificationUUID: undefined }],
    ['with an id that is none', {}, {}, { notificationUUID: 'a b' }],
    ['with an endless id', {}, {}, { notificationUUID: 'a'.repeat(65) }],
    ['without data', {}, {}, { data: undefined }],
    ['with data that is no object', {}, {}, { data: 'REFUND' }],
    ['with a transaction of another app', {}, { bundleId: 'com.example.other' }, {}],
    ['with a transaction of the sandbox', {}, { environment: 'Sandbox' }, {}],
    ['with a transaction without an id', {}, { transactionId: undefined }, {}],
    ['with a transaction whose id is a path', {}, { transactionId: '../1' }, {}],
  ])('truly signed, and not ours: %s', async (_name, data, nested, top) => {
    expect(await read(await written(data, nested, top))).toEqual(forged);
  });

  it.each<[string, Fields, Fields, string]>([
    ['of Xcode', { environment: 'Xcode', appAppleId: undefined }, {}, 'environment'],
    ['of no environment', { environment: undefined, appAppleId: undefined }, {}, 'environment'],
    [
      'a refund of nothing',
      { signedTransactionInfo: undefined },
      {},
      'REFUND names no transaction',
    ],
    ['a refund of a number', { signedTransactionInfo: 7 }, {}, 'REFUND names no transaction'],
    [
      'a question about nothing',
      { signedTransactionInfo: undefined },
      { notificationType: 'CONSUMPTION_REQUEST' },
      'names no transaction',
    ],
  ])('truly signed, and of no use: %s', async (_name, data, top, why) => {
    expect(await read(await written(data, {}, top))).toEqual({
      outcome: 'unreadable',
      id: frame.notificationUUID,
      why: expect.stringContaining(why),
    });
  });

  it('truly signed tomorrow: it is brought again, until both clocks have passed', async () => {
    const tomorrow = await written({}, {}, { signedDate: Date.now() + day });
    expect(await read(tomorrow)).toEqual({ outcome: 'unavailable' });
    const longAgo = await written({}, {}, { signedDate: 1 });
    expect(await read(longAgo)).toEqual(forged); // no certificate was valid then
  });

  it('the sandbox does not tell the number of the app, and may', async () => {
    const sandbox = { environment: 'Sandbox' };
    const without = await genuine(await written({ ...sandbox, appAppleId: undefined }, sandbox));
    expect(without).toMatchObject({ environment: 'sandbox' });
    expect(await genuine(await written(sandbox, sandbox))).toMatchObject({ type: 'REFUND' });
  });

  it('what was kept is not believed when it was changed where it is kept', async () => {
    const kept = await genuine(await written({}));
    const { id } = await buy();
    const [header, body, signature] = kept.payload.split('.');
    for (const changed of [
      { ...kept, storeTransactionId: id },
      { ...kept, storeTransactionId: null },
      { ...kept, payload: `${header}.${body}x.${signature}` },
      { ...kept, payload: await sign(transaction) },
      { ...kept, payload: '' },
    ]) {
      expect(await gateway.observe(demoEither, changed)).toEqual(invalid);
    }
    expect(await gateway.observe(demoEither, kept)).toMatchObject({ outcome: 'verified' });
    const elsewhere = { ...demo, environment: 'sandbox' as const };
    expect(await gateway.observe(elsewhere, kept)).toEqual({
      outcome: 'refused',
      code: 'receipt_sandbox',
    });
  });
});
