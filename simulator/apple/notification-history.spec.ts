import { NotificationTypeV2 } from '@apple/app-store-server-library';
import { decodeJwt } from 'jose';
import { ReceiverInTest } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { ClientInTest } from './client-in-test.js';

const hour = 3_600_000;
const day = 24 * hour;
const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';

describe('What the App Store keeps of what it told', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;
  let client: ClientInTest;

  beforeAll(async () => {
    receiver = await new ReceiverInTest().open();
    simulator = await startSimulatorInTest(undefined, { notificationTimeoutMs: 400 });
    await simulator.control.tellAt(receiver.urls);
    const { apple } = await simulator.control.credentials();
    client = new ClientInTest(apple.baseUrls.production, apple);
  });
  afterAll(async () => {
    await simulator.close();
    await receiver.close();
  });
  beforeEach(() => receiver.forget());

  const buy = (extra: object = {}) =>
    simulator.control.buy({ store: 'apple', productId: 'gems', accountToken, ...extra });
  const span = async () => {
    const { now } = await simulator.control.call<{ now: string }>('GET', '/clock');
    return { startDate: Date.parse(now) - 5000, endDate: Date.parse(now) + day };
  };

  async function wholeHistory(request: object): Promise<string[]> {
    const uuids: string[] = [];
    let token: string | null = null;
    for (let more = true; more; ) {
      const page = await client.getNotificationHistory(token, request);
      for (const { signedPayload } of page.notificationHistory!) {
        uuids.push(String(decodeJwt(signedPayload!).notificationUUID));
      }
      expect(page.notificationHistory!.length).toBeLessThanOrEqual(20);
      token = page.paginationToken ?? null;
      more = page.hasMore!;
    }
    return uuids;
  }

  it('is all pages of what was sent, or only what nobody took', async () => {
    await simulator.control.advanceClock(day);
    const { startDate, endDate } = await span();
    receiver.answer = (_received, response) => {
      response.writeHead(receiver.received.length % 10 === 0 ? 500 : 200).end();
    };
    const ids: string[] = [];
    for (let count = 0; count < 45; count += 1) {
      const { id } = await buy({ environment: count === 7 ? 'sandbox' : 'production' });
      await simulator.control.deliver();
      ids.push(id);
    }
    const uuids = await Promise.all(
      ids.map(async (id) => (await simulator.control.purchase(id)).notifications[0]!.id),
    );
    const wanted = uuids.filter((_uuid, index) => index !== 7);
    expect(await wholeHistory({ startDate, endDate })).toEqual([...wanted].reverse());
    const failures = await wholeHistory({ startDate, endDate, onlyFailures: true });
    expect(failures).toEqual([9, 19, 29, 39].map((index) => uuids[index]).reverse());
    receiver.answerWith(200);
    await simulator.control.advanceClock(hour + 1000);
    expect(await wholeHistory({ startDate, endDate, onlyFailures: true })).toEqual([]);
    expect(await wholeHistory({ startDate: startDate - 1000, endDate: startDate - 500 })).toEqual(
      [],
    );
  });

  it('is what one type, or one customer, was about', async () => {
    const { id, notifications } = await buy({ accountToken: undefined });
    await simulator.control.refund(id);
    await simulator.control.deliver();
    const { startDate, endDate } = await span();
    const ofCustomer = await wholeHistory({ startDate, endDate, transactionId: id });
    expect(ofCustomer).toHaveLength(2);
    expect(ofCustomer).toContain(notifications[0]!.id);
    const refunds = { startDate, endDate, notificationType: NotificationTypeV2.REFUND };
    expect(await wholeHistory(refunds)).toEqual([ofCustomer[0]]);
  });

  it.each([
    [{ startDate: 1 }, 4000012],
    [{ startDate: 9e12, endDate: 8e12 }, 4000013],
    [{ startDate: undefined }, 4000015],
    [{ endDate: 'soon' }, 4000016],
    [{ notificationType: 'lower' }, 4000018],
    [{ notificationSubtype: 'SUMMARY' }, 4000018],
    [{ notificationType: 'REFUND', transactionId: '1' }, 4000019],
    [{ transactionId: 'x' }, 4000006],
    [{ transactionId: '123' }, 4040010],
  ])('is nothing for the question %j, which is refused as %i', async (change, apiError) => {
    const request = { ...(await span()), ...change } as object;
    await expect(client.getNotificationHistory(null, request)).rejects.toMatchObject({
      apiError,
    });
  });

  it('is nothing for a token that it did not give', async () => {
    await expect(client.getNotificationHistory('x', await span())).rejects.toMatchObject({
      apiError: 4000014,
    });
  });
});
