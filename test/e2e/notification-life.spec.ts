import { jest } from '@jest/globals';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import { NotificationHandler } from '../../src/payments/inbox/notification-handler.service.js';
import { writerAt } from '../audit/loose-copy.js';
import { claim } from '../support/claims.js';
import { sampledDatabases } from '../support/databases.js';
import { ask, type Player, PRODUCTS, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type StoreMail, storeMailOf } from '../support/store-mail.js';
import { type Studio, studioOf } from '../support/studio.js';

/** A notification that fails is tried so often. */
const TRIES = 8;

type Store = 'apple' | 'google';

describe.each(sampledDatabases('first'))(
  'what becomes of what stores tell, on $name',
  (database) => {
    let service: ServiceInTest;
    let studio: Studio;
    let mail: StoreMail;
    let player: Player;
    let other: Player;

    beforeAll(async () => {
      service = await startService(database);
      await service.hearStores();
      studio = studioOf(service);
      mail = storeMailOf(service);
      player = await signIn(service);
      other = await signIn(service);
    });
    afterAll(async () => {
      await service?.close();
    });
    beforeEach(() => service.control.healStores());

    /** A purchase of the player, of which the stores tell by default. */
    const buy = (store: Store, wish: object = {}) =>
      service.control.buy({
        store,
        productId: PRODUCTS[store][100],
        accountToken: player.accountToken,
        ...wish,
      });
    const ofNobody = (store: Store) =>
      buy(store, store === 'apple' ? { offerCode: true } : { accountToken: undefined });
    const paidOf = async (who = player) => (await who.gems()).paid;
    const paymentOf = async ({ store, id, orderId }: PurchaseView) =>
      (await studio.payments({ order: String(store === 'apple' ? id : orderId) }))[0];
    const newest = async (purchase: string) =>
      (await mail.kept((await mail.told(purchase)).at(-1)!.id))!;

    describe('of what is bought and given back', () => {
      it('a refund that was declined, one in part, its reversal and a whole one', async () => {
        const bought = await buy('apple');
        await service.heed();
        const before = await paidOf();
        const { control } = service;
        const steps: (readonly [() => Promise<unknown>, string, number])[] = [
          [() => control.declineRefund(bought.id), 'credited', 0],
          [() => control.refund(bought.id, { percentage: 40 }), 'partially_refunded', -40],
          [() => control.reverseRefund(bought.id), 'refund_reversed', 0],
          [() => control.refund(bought.id), 'refunded', -100],
        ];
        for (const [happen, status, change] of steps) {
          await happen();
          await service.heed();
          expect(await paymentOf(bought)).toMatchObject({ status });
          expect(await paidOf()).toBe(before + change);
          expect(await newest(bought.id)).toMatchObject({ state: 'processed', outcome: null });
        }
      });

      it('REVOKE takes all of it', async () => {
        const bought = await buy('apple');
        await service.heed();
        const before = await paidOf();
        await service.control.revoke(bought.id);
        await service.heed();
        expect(await paymentOf(bought)).toMatchObject({ status: 'refunded' });
        expect(await paidOf()).toBe(before - 100);
      });

      it('a Google payment that waits is credited when it is paid, and not before', async () => {
        const bought = await buy('google', { state: 'pending' });
        const shown = await claim({ player, store: 'google' }, bought.proof!);
        expect(shown.status).toBe(202);
        const before = await paidOf();
        await service.heed();
        expect(await paidOf()).toBe(before);
        await service.control.settle(bought.id);
        await service.heed();
        expect(await paidOf()).toBe(before + 100);
      });

      it('a Google payment that waits is closed when it is cancelled', async () => {
        const bought = await buy('google', { state: 'pending' });
        const { payment } = (await claim({ player, store: 'google' }, bought.proof!)).body;
        await service.control.cancel(bought.id);
        await service.heed();
        expect(await studio.payment(payment.id)).toMatchObject({
          status: 'rejected',
          reason: 'purchase_cancelled',
        });
      });

      it('units that Google gives back one by one, the last with the rest', async () => {
        const bought = await buy('google', { quantity: 3 });
        await service.heed();
        const before = await paidOf();
        for (const [quantity, left, status] of [
          [1, 200, 'partially_refunded'],
          [1, 100, 'partially_refunded'],
          [undefined, 0, 'refunded'],
        ] as const) {
          await service.control.refund(bought.id, quantity === undefined ? {} : { quantity });
          await service.heed();
          expect(await paidOf()).toBe(before - 300 + left);
          expect(await paymentOf(bought)).toMatchObject({ status });
        }
      });
    });

    describe('of what nobody claimed yet', () => {
      it.each(['apple', 'google'] as const)(
        '%s: its owner gets it by the store alone',
        async (store) => {
          const before = await paidOf();
          const bought = await buy(store);
          await service.heed();
          expect(await paidOf()).toBe(before + 100);
          const { id } = (await paymentOf(bought))!;
          const { steps } = await studio.payment(id);
          expect(steps).toMatchObject([{ from: null, to: 'credited', source: 'notification' }]);
          await service.finishPayments();
          const done = store === 'apple' ? { finished: true } : { consumed: true };
          expect(await service.control.purchase(bought.id)).toMatchObject(done);
          // The first device that shows it hears of the credit as if it had come first.
          for (const status of ['credited', 'already_credited']) {
            const late = await claim({ player, store }, bought.proof!);
            expect([late.status, late.body.status]).toEqual([200, status]);
            expect(late.body).toMatchObject({ granted: { GEM: 100 }, finish: true });
          }
          expect(await paidOf()).toBe(before + 100);
        },
      );

      it.each(['apple', 'google'] as const)(
        '%s: what names nobody is assigned once',
        async (store) => {
          const before = await paidOf();
          const bought = await ofNobody(store);
          await service.heed();
          const waiting = (await paymentOf(bought))!;
          expect(waiting).toMatchObject({ status: 'unassigned', player: null, grants: {} });
          const listed = await studio.payments({ status: 'unassigned' });
          expect(listed.map(({ id }) => id)).toContain(waiting.id);
          const given = await studio.assign(waiting.id, player.id);
          expect(given.status).toBe(200);
          expect(given.body.payment).toMatchObject({ status: 'credited', player: player.id });
          expect(await paidOf()).toBe(before + 100);

          const again = await studio.assign(waiting.id, player.id);
          expect([again.status, again.body]).toEqual([200, given.body]);
          const taken = await studio.assign(waiting.id, other.id);
          expect([taken.status, taken.body.code]).toEqual([409, 'receipt_already_used']);
          expect([await paidOf(), await paidOf(other)]).toEqual([before + 100, 0]);

          await service.finishPayments();
          const atStore = await service.control.purchase(bought.id);
          // Only Apple can be told of an owner afterwards.
          expect(atStore.accountToken).toBe(store === 'apple' ? player.accountToken : null);
          expect(atStore).toMatchObject(
            store === 'apple' ? { finished: true } : { consumed: true },
          );
        },
      );

      it('what names nobody is of the player whose device claims it', async () => {
        const bought = await ofNobody('apple');
        await service.heed();
        const { proof } = await service.control.purchase(bought.id);
        const before = await paidOf();
        const claimed = await claim({ player, store: 'apple' }, proof!);
        expect([claimed.status, claimed.body.status]).toEqual([200, 'credited']);
        expect(await paidOf()).toBe(before + 100);
        const { id } = (await paymentOf(bought))!;
        const taken = await studio.assign(id, other.id);
        expect([taken.status, taken.body.code]).toEqual([409, 'receipt_already_used']);
      });

      it('what names an account that is nobody’s waits as well', async () => {
        const bought = await buy('google', { accountToken: crypto.randomUUID() });
        await service.heed();
        expect(await paymentOf(bought)).toMatchObject({ status: 'unassigned', player: null });
      });

      it('what waits to be paid, and what was given back, is not assignable: 409', async () => {
        const pending = await buy('google', { state: 'pending', accountToken: undefined });
        const shown = await claim({ player, store: 'google' }, pending.proof!);
        const refunded = await ofNobody('apple');
        await service.heed();
        await service.control.refund(refunded.id);
        await service.heed();
        for (const [id, status] of [
          [shown.body.payment.id, 'pending'],
          [(await paymentOf(refunded))!.id, 'rejected'],
        ]) {
          const { status: answered, body } = await studio.assign(id, player.id);
          expect([answered, body.code, body.status]).toEqual([409, 'not_assignable', answered]);
          expect(await studio.payment(id)).toMatchObject({ status });
        }
      });

      it('is assigned to no player of another environment, and to nobody: 404', async () => {
        const tester = await signIn(service, { key: 'pk_demo_sandbox' });
        const bought = await ofNobody('apple');
        await service.heed();
        const { id } = (await paymentOf(bought))!;
        for (const who of [tester.id, 'player_01h455vb4pex5vsknk084sn02q', 'player_x', id]) {
          const { status, body } = await studio.assign(id, who);
          expect([status, body.code]).toEqual([404, 'not_found']);
        }
        expect(await paymentOf(bought)).toMatchObject({ status: 'unassigned' });
      });
    });

    describe('of a consent that parents take back', () => {
      it('it ends for the player, and is not asked for again until the store can say whose it is', async () => {
        const parent = await signIn(service);
        const bought = await buy('apple', { accountToken: parent.accountToken });
        await service.heed();
        const consents = async () => (await parent.send('/me')).body.consents;
        const path = `/server/players/${parent.id}/consents`;
        const headers = { authorization: 'Bearer sk_demo' };
        await ask(service.url, path, { method: 'PUT', body: { consumption: true }, headers });
        await service.control.breakStore({ endpoint: 'apple.history', kind: 'outage', times: 100 });
        await service.control.rescindConsent(bought.id);
        await service.heed();
        const told = (await mail.told(bought.id)).at(-1)!;
        expect(await mail.answersTo(told.id)).toEqual([[200, null]]);
        expect(await mail.kept(told.id)).toMatchObject({
          type: 'RESCIND_CONSENT',
          state: 'received',
          outcome: 'store_unavailable',
        });
        expect(await consents()).toEqual({ consumption: true });
        await service.control.healStores();
        await dueNow();
        await service.heed();
        expect(await mail.kept(told.id)).toMatchObject({ state: 'processed', outcome: null });
        expect(await consents()).toEqual({ consumption: false });
      });
    });

    describe('of a defect of ours', () => {
      it('it is tried eight times, set aside and shown, acted on when people say so, alone', async () => {
        const handler = service.app.get(NotificationHandler, { strict: false });
        const handle = handler.handle.bind(handler);
        const before = await paidOf();
        const bad = await buy('google', { accountToken: undefined, notify: false });
        const spy = jest.spyOn(handler, 'handle').mockImplementation(async (entry) => {
          if (entry.notification.storeTransactionId === bad.id) throw new Error('a defect');
          return handle(entry);
        });
        const type = 'oneTimeProductNotification';
        const data = { notificationType: 1, sku: bad.productId };
        await service.control.tell({ store: 'google', type, purchase: bad.id, data });
        const good = await buy('google');
        try {
          for (let kept = await newest(bad.id); kept?.state !== 'poisoned'; ) {
            expect(kept?.attempts ?? 0).toBeLessThan(TRIES);
            await dueNow(); // the service may look by itself as well
            await service.heed();
            kept = await newest(bad.id);
          }
          expect(await newest(bad.id)).toMatchObject({
            state: 'poisoned',
            outcome: 'failed',
            attempts: TRIES,
          });
        } finally {
          spy.mockRestore();
        }
        expect(await paidOf()).toBe(before + 100);
        expect(await newest(good.id)).toMatchObject({ state: 'processed' });

        const { id } = await newest(bad.id);
        const poisoned = await studio.notifications({ state: 'poisoned' });
        expect(poisoned.map((one: { id: string }) => one.id)).toEqual([id]);
        await dueNow();
        await service.heed();
        expect(await newest(bad.id)).toMatchObject({ state: 'poisoned', attempts: TRIES });

        const retried = await studio.post(`/notifications/${id}/retry`);
        expect([retried.status, retried.body]).toEqual([202, {}]);
        await service.heed();
        expect(await newest(bad.id)).toMatchObject({ state: 'processed', outcome: null });
        expect(await paymentOf(bad)).toMatchObject({ status: 'unassigned' });
        const none = await studio.post(`/notifications/${id}/retry`);
        expect([none.status, none.body.code]).toEqual([404, 'not_found']);
      });

      it('what is kept is shown page by page, by state, and to its own title alone', async () => {
        const first = await studio.get('/notifications?limit=2&state=processed');
        const { data, nextCursor } = first.body;
        expect(data).toHaveLength(2);
        const second = (
          await studio.get(`/notifications?limit=2&state=processed&cursor=${nextCursor}`)
        ).body.data;
        const ids = [...data, ...second].map((one) => one.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(JSON.stringify(first.body)).not.toContain('signedPayload');
        for (const query of ['state=lost', 'limit=0', 'cursor=x', 'who=me']) {
          expect((await studio.get(`/notifications?${query}`)).status).toBe(400);
        }
      });
    });

    it('leaves sound books', () => expectSoundBooks(service));

    /** What waits for its next try need not. */
    async function dueNow(): Promise<void> {
      const writer = await writerAt(service.env);
      try {
        await writer.query("UPDATE store_notification SET due_at = 1 WHERE state = 'received'");
      } finally {
        await writer.destroy();
      }
    }
  },
);
