import { ReceiverInTest, until } from '../receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const minute = 60_000;

describe('The notifications of the control surface', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;

  beforeAll(async () => {
    receiver = await new ReceiverInTest().open();
    const notifyUrl = `http://127.0.0.1:${receiver.port}`;
    simulator = await startSimulatorInTest(undefined, { notifyUrl });
  });
  afterAll(async () => {
    await simulator.close();
    await receiver.close();
  });
  beforeEach(async () => {
    await simulator.control.deliver();
    receiver.forget();
  });

  const paths = async () => {
    await simulator.control.deliver();
    return receiver.received.map(({ path }) => path);
  };

  it('go to the server of the title, by store, where nobody said anything else', async () => {
    const spaced = { title: 'a b', packageName: 'com.example.ab' };
    await expect(simulator.control.register(spaced)).rejects.toThrow('/title');
    await simulator.control.register({ title: 'second', packageName: 'com.example.second' });
    await simulator.control.buy({ store: 'apple', productId: 'gems' });
    await simulator.control.deliver();
    await simulator.control.buy({ store: 'google', productId: 'gems', title: 'second' });
    expect(await paths()).toEqual([
      '/v1/notifications/apple/demo',
      '/v1/notifications/google/second',
    ]);
  });

  it('go where each app of a title wants them', async () => {
    const at = (path: string) => `http://127.0.0.1:${receiver.port}/${path}`;
    const apps = [
      { bundleId: 'com.example.third', appAppleId: 31 },
      { bundleId: 'com.example.third.lite', appAppleId: 32 },
    ];
    for (const [index, app] of apps.entries()) {
      const notificationUrls = { apple: at(`own-${index}`) };
      await simulator.control.register({ title: 'third', ...app, notificationUrls });
    }
    for (const bundleId of [undefined, apps[0]!.bundleId, apps[1]!.bundleId]) {
      const named = bundleId === undefined ? {} : { bundleId };
      const wish = { store: 'apple' as const, productId: 'gems', title: 'third', ...named };
      const bought = await simulator.control.buy(wish);
      expect(bought.bundleId).toBe(bundleId ?? apps[0]!.bundleId);
      await simulator.control.deliver();
    }
    expect(await paths()).toEqual(['/own-0', '/own-0', '/own-1']);
    const { apple, google } = await simulator.control.credentials('third');
    expect(apple).toMatchObject({ bundleId: apps[0]!.bundleId, appAppleId: 31, apps });
    expect(google).toMatchObject({ packageName: '', packageNames: [] });
    const stranger = { store: 'apple' as const, productId: 'gems', bundleId: 'com.example.no' };
    await expect(simulator.control.buy(stranger)).rejects.toThrow('/bundleId');
  });

  it('are made and kept, but not sent, where nobody wants to be told', async () => {
    const app = { title: 'silent', packageName: 'com.example.silent' };
    await simulator.control.register({ ...app, notificationUrls: { google: null } });
    const { id } = await simulator.control.buy({
      store: 'google',
      productId: 'gems',
      title: 'silent',
    });
    expect(await paths()).toEqual([]);
    const { notifications } = await simulator.control.purchase(id);
    expect(notifications).toMatchObject([{ state: 'unaddressed', attempts: [] }]);
    const urls = { google: `http://127.0.0.1:${receiver.port}/at-last` };
    await simulator.control.tellAt(urls, 'silent');
    await simulator.control.resend(notifications[0]!.id);
    expect(await paths()).toEqual(['/at-last']);
  });

  it('go out by themselves, right after the answer', async () => {
    await simulator.control.buy({ store: 'google', productId: 'gems' });
    await until(() => receiver.received.length === 1);
    expect(await simulator.control.deliver()).toBe(1);
    expect(await simulator.control.deliver()).toBe(0);
  });

  it('are listed newest first, page by page, of a title, a store or a purchase', async () => {
    const title = 'listed';
    const app = { bundleId: 'com.example.listed', appAppleId: 41 };
    await simulator.control.register({ title, ...app, packageName: 'com.example.listed' });
    const told: [store: string, purchase: string][] = [];
    for (const store of ['apple', 'google', 'apple', 'google', 'apple'] as const) {
      const { id } = await simulator.control.buy({ store, productId: 'gems', title });
      told.unshift([store, id]);
    }
    const read = async (query: object) => {
      const found: [string, string | null][] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const start: object = cursor === '' ? {} : { cursor };
        const page = await simulator.control.notifications({ limit: '2', ...query, ...start });
        expect(page.data.length).toBeLessThanOrEqual(2);
        found.push(
          ...page.data.map(({ store, purchase }) => [store, purchase] as [string, string]),
        );
        cursor = page.nextCursor;
      }
      return found;
    };
    expect(await read({ title })).toEqual(told);
    expect(await read({ title, store: 'google' })).toEqual(
      told.filter(([store]) => store === 'google'),
    );
    expect(await read({ purchase: told[1]![1] })).toEqual([told[1]]);
    expect(await read({ title: 'nobody' })).toEqual([]);
    await expect(simulator.control.notifications({ cursor: 'x' })).rejects.toThrow(
      'invalid_cursor',
    );
    await expect(simulator.control.notifications({ store: 'steam' })).rejects.toThrow('422');
  });

  it('are found by their id, and are nowhere else', async () => {
    const { id } = await simulator.control.tell({ store: 'apple', type: 'test' });
    expect(await simulator.control.notification(id)).toMatchObject({
      type: 'TEST',
      purchase: null,
      payload: { notificationType: 'TEST', notificationUUID: id },
      signedPayload: expect.stringMatching(/^ey/),
    });
    await expect(simulator.control.notification('x')).rejects.toThrow('404');
    await expect(simulator.control.resend('x')).rejects.toThrow('404');
    const wish = { store: 'apple' as const, type: 'test' };
    await expect(simulator.control.tell({ ...wish, purchase: '1' })).rejects.toThrow('/purchase');
    await expect(simulator.control.tell({ ...wish, title: 'x' })).rejects.toThrow('/title');
    await expect(simulator.control.tell({ ...wish, type: 'a b' })).rejects.toThrow('/type');
  });

  it('stay in order for one purchase while its server is slow, and hinder no other', async () => {
    const { id } = await simulator.control.buy({ store: 'google', productId: 'gems', quantity: 3 });
    await simulator.control.finish(id);
    await simulator.control.deliver();
    receiver.forget();
    let waiting = 0;
    receiver.answer = (_received, response) => {
      waiting += 1;
      setTimeout(() => response.writeHead(204).end(), waiting === 1 ? 300 : 0);
    };
    await simulator.control.refund(id, { quantity: 1 });
    await simulator.control.refund(id, { quantity: 1 });
    await simulator.control.refund(id);
    const other = await simulator.control.buy({ store: 'google', productId: 'gems' });
    await simulator.control.deliver();
    receiver.answerWith(204);
    const order = receiver.googleMessagesAt('/v1/notifications/google/demo').map((message) => {
      const { voidedPurchaseNotification: voided } = message as Record<string, never>;
      return voided ? (voided as { refundType: number }).refundType : 'other';
    });
    expect(order.filter((one) => one !== 'other')).toEqual([2, 2, 1]);
    expect(order.indexOf('other')).toBeLessThan(3);
    await simulator.control.finish(other.id);
  });

  it('are tried again by themselves when their time comes, without any request', async () => {
    receiver.answerWith(503);
    const { id } = await simulator.control.buy({ store: 'google', productId: 'gems' });
    await simulator.control.finish(id);
    await simulator.control.deliver();
    receiver.answerWith(204);
    const [waiting] = (await simulator.control.purchase(id)).notifications;
    const due = Date.parse(waiting!.nextAttemptAt!);
    const { now } = await simulator.control.call<{ now: string }>('GET', '/clock');
    await simulator.control.advanceClock(due - Date.parse(now) - 200);
    await until(() => receiver.received.length === 2);
    await simulator.control.advanceClock(minute);
    expect(receiver.received).toHaveLength(2);
  });
});
