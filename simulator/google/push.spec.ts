import { OAuth2Client } from 'google-auth-library';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { Credentials } from '../control-client.js';
import { sendingFaults } from '../faults.js';
import { type Received, ReceiverInTest } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const packageName = 'com.example.demo';
const productId = 'gems';
const minute = 60_000;
const day = 24 * 60 * minute;

describe('What Google pushes to a server', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;
  let push: Credentials['google']['push'];

  beforeAll(async () => {
    receiver = await new ReceiverInTest().open();
    simulator = await startSimulatorInTest();
    await simulator.control.tellAt(receiver.urls);
    ({ push } = (await simulator.control.credentials()).google);
  });
  afterAll(async () => {
    await simulator.close();
    await receiver.close();
  });
  beforeEach(async () => {
    await simulator.control.healStores();
    receiver.answerWith(204);
    await simulator.control.advanceClock(day);
    await simulator.control.deliver();
    receiver.forget();
  });

  const buy = (extra: object = {}) =>
    simulator.control.buy({ store: 'google', productId, ...extra });
  const told = async (): Promise<Received[]> => {
    await simulator.control.deliver();
    return receiver.received;
  };
  const tokenOf = ({ headers }: Received) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];

  /** As a server that uses jose would check it. */
  async function verify(received: Received): Promise<void> {
    const keys = createRemoteJWKSet(new URL(push.certsUrl));
    const { payload } = await jwtVerify(tokenOf(received) ?? '', keys, {
      issuer: push.issuer,
      audience: push.audience,
    });
    if (payload.email !== push.email || payload.email_verified !== true) {
      throw new Error('another account');
    }
  }

  it('is a message with a token that jose and Google’s own client accept', async () => {
    await buy();
    const [received] = await told();
    await verify(received!);
    const client = new OAuth2Client({
      endpoints: {
        oauth2FederatedSignonPemCertsUrl: push.certsUrl.replace('v3', 'v1'),
        oauth2FederatedSignonJwkCertsUrl: push.certsUrl,
      },
    });
    const idToken = tokenOf(received!)!;
    const ticket = await client.verifyIdToken({ idToken, audience: push.audience });
    expect(ticket.getPayload()).toMatchObject({
      iss: 'https://accounts.google.com',
      aud: push.audience,
      email: push.email,
      email_verified: true,
      azp: expect.stringMatching(/^\d+$/),
      sub: expect.stringMatching(/^\d+$/),
    });
    const { iat, exp } = decodeJwt(idToken);
    expect(exp! - iat!).toBe(3600);
    for (const version of ['v1', 'v3']) {
      const certs = await fetch(push.certsUrl.replace('v3', version));
      expect(certs.headers.get('cache-control')).toMatch(/max-age=\d+/);
    }
  });

  it('is an envelope as Pub/Sub makes it', async () => {
    await buy();
    const [{ body }] = (await told()) as [Received];
    expect(body).toEqual({
      message: {
        attributes: {},
        data: expect.any(String),
        messageId: expect.stringMatching(/^\d{16}$/),
        message_id: body.message.messageId,
        publishTime: expect.any(String),
        publish_time: body.message.publishTime,
      },
      subscription: push.subscription,
    });
  });

  it('is what happens to purchases, in the order in which it happens', async () => {
    const { id } = await buy({ quantity: 3 });
    await simulator.control.finish(id);
    await simulator.control.refund(id, { quantity: 1 });
    await simulator.control.refund(id);
    const { orderId } = await simulator.control.purchase(id);
    await told();
    const frame = { version: '1.0', packageName, eventTimeMillis: expect.any(String) };
    const voided = { purchaseToken: id, orderId, productType: 2 };
    const bought = { version: '1.0', purchaseToken: id, sku: productId };
    expect(receiver.googleMessages).toEqual([
      { ...frame, oneTimeProductNotification: { ...bought, notificationType: 1 } },
      { ...frame, voidedPurchaseNotification: { ...voided, refundType: 2 } },
      { ...frame, voidedPurchaseNotification: { ...voided, refundType: 1 } },
    ]);
  });

  it('is a purchase once it is paid, or its end', async () => {
    const paid = await buy({ state: 'pending' });
    const abandoned = await buy({ state: 'pending' });
    expect(await told()).toEqual([]);
    await simulator.control.settle(paid.id);
    await simulator.control.deliver();
    await simulator.control.cancel(abandoned.id);
    await simulator.control.deliver();
    expect(receiver.googleMessages).toMatchObject([
      { oneTimeProductNotification: { purchaseToken: paid.id, notificationType: 1 } },
      { oneTimeProductNotification: { purchaseToken: abandoned.id, notificationType: 2 } },
    ]);
  });

  it('may be a test, or what no server expects', async () => {
    const { id } = await buy({ notify: false });
    const wish = { store: 'google' as const, type: 'test' };
    await simulator.control.tell(wish);
    await simulator.control.deliver();
    await simulator.control.tell({
      ...wish,
      type: 'giftNotification',
      purchase: id,
      data: { a: 1 },
    });
    await simulator.control.deliver();
    await simulator.control.tell({ ...wish, content: { packageName: 'com.example.stranger' } });
    await simulator.control.deliver();
    expect(receiver.googleMessages).toMatchObject([
      { packageName, testNotification: { version: '1.0' } },
      { giftNotification: { version: '1.0', purchaseToken: id, a: 1 } },
      { packageName: 'com.example.stranger', testNotification: {} },
    ]);
    receiver.forget();
    await simulator.control.tell({ ...wish, raw: '%%% not base64' });
    const [raw] = await told();
    expect(raw!.body.message.data).toBe('%%% not base64');
    await verify(raw!);
  });

  it.each([200, 201, 202, 204])('is taken when the server answers %i', async (status) => {
    receiver.answerWith(status);
    const { id } = await buy();
    await told();
    expect((await simulator.control.purchase(id)).notifications[0]).toMatchObject({
      state: 'delivered',
      attempts: [{ status }],
    });
  });

  it('is taken when the server says that it works on it', async () => {
    receiver.answer = (_received, response) => response.writeProcessing();
    const { id } = await buy();
    await told();
    expect((await simulator.control.purchase(id)).notifications[0]).toMatchObject({
      state: 'delivered',
      attempts: [{ status: 102 }],
    });
  });

  it('is pushed again with growing pauses, for seven days, until it is taken', async () => {
    receiver.answerWith(206);
    const { id } = await buy();
    await simulator.control.finish(id);
    await told();
    await simulator.control.advanceClock(8 * day);
    const [notification] = (await simulator.control.purchase(id)).notifications;
    expect(notification).toMatchObject({ state: 'failed', nextAttemptAt: null });
    const times = notification!.attempts.map(({ at }) => Date.parse(at));
    const pauses = times.slice(1).map((time, index) => Math.round((time - times[index]!) / 1000));
    expect(pauses.slice(0, 5)).toEqual([10, 20, 40, 80, 160]);
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(6.5 * day);
    expect(times.at(-1)! - times[0]!).toBeLessThanOrEqual(7 * day);
    // Purchases of other tests are given back meanwhile, which is told as well.
    const ids = receiver.received.map(({ body }) => body.message.messageId as string);
    expect(ids.filter((one) => one === notification!.id)).toHaveLength(times.length);
  });

  it('is not pushed any more once it was taken', async () => {
    receiver.answerWith(503);
    const { id } = await buy();
    await simulator.control.finish(id);
    await told();
    receiver.answerWith(204);
    await simulator.control.advanceClock(minute);
    await simulator.control.advanceClock(7 * day);
    expect((await simulator.control.purchase(id)).notifications[0]!.attempts).toHaveLength(2);
  });

  const spoiling = sendingFaults.google.filter(
    (kind) => !['outage', 'lost_answer', 'latency', 'wrong_app'].includes(kind),
  );
  it.each(spoiling)('is not to be believed after %s, and comes right later', async (kind) => {
    await simulator.control.breakStore({ endpoint: 'google.notification', kind, times: 1 });
    receiver.answerWith(401);
    await buy();
    const [spoilt] = await told();
    await expect(verify(spoilt!)).rejects.toThrow();
    receiver.answerWith(204);
    await simulator.control.advanceClock(minute);
    await verify(receiver.received[1]!);
  });

  it('is of another app after wrong_app, with a good token', async () => {
    const kind = 'wrong_app';
    await simulator.control.breakStore({ endpoint: 'google.notification', kind, times: 1 });
    await buy();
    const [received] = await told();
    await verify(received!);
    expect(receiver.googleMessages).toMatchObject([{ packageName: 'com.example.stranger' }]);
  });

  it('bears the same key after a restart', async () => {
    const keys = async () => (await fetch(push.certsUrl)).json();
    const before = await keys();
    simulator = await simulator.restart();
    ({ push } = (await simulator.control.credentials()).google);
    expect(await keys()).toEqual(before);
  });
});
