import { jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { Problem } from '../../src/kernel/problem.js';
import { InboxService } from '../../src/payments/inbox/inbox.service.js';
import { InboxStore } from '../../src/payments/inbox/inbox.store.js';
import { InboxWorker } from '../../src/payments/inbox/inbox.worker.js';
import { NotificationHandler } from '../../src/payments/inbox/notification-handler.service.js';
import { TopUpsService } from '../../src/payments/top-ups.service.js';
import { UsageService } from '../../src/payments/usage/usage.service.js';
import { Database } from '../../src/platform/database/database.js';
import type { StoreNotification } from '../../src/stores/store-gateway.js';
import { StoreUnavailable } from '../../src/stores/store-gateway.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { writerAt } from '../audit/loose-copy.js';
import { sampledDatabases } from '../support/databases.js';
import { signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { storeMailOf } from '../support/store-mail.js';
import { studioOf } from '../support/studio.js';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** A defect is tried so often before it is set aside. */
const TRIES = 8;

describe.each(sampledDatabases('first'))('the inbox of notifications on $name', (database) => {
  let service: ServiceInTest;
  const get = <Part>(type: Type<Part>): Part => service.app.get(type, { strict: false });
  const act = () => get(InboxWorker).job.runNow();

  beforeAll(async () => {
    service = await startService(database);
    await service.hearStores();
  });
  afterAll(() => service?.close());
  afterEach(async () => {
    jest.restoreAllMocks();
    await service.control.healStores();
  });

  const demo = async () => (await get(TitlesService).bySlug('demo'))!;
  const notice = (id: string, change: Partial<StoreNotification> = {}): StoreNotification => ({
    store: 'google',
    id,
    type: 'oneTimeProductNotification',
    subtype: 'PURCHASED',
    environment: null,
    app: 'com.example.demo',
    sentAt: Date.now(),
    storeTransactionId: 'a-token',
    storeOrderId: null,
    concern: 'purchase',
    refundReason: null,
    reviewToken: null,
    payload: '{}',
    ...change,
  });
  const keep = async (id: string, change: Partial<StoreNotification> = {}) =>
    get(InboxService).keep((await demo()).id, notice(id, change), 'store');
  const rowOf = async (id: string) =>
    (
      await service.books.rows('SELECT * FROM store_notification WHERE notification_id = ?', [id])
    )[0]!;
  async function write(text: string): Promise<void> {
    const writer = await writerAt(service.env);
    try {
      await writer.query(text);
    } finally {
      await writer.destroy();
    }
  }
  const lost = Object.assign(new Error('gone'), { code: 'PROTOCOL_CONNECTION_LOST' });

  describe('at the desk', () => {
    const desk = (key?: string) => studioOf(service, key);
    const seenBy = async (key: string, id: string) =>
      (await desk(key).notifications()).find((one) => one.notificationId === id);

    it.each(['apple', 'google'] as const)(
      'shows a %s notification to the keys of its own environment alone',
      async (store) => {
        const player = await signIn(service, { store });
        const bought = await player.pay(100);
        await service.heed();
        const told = (await storeMailOf(service).told(bought.id)).at(-1)!;
        expect(await seenBy('sk_demo', told.id)).toMatchObject({ environment: 'production' });
        expect(await seenBy('sk_demo_sandbox', told.id)).toBeUndefined();
        await write(`UPDATE store_notification SET state = 'poisoned'
          WHERE notification_id = '${told.id}'`);
        const { id } = (await seenBy('sk_demo', told.id))!;
        expect((await desk('sk_demo_sandbox').post(`/notifications/${id}/retry`)).status).toBe(404);
        expect((await desk().post(`/notifications/${id}/retry`)).status).toBe(202);
      },
    );

    it('shows what tells no environment to both, and a cursor to the one that it was made for', async () => {
      jest.spyOn(get(NotificationHandler), 'handle').mockRejectedValue(new StoreUnavailable('x'));
      await keep('of-either');
      await keep('of-either-too');
      for (const key of ['sk_demo', 'sk_demo_sandbox']) {
        expect(await seenBy(key, 'of-either')).toMatchObject({ environment: null });
      }
      const { nextCursor } = (await desk().get('/notifications?limit=1')).body;
      const path = `/notifications?limit=1&cursor=${nextCursor}`;
      expect((await desk().get(path)).status).toBe(200);
      expect((await desk('sk_demo_sandbox').get(path)).body.code).toBe('invalid_cursor');
    });

    it('shows the order of a Google purchase and never its token', async () => {
      const player = await signIn(service, { store: 'google' });
      const { purchaseToken, orderId } = await player.pay(100);
      await service.heed();
      const seen = await desk().notifications();
      expect(JSON.stringify(seen)).not.toContain(purchaseToken!);
      expect(seen.find((one) => one.storeOrderId === orderId)).toMatchObject({
        store: 'google',
        storeTransactionId: null,
      });
    });

    it('shows the transaction of an Apple purchase', async () => {
      const { transactionId } = await (await signIn(service)).pay(100);
      await service.heed();
      const seen = await desk().notifications();
      expect(seen.map((one) => one.storeTransactionId)).toContain(transactionId);
    });
  });

  it.each([
    ['our till is full', new Problem('overloaded'), 'overloaded'],
    ['the database is away', new Problem('temporarily_unavailable'), 'temporarily_unavailable'],
    ['a connection breaks', lost, 'temporarily_unavailable'],
    ['the store is silent', new StoreUnavailable('apple'), 'store_unavailable'],
  ])('waits while %s, and sets nothing aside', async (why, error, outcome) => {
    const handler = get(NotificationHandler);
    jest.spyOn(handler, 'handle').mockRejectedValue(error);
    await keep(why);
    for (let time = 0; time <= TRIES; time++) {
      await act();
      service.clock.advance(2 * HOUR_MS);
    }
    const waiting = await rowOf(why);
    expect(Number(waiting.attempts)).toBeGreaterThan(TRIES);
    expect(waiting).toMatchObject({ state: 'received', outcome });
    jest.restoreAllMocks();
    jest.spyOn(handler, 'handle').mockResolvedValue({ state: 'processed', outcome: null });
    await act();
    expect(await rowOf(why)).toMatchObject({ state: 'processed' });
  });

  it('takes what is broken on our side for a defect, though a caller may try it again', async () => {
    jest.spyOn(get(NotificationHandler), 'handle').mockRejectedValue(new Problem('internal'));
    await keep('internal');
    for (let time = 0; time < TRIES; time++) {
      await act();
      service.clock.advance(2 * HOUR_MS);
    }
    expect(await rowOf('internal')).toMatchObject({ state: 'poisoned', outcome: 'failed' });
  });

  it('counts what is set aside from the start on, also when nothing new comes', async () => {
    await keep('aside', { concern: 'test' });
    await write("UPDATE store_notification SET state = 'poisoned' WHERE notification_id = 'aside'");
    await act();
    const poisoned = await service.books.count(
      "SELECT id FROM store_notification WHERE state = 'poisoned'",
    );
    expect(poisoned).toBeGreaterThan(0);
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(new RegExp(`^gemtill_store_notifications_poisoned ${poisoned}$`, 'm'));
  });

  it('keeps messages of two titles apart that have one id: topics count for themselves', async () => {
    const handled = { state: 'processed' as const, outcome: null };
    jest.spyOn(get(NotificationHandler), 'handle').mockResolvedValue(handled);
    const other = await get(TitlesService).create('other-topic', 'Another topic');
    const inbox = get(InboxService);
    const usage = get(UsageService);
    const asked = notice('1234567', { concern: 'usage_request' });
    const titles = [(await demo()).id, other.id];
    for (const titleId of titles) {
      expect(await inbox.keep(titleId, asked, 'store')).toBe(true);
      expect(await inbox.keep(titleId, asked, 'store')).toBe(false);
      for (let time = 0; time < 2; time++) await usage.asked(titleId, asked);
    }
    const questions = "SELECT id FROM usage_request WHERE notification_id = '1234567'";
    expect(await service.books.count(questions)).toBe(titles.length);
  });

  it('leaves what another instance took over to it, however late the first one ends', async () => {
    const { id: titleId } = await demo();
    const now = service.clock.now();
    const inbox = get(InboxStore);
    const database = get(Database);
    jest.spyOn(inbox, 'due').mockResolvedValue([]); // the background is to leave it alone
    await keep('taken');
    const [entry] = await inbox.list(
      database.reader,
      { titleId, environment: 'production' },
      { state: 'received', before: null, limit: 1 },
    );
    expect(entry!.notification.id).toBe('taken');
    const take = async (one: NonNullable<typeof entry>, until: number) => {
      expect(await database.write((tx) => inbox.take(tx, one, until))).toBe(true);
      return { ...one, attempts: one.attempts + 1, dueAt: until };
    };
    const slow = await take(entry!, now + 15_000);
    const quick = await take(slow, now + 30_000);
    const end = { outcome: null, environment: null, storeOrderId: null, contentUntil: null };
    const done = { ...end, state: 'processed', dueAt: null, processedAt: now } as const;
    const again = { ...end, state: 'received', dueAt: 1, processedAt: null } as const;
    const ended = (one: typeof slow, how: typeof done | typeof again) =>
      database.write((tx) => inbox.end(tx, one, how));
    expect(await ended(slow, again)).toBe(false);
    expect(await ended(quick, done)).toBe(true);
    expect(await ended(slow, again)).toBe(false);
    expect(await rowOf('taken')).toMatchObject({ state: 'processed', due_at: null });
  });

  it('says of a withdrawn consent that there is no key to ask whose it was', async () => {
    const gateway = get(TopUpsService).gatewayOf('apple');
    jest.spyOn(gateway, 'lists').mockResolvedValue(false);
    await keep('no-key', { store: 'apple', concern: 'consent_rescinded' });
    await act();
    expect(await rowOf('no-key')).toMatchObject({
      state: 'ignored',
      outcome: 'store_not_configured',
    });
    jest.spyOn(gateway, 'lists').mockRejectedValue(new StoreUnavailable('the keys'));
    await keep('keys-away', { store: 'apple', concern: 'consent_rescinded' });
    await act();
    expect(await rowOf('keys-away')).toMatchObject({
      state: 'received',
      outcome: 'store_unavailable',
    });
  });

  it('forgets after thirty days what a notification said, and keeps that it came', async () => {
    const handler = get(NotificationHandler);
    jest.spyOn(handler, 'handle').mockImplementation(async ({ notification: { id } }) => {
      if (id === 'poison') throw new Error('a defect');
      return { state: 'processed', outcome: null };
    });
    const kept = ['done', 'idle', 'poison'] as const;
    await keep('done', { storeOrderId: 'GPA.1' });
    await keep('idle', { concern: 'test' });
    await keep('poison');
    const contents = async () => {
      await act();
      return Promise.all(kept.map(async (id) => String((await rowOf(id)).content).length > 0));
    };
    expect(await contents()).toEqual([true, true, true]);
    service.clock.advance(29 * DAY_MS);
    expect(await contents()).toEqual([true, true, true]);
    service.clock.advance(2 * DAY_MS);
    expect(await contents()).toEqual([false, false, true]);
    const seen = await studioOf(service).notifications();
    expect(seen.find((one) => one.notificationId === 'done')).toMatchObject({
      type: 'oneTimeProductNotification',
      subtype: 'PURCHASED',
      storeOrderId: 'GPA.1',
      state: 'processed',
    });
    expect(await keep('done')).toBe(false);
  });
});
