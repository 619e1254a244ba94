import { signTruly } from '../../simulator/forgery.js';
import { claim } from '../support/claims.js';
import { sampledDatabases } from '../support/databases.js';
import { type Payload, payloadOf } from '../support/forged-proofs.js';
import { type Player, PRODUCTS, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type StoreMail, storeMailOf } from '../support/store-mail.js';
import { type Studio, studioOf } from '../support/studio.js';

const DAY_MS = 24 * 60 * 60_000;

describe.each(sampledDatabases('last'))('what stores tell through HTTP, on $name', (database) => {
  let service: ServiceInTest;
  let studio: Studio;
  let mail: StoreMail;
  let player: Player;
  /** A true notification of Apple about a purchase of the player, to be changed and signed anew. */
  let frame: Payload;

  beforeAll(async () => {
    service = await startService(database);
    await service.hearStores();
    studio = studioOf(service);
    mail = storeMailOf(service);
    player = await signIn(service);
    const other = { bundleId: 'com.example.other', appAppleId: 1_000_000_002 };
    const packageName = 'com.example.other';
    await service.control.register({ title: 'other', ...other, packageName });
    // The other studio sends its own notifications to our address.
    const at = (store: string) => `${service.url}/v1/notifications/${store}/demo`;
    await service.control.tellAt({ apple: at('apple'), google: at('google') }, 'other');
    const { notifications } = await buy('apple');
    const { signedPayload } = await service.control.notification(notifications[0]!.id);
    frame = payloadOf(signedPayload!);
    await service.heed();
  });
  afterAll(async () => {
    await service?.close();
  });
  beforeEach(() => service.control.healStores());

  type Store = 'apple' | 'google';
  /** A purchase of the player, of which the stores tell by default. */
  const buy = (store: Store, wish: object = {}) =>
    service.control.buy({
      store,
      productId: PRODUCTS[store][100],
      accountToken: player.accountToken,
      ...wish,
    });
  const paidOf = async () => (await player.gems()).paid;
  /** The id of the newest thing that a store told of a purchase. */
  const newest = async (purchase: string) => (await mail.told(purchase)).at(-1)!.id;
  const statusOf = async (order: string | null | undefined) =>
    (await studio.payments({ order: String(order) })).map(({ status }) => status);

  describe('is not believed', () => {
    it.each([
      ['H78', 'apple', 'tamper'],
      ['H78', 'apple', 'unsigned'],
      ['H78', 'apple', 'wrong_key'],
      ['H78', 'apple', 'wrong_app'],
      ['H78 S32', 'apple', 'forged_nested'],
      ['H88', 'google', 'unsigned'],
      ['H88', 'google', 'wrong_audience'],
      ['H88', 'google', 'wrong_email'],
      ['H88', 'google', 'unverified_email'],
      ['H88', 'google', 'wrong_issuer'],
      ['H88', 'google', 'expired'],
      ['H88', 'google', 'wrong_key'],
      ['H88', 'google', 'alg_none'],
      ['H88', 'google', 'tamper'],
    ] as const)('%s %s %s: 401, no effect, and believed when it is genuine', async (...row) => {
      const [, store, kind] = row;
      const [before, count] = [await paidOf(), await mail.count()];
      await service.control.breakStore({ endpoint: `${store}.notification`, kind, times: 1 });
      const { id } = await buy(store);
      const told = await newest(id);
      expect(await mail.answersTo(told)).toEqual([[401, 'signature_invalid']]);
      await service.heed();
      expect([await paidOf(), await mail.count()]).toEqual([before, count]);
      await service.control.resend(told);
      expect((await mail.answersTo(told)).at(-1)).toEqual([store === 'apple' ? 200 : 204, null]);
      await service.heed();
      expect(await paidOf()).toBe(before + 100);
    });

    it.each(['apple', 'google'] as const)(
      'H78 H88 what %s tells another studio: 401',
      async (store) => {
        const count = await mail.count();
        const { id } = await buy(store, { title: 'other' });
        expect(await mail.answersTo(await newest(id))).toEqual([[401, 'signature_invalid']]);
        expect(await mail.count()).toBe(count);
      },
    );

    const signed = (change: Payload, data: Payload = {}) =>
      signTruly(service.chain, {
        ...frame,
        notificationUUID: crypto.randomUUID(),
        data: { ...(frame.data as Payload), ...data },
        ...change,
      });
    const transactionOf = async (wish: object = {}) =>
      (await buy('apple', { notify: false, ...wish })).proof;

    it.each([
      ['S28 another number of the app in the store', {}, { appAppleId: 7 }],
      ['no number of the app in the store', {}, { appAppleId: undefined }],
      ['another bundle id', {}, { bundleId: 'com.example.other' }],
      ['no content', { data: undefined }, {}],
      ['no type', { notificationType: undefined }, {}],
      ['no id', { notificationUUID: undefined }, {}],
      ['never signed', { signedDate: undefined }, {}],
    ])('H78 truly signed with %s: 401', async (_row, change, data) => {
      const count = await mail.count();
      const answer = await mail.post('apple', { signedPayload: await signed(change, data) });
      expect(answer).toEqual({ status: 401, code: 'signature_invalid' });
      expect(await mail.count()).toBe(count);
    });

    it.each([
      ['of another app', { title: 'other' }],
      ['of the sandbox', { environment: 'sandbox' }],
    ])('H78 with a true transaction in it that is %s: 401', async (_row, wish) => {
      const before = await paidOf();
      const signedTransactionInfo = await transactionOf(wish);
      const signedPayload = await signed({}, { signedTransactionInfo });
      const answer = await mail.post('apple', { signedPayload });
      expect(answer).toEqual({ status: 401, code: 'signature_invalid' });
      await service.heed();
      expect(await paidOf()).toBe(before);
    });

    it('H78 a transaction of a player, and what is no text: 401', async () => {
      for (const signedPayload of [await transactionOf(), 7, null, ['a'], '']) {
        const answer = await mail.post('apple', { signedPayload });
        expect(answer).toEqual({ status: 401, code: 'signature_invalid' });
      }
    });

    it('H78 changed in nothing but its id: 200, and it is kept', async () => {
      const count = await mail.count();
      const answer = await mail.post('apple', { signedPayload: await signed({}) });
      expect(answer).toEqual({ status: 200, code: null });
      expect(await mail.count()).toBe(count + 1);
    });

    it('H78 one that was signed tomorrow: 503, since a clock may be wrong', async () => {
      const signedPayload = await signed({ signedDate: Date.now() + DAY_MS });
      const answer = await mail.post('apple', { signedPayload });
      expect(answer).toEqual({ status: 503, code: 'store_unavailable' });
    });

    it.each([
      ['another scheme', 'Basic Zm9v'],
      ['no token', 'Bearer'],
      ['a token of two parts', 'Bearer a.b'],
      ['garbage', 'Bearer a.b.c'],
      ['a token of 9 KB', `Bearer ${'a'.repeat(9_000)}.b.c`],
    ])('H88 the authorization has %s: 401', async (_row, authorization) => {
      const answer = await mail.post('google', { message: {} }, { authorization });
      expect(answer).toEqual({ status: 401, code: 'signature_invalid' });
    });

    it('H88 a key that is not known, while the keys cannot be read: 503', async () => {
      const count = await mail.count();
      await service.control.breakStore({ endpoint: 'google.certs', kind: 'outage' });
      const endpoint = 'google.notification';
      await service.control.breakStore({ endpoint, kind: 'wrong_key', times: 1 });
      const { id } = await buy('google', { notify: false });
      const type = 'oneTimeProductNotification';
      const data = { notificationType: 1 };
      const told = await service.control.tell({ store: 'google', type, purchase: id, data });
      expect(await mail.answersTo(told.id)).toEqual([[503, 'store_unavailable']]);
      expect(await mail.count()).toBe(count);
      await service.control.healStores();
      await service.control.resend(told.id);
      expect((await mail.answersTo(told.id)).at(-1)).toEqual([204, null]);
    });

    it.each(['apple', 'google'] as const)('H78 H88 %s: 1 MB, GET, no object', async (store) => {
      const huge = { signedPayload: 'A'.repeat(1_000_000) };
      expect(await mail.post(store, huge)).toEqual({ status: 413, code: 'body_too_large' });
      expect(await mail.post(store)).toEqual({ status: 405, code: 'method_not_allowed' });
      expect(await mail.post(store, [])).toEqual({ status: 400, code: 'malformed_json' });
    });
  });

  describe('arrives several times', () => {
    it.each([
      ['H79', 'apple', 200],
      ['H90', 'google', 204],
    ] as const)('%s %s, six times at once: %i each, one effect', async (_row, store, status) => {
      const [before, count] = [await paidOf(), await mail.count()];
      const endpoint = `${store}.notification`;
      await service.control.breakStore({ endpoint, kind: 'duplicate', copies: 6, times: 1 });
      const { id } = await buy(store);
      const told = await newest(id);
      expect(await mail.answersTo(told)).toEqual(Array(6).fill([status, null]));
      await service.heed();
      expect([await paidOf(), await mail.count()]).toEqual([before + 100, count + 1]);
      await service.control.resend(told);
      expect((await mail.answersTo(told)).at(-1)).toEqual([status, null]);
      await service.heed();
      expect([await paidOf(), await mail.count()]).toEqual([before + 100, count + 1]);
    });

    it('H79 at once with what the client shows of the same payment: one credit', async () => {
      const before = await paidOf();
      const { id, proof } = await buy('apple', { notify: false });
      const type = 'ONE_TIME_CHARGE';
      const told = await service.control.tell({ store: 'apple', type, purchase: id });
      const [answers, shown] = await Promise.all([
        Promise.all(
          Array.from({ length: 6 }, () =>
            mail.post('apple', { signedPayload: told.signedPayload }),
          ),
        ),
        claim({ player, store: 'apple' }, proof!),
      ]);
      expect(answers).toEqual(Array(6).fill({ status: 200, code: null }));
      expect(shown.status).toBe(200);
      await service.heed();
      expect(await paidOf()).toBe(before + 100);
      const kept = 'SELECT id FROM store_notification WHERE notification_id = ?';
      expect(await service.books.count(kept, [told.id])).toBe(1);
    });

    it('H90 a voided purchase before it was told of, and the purchase after it', async () => {
      const before = await paidOf();
      const { id, orderId } = await buy('google', { notify: false });
      await service.control.refund(id);
      await service.heed();
      expect(await statusOf(orderId)).toEqual(['rejected']);
      await service.control.tell({
        store: 'google',
        type: 'oneTimeProductNotification',
        purchase: id,
        data: { notificationType: 1, sku: 'gems_100' },
      });
      await service.heed();
      expect(await statusOf(orderId)).toEqual(['rejected']);
      expect(await paidOf()).toBe(before);
    });

    it('H90 a void that the store does not confirm takes nothing', async () => {
      const before = await paidOf();
      const { id, orderId } = await buy('google');
      await service.heed();
      const { id: told } = await service.control.tell({
        store: 'google',
        type: 'voidedPurchaseNotification',
        purchase: id,
        data: { orderId, productType: 2, refundType: 1 },
      });
      await service.heed();
      expect(await mail.kept(told)).toMatchObject({ state: 'processed', outcome: null });
      expect(await statusOf(orderId)).toEqual(['credited']);
      expect(await paidOf()).toBe(before + 100);
    });
  });

  describe('is kept and not acted on', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const voided = { purchaseToken: 'x/../y', productType: 2, refundType: 1 };

    it.each([
      ['data that is not base64', { type: 'odd', raw: '***' }, 'unreadable'],
      ['data that is no JSON', { type: 'odd', raw: base64('hello') }, 'unreadable'],
      ['data that is a list', { type: 'odd', raw: base64('[1]') }, 'unreadable'],
      ['no data', { type: 'odd', raw: '' }, 'unreadable'],
      ['another package', { type: 'test', content: { packageName: 'com.other' } }, 'unreadable'],
      ['no package', { type: 'test', content: { packageName: null } }, 'unreadable'],
      ['nothing that happened', { type: 'test', content: { testNotification: 7 } }, 'unreadable'],
      ['a strange token', { type: 'voidedPurchaseNotification', data: voided }, 'unreadable'],
      ['a type that nobody knows', { type: 'futureNotification', data: { a: 1 } }, 'unknown'],
      ['a subscription', { type: 'subscriptionNotification', data: { a: 1 } }, 'unknown'],
      ['a test', { type: 'test' }, 'test'],
    ])('H89 Google tells of %s: 204', async (_row, request, outcome) => {
      const { id } = await service.control.tell({ store: 'google', ...request });
      expect(await mail.answersTo(id)).toEqual([[204, null]]);
      expect(await mail.kept(id)).toMatchObject({ state: 'ignored', outcome, attempts: 0 });
    });

    it.each([
      ['TEST', 'test'],
      ['SOMETHING_OF_2031', 'unknown'],
      ['SUBSCRIBED', 'unknown'],
      ['EXTERNAL_PURCHASE_TOKEN', 'unknown'],
    ])('Apple tells of %s: 200', async (type, outcome) => {
      const before = await paidOf();
      const { id: purchase } = await buy('apple', { notify: false });
      const { id } = await service.control.tell({ store: 'apple', type, purchase });
      expect(await mail.answersTo(id)).toEqual([[200, null]]);
      await service.heed();
      expect(await mail.kept(id)).toMatchObject({ type, state: 'ignored', outcome });
      expect(await paidOf()).toBe(before);
      expect(await statusOf(purchase)).toEqual([]);
    });
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
