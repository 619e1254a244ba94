import {
  Environment,
  NotificationTypeV2,
  SignedDataVerifier,
} from '@apple/app-store-server-library';
import { decodeJwt } from 'jose';
import type { Credentials } from '../control-client.js';
import { sendingFaults } from '../faults.js';
import { ReceiverInTest } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { ClientInTest } from './client-in-test.js';

const hour = 3_600_000;
const day = 24 * hour;
const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';

describe('What the App Store tells a server', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;
  let apple: Credentials['apple'];
  let client: ClientInTest;
  let verifier: SignedDataVerifier;

  beforeAll(async () => {
    receiver = await new ReceiverInTest().open();
    simulator = await startSimulatorInTest(undefined, { notificationTimeoutMs: 400 });
    await simulator.control.tellAt(receiver.urls);
    apple = (await simulator.control.credentials()).apple;
    client = new ClientInTest(apple.baseUrls.production, apple);
    const der = Buffer.from(await (await fetch(`${simulator.url}/pki/root.der`)).arrayBuffer());
    const bundle = 'com.example.demo';
    verifier = new SignedDataVerifier([der], false, Environment.PRODUCTION, bundle, 1000000001);
  });
  afterAll(async () => {
    await simulator.close();
    await receiver.close();
  });
  beforeEach(async () => {
    await simulator.control.healStores();
    receiver.answerWith(200);
    // What an earlier test left to retry arrives now, and not in the middle of this one.
    await simulator.control.advanceClock(4 * day);
    await simulator.control.deliver();
    receiver.forget();
  });

  const buy = (extra: object = {}) =>
    simulator.control.buy({ store: 'apple', productId: 'gems', accountToken, ...extra });
  const told = async () => {
    await simulator.control.deliver();
    return receiver.received.map(({ body }) => body.signedPayload as string);
  };
  const typesTold = async () => (await told()).map((one) => decodeJwt(one).notificationType);

  it('is every event of a purchase, signed around a signed transaction', async () => {
    const { id } = await buy();
    const { control } = simulator;
    await control.askForConsumption(id, { reason: 'LEGAL' });
    await control.declineRefund(id);
    await control.refund(id, { percentage: 40 });
    await control.refund(id);
    await control.reverseRefund(id);
    await control.revoke(id);
    const payloads = await told();
    const read = await Promise.all(
      payloads.map((one) => verifier.verifyAndDecodeNotification(one)),
    );
    expect(read.map(({ notificationType }) => notificationType)).toEqual([
      NotificationTypeV2.ONE_TIME_CHARGE,
      NotificationTypeV2.CONSUMPTION_REQUEST,
      NotificationTypeV2.REFUND_DECLINED,
      NotificationTypeV2.REFUND,
      NotificationTypeV2.REFUND,
      NotificationTypeV2.REFUND_REVERSED,
      NotificationTypeV2.REVOKE,
    ]);
    expect(read[1]!.data).toMatchObject({
      appAppleId: 1000000001,
      bundleId: 'com.example.demo',
      environment: 'Production',
      consumptionRequestReason: 'LEGAL',
    });
    const transactions = await Promise.all(
      read.map(({ data }) => verifier.verifyAndDecodeTransaction(data!.signedTransactionInfo!)),
    );
    expect(transactions.map((one) => [one.revocationType, one.revocationPercentage])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
      ['REFUND_PRORATED', 40_000],
      ['REFUND_FULL', 100_000],
      [undefined, undefined],
      ['FAMILY_REVOKE', 100_000],
    ]);
    expect(transactions[5]).not.toHaveProperty('revocationDate');
    expect(transactions.every(({ transactionId }) => transactionId === id)).toBe(true);
    const dates = read.flatMap(({ signedDate }, index) => [
      transactions[index]!.signedDate!,
      signedDate!,
    ]);
    expect(dates).toEqual([...new Set(dates)].sort((one, other) => one - other));
  });

  it('shows in the purchase, with the answer to each attempt', async () => {
    receiver.answerWith(200, '{"taken":true}');
    const { id } = await buy();
    await simulator.control.deliver();
    const { notifications } = await simulator.control.purchase(id);
    expect(notifications).toMatchObject([
      {
        store: 'apple',
        type: 'ONE_TIME_CHARGE',
        state: 'delivered',
        nextAttemptAt: null,
        purchase: id,
        payload: { data: { signedTransactionInfo: { transactionId: id } } },
        attempts: [
          { url: receiver.urls.apple, status: 200, result: 'SUCCESS', answer: '{"taken":true}' },
        ],
      },
    ]);
    const { data } = await simulator.control.notifications({ purchase: id });
    expect(decodeJwt(data[0]!.signedPayload!).notificationUUID).toBe(notifications[0]!.id);
  });

  it('is a charge without an account token when an offer code was redeemed elsewhere', async () => {
    const { id } = await buy({ offerCode: true });
    const [payload] = await told();
    const { data } = await verifier.verifyAndDecodeNotification(payload!);
    const transaction = await verifier.verifyAndDecodeTransaction(data!.signedTransactionInfo!);
    expect(transaction).toMatchObject({ transactionId: id, offerType: 3 });
    expect(transaction).not.toHaveProperty('appAccountToken');
  });

  it('is a charge once Ask to Buy was approved, and nothing before or when it was declined', async () => {
    const waiting = await buy({ state: 'pending' });
    const declined = await buy({ state: 'pending' });
    await simulator.control.cancel(declined.id);
    expect(await typesTold()).toEqual([]);
    await simulator.control.settle(waiting.id);
    expect(await typesTold()).toEqual(['ONE_TIME_CHARGE']);
  });

  it('is about the app and no transaction when consent was rescinded', async () => {
    const { id, appTransactionId } = await buy({ notify: false });
    await simulator.control.rescindConsent(id);
    const [payload] = await told();
    const { notificationType, appData, data } = await verifier.verifyAndDecodeNotification(
      payload!,
    );
    expect(notificationType).toBe('RESCIND_CONSENT');
    expect(data).toBeUndefined();
    const signed = appData!.signedAppTransactionInfo!;
    expect(await verifier.verifyAndDecodeAppTransaction(signed)).toMatchObject({
      appTransactionId,
    });
  });

  it('names no app number in the sandbox', async () => {
    await buy({ environment: 'sandbox' });
    const [payload] = await told();
    const { data } = decodeJwt<{ data: object }>(payload!);
    expect(data).toMatchObject({ environment: 'Sandbox' });
    expect(data).not.toHaveProperty('appAppleId');
  });

  it('is nothing when the test wants silence', async () => {
    const { id } = await buy({ notify: false });
    await simulator.control.refund(id, { notify: false });
    expect(await typesTold()).toEqual([]);
    expect(await simulator.control.purchase(id)).toMatchObject({ state: 'refunded' });
  });

  it('may be a type that nobody knows yet, or no signed data at all', async () => {
    const { id } = await buy({ notify: false });
    const purchase = id;
    await simulator.control.tell({
      store: 'apple',
      type: 'GIFT_WRAPPED',
      subtype: 'RED',
      purchase,
    });
    await simulator.control.tell({ store: 'apple', type: 'X', raw: 'garbage' });
    const [unknown, garbage] = (await told()).sort((one, other) => other.length - one.length);
    const read = await verifier.verifyAndDecodeNotification(unknown!);
    expect(read).toMatchObject({ notificationType: 'GIFT_WRAPPED', subtype: 'RED' });
    expect(decodeJwt(read.data!.signedTransactionInfo!)).toMatchObject({ transactionId: id });
    expect(garbage).toBe('garbage');
  });

  it('is retried after 1, 12, 24, 48 and 72 hours, and then given up', async () => {
    receiver.answerWith(500, 'broken');
    const { id } = await buy();
    await simulator.control.deliver();
    for (const hours of [1, 12, 24, 48, 72]) {
      const [before] = (await simulator.control.purchase(id)).notifications;
      await simulator.control.advanceClock(hours * hour - 30_000);
      const [early] = (await simulator.control.purchase(id)).notifications;
      expect(early!.attempts).toHaveLength(before!.attempts.length);
      await simulator.control.advanceClock(31_000);
      const [after] = (await simulator.control.purchase(id)).notifications;
      expect(after!.attempts).toHaveLength(before!.attempts.length + 1);
    }
    await simulator.control.advanceClock(30 * day);
    const [last] = (await simulator.control.purchase(id)).notifications;
    expect(last).toMatchObject({ state: 'failed', nextAttemptAt: null });
    expect(last!.attempts).toHaveLength(6);
    const uuids = receiver.received.map(
      ({ body }) => decodeJwt(body.signedPayload).notificationUUID,
    );
    expect(new Set(uuids)).toEqual(new Set([last!.id]));
  });

  it('makes all its retries, each at its own time, when the clock is moved at once', async () => {
    receiver.answerWith(503);
    const { id } = await buy();
    await simulator.control.deliver();
    await simulator.control.advanceClock(40 * day);
    const [only] = (await simulator.control.purchase(id)).notifications;
    const times = only!.attempts.map(({ at }) => Date.parse(at));
    const pauses = times.slice(1).map((time, index) => Math.round((time - times[index]!) / hour));
    expect(pauses).toEqual([1, 12, 24, 48, 72]);
  });

  it('is tried once only in the sandbox', async () => {
    receiver.answerWith(500);
    const { id } = await buy({ environment: 'sandbox' });
    await simulator.control.deliver();
    await simulator.control.advanceClock(30 * day);
    const { notifications } = await simulator.control.purchase(id);
    expect(notifications).toMatchObject([{ state: 'failed', attempts: [{ status: 500 }] }]);
  });

  it('arrives again when a test resends it, with the signed date of then', async () => {
    const { id } = await buy();
    const [first] = await told();
    const [{ id: uuid } = { id: '' }] = (await simulator.control.purchase(id)).notifications;
    await simulator.control.refund(id, { notify: false });
    await simulator.control.resend(uuid);
    const [, again] = await told();
    expect(decodeJwt(again!).signedDate).toBe(decodeJwt(first!).signedDate);
    const { data } = decodeJwt<{ data: { signedTransactionInfo: string } }>(again!);
    expect(decodeJwt(data.signedTransactionInfo)).not.toHaveProperty('revocationDate');
    const [notification] = (await simulator.control.purchase(id)).notifications;
    expect(notification!.attempts.map(({ kind }) => kind)).toEqual(['scheduled', 'resent']);
  });

  it('names each failure in Apple’s words', async () => {
    const port = receiver.port;
    const results: string[] = [];
    const attempt = async () => {
      const { id } = await buy();
      await simulator.control.deliver();
      const { notifications } = await simulator.control.purchase(id);
      results.push(notifications[0]!.attempts[0]!.result);
    };
    receiver.answerWith(302);
    await attempt();
    receiver.answer = () => undefined;
    await attempt();
    receiver.answer = (_received, response) => response.destroy();
    await attempt();
    receiver.answerWith(206);
    await attempt();
    await simulator.control.tellAt({ apple: `https://127.0.0.1:${port}/apple` });
    await attempt();
    await simulator.control.tellAt({ apple: 'http://127.0.0.1:1/apple' });
    await attempt();
    await simulator.control.tellAt(receiver.urls);
    expect(results).toEqual([
      'UNSUCCESSFUL_HTTP_RESPONSE_CODE',
      'TIMED_OUT',
      'PREMATURE_CLOSE',
      'SUCCESS',
      'TLS_ISSUE',
      'NO_RESPONSE',
    ]);
  });

  it.each(sendingFaults.apple.slice(3))(
    'is refused by Apple’s verifier after %s, and comes right later',
    async (kind) => {
      await simulator.control.breakStore({ endpoint: 'apple.notification', kind, times: 1 });
      const verify = async (payload: string) => {
        const { data } = await verifier.verifyAndDecodeNotification(payload);
        return verifier.verifyAndDecodeTransaction(data!.signedTransactionInfo!);
      };
      receiver.answerWith(401);
      const { id } = await buy();
      const [spoilt] = await told();
      await expect(verify(spoilt!)).rejects.toMatchObject({ status: expect.any(Number) });
      receiver.answerWith(200);
      await simulator.control.advanceClock(hour + 1000);
      const [, good] = await told();
      await expect(verify(good!)).resolves.toMatchObject({ transactionId: id });
      const { notifications } = await simulator.control.purchase(id);
      expect(notifications[0]).toMatchObject({
        state: 'delivered',
        attempts: [
          { status: 401, fault: kind },
          { status: 200, fault: null },
        ],
      });
    },
  );

  it('can be tested by the server itself', async () => {
    receiver.answerWith(418);
    const { testNotificationToken } = await client.requestTestNotification();
    await simulator.control.deliver();
    const status = await client.getTestNotificationStatus(testNotificationToken!);
    expect(await verifier.verifyAndDecodeNotification(status.signedPayload!)).toMatchObject({
      notificationType: 'TEST',
    });
    expect(status.sendAttempts).toMatchObject([
      { sendAttemptResult: 'UNSUCCESSFUL_HTTP_RESPONSE_CODE' },
    ]);
    await expect(client.getTestNotificationStatus('x')).rejects.toMatchObject({
      apiError: 4000020,
    });
    const unknown = `${accountToken}_1`;
    await expect(client.getTestNotificationStatus(unknown)).rejects.toMatchObject({
      httpStatusCode: 404,
      apiError: 4040008,
    });
    await simulator.control.tellAt({ apple: null });
    await expect(client.requestTestNotification()).rejects.toMatchObject({ apiError: 4040007 });
    await simulator.control.tellAt(receiver.urls);
  });
});
