import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const PLUGIN = join(
  __dirname,
  '../../examples/integrations/node_modules/cordova-plugin-purchase/www/store.js',
);
const PRODUCT = { apple: 'com.example.demo.gems500', google: 'gems_500' } as const;

/** What the plug-in sends, with some of what it sends besides. */
const bodyOf = (store: 'apple' | 'google', proof: string) => ({
  id: PRODUCT[store],
  type: 'consumable',
  offers: [{ id: 'default', pricingPhases: [{ price: '4,99 €' }] }],
  device: { plugin: 'cordova-plugin-purchase/13.18.0' },
  transaction:
    store === 'apple'
      ? { type: 'apple-sk2', id: 't', jwsRepresentation: proof }
      : { type: 'android-playstore', id: 't', purchaseToken: proof, receipt: '{}' },
});

describe.each(TEST_DATABASES)('the validator of cordova-plugin-purchase on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(async () => {
    await expectSoundBooks(service);
    await service.close();
  });

  const validate = (body: unknown, key = 'pk_demo') =>
    ask(service.url, `/validators/cdv?key=${key}`, { body });
  const gems = async (player: Player) => (await player.gems()).total;

  it.each(['apple', 'google'] as const)(
    'credits a payment of %s once, to whom it names, without a session',
    async (store) => {
      const player = await signIn(service, { store });
      const { proof, orderId, id } = (await player.pay()) as never as Record<string, string>;
      const replies = await Promise.all(
        Array.from({ length: 16 }, () => validate(bodyOf(store, proof!))),
      );
      for (const { status, body } of replies) {
        expect(status).toBe(200);
        expect(body).toMatchObject({
          ok: true,
          data: {
            id: PRODUCT[store],
            latest_receipt: true,
            transaction: { type: store === 'apple' ? 'apple-sk2' : 'android-playstore' },
            collection: [{ id: PRODUCT[store], transactionId: store === 'google' ? orderId : id }],
          },
        });
      }
      expect(await gems(player)).toBe(500);
      // The SDK that comes later finds it credited.
      expect((await player.send('/topups', { store, proof })).body.status).toBe('already_credited');
    },
  );

  it('refuses for good what names nobody, is forged, or is of another title', async () => {
    const player = await signIn(service);
    const unbound = await player.pay(500, { bound: false });
    const { proof } = await player.pay();
    const forged = `${proof!.slice(0, -6)}AAAAAA`;
    const codes = [];
    for (const one of [unbound.proof!, forged]) {
      const { status, body } = await validate(bodyOf('apple', one));
      expect([status, body.ok]).toEqual([200, false]);
      codes.push(body.data.code);
    }
    expect(codes).toEqual(['receipt_account_mismatch', 'receipt_invalid']);
    expect(await gems(player)).toBe(0);
  });

  describe('a receipt of StoreKit 1 with several purchases', () => {
    const inReceipt = async (...ids: string[]) =>
      validate({
        transaction: {
          type: 'ios-appstore',
          id: ids[0],
          appStoreReceipt: await service.control.receipt(ids),
        },
      });
    const buy = async (accountToken: string | undefined, more: object = {}) =>
      (
        await service.control.buy({
          store: 'apple',
          productId: PRODUCT.apple,
          legacyReceipt: true,
          ...(accountToken !== undefined && { accountToken }),
          ...more,
        })
      ).id;

    it('is good beside what was given back, and what was sold before', async () => {
      const player = await signIn(service);
      const refunded = await buy(player.accountToken);
      await service.control.refund(refunded);
      const stranger = await buy(undefined, { productId: 'com.example.demo.remove_ads' });
      const paid = await buy(player.accountToken);
      for (let i = 0; i < 2; i++) {
        const { body } = await inReceipt(refunded, stranger, paid);
        expect(body).toMatchObject({ ok: true, data: { transaction: { type: 'ios-appstore' } } });
        expect(body.data.collection).toMatchObject([{ id: PRODUCT.apple, transactionId: paid }]);
        expect(await gems(player)).toBe(500);
      }
    });

    it('credits each to whom it names; is not good while one names nobody', async () => {
      const [one, other] = [await signIn(service), await signIn(service)];
      const unbound = await buy(undefined);
      const ids = [unbound, await buy(one.accountToken), await buy(other.accountToken)];
      const { body } = await inReceipt(...ids);
      expect(body).toMatchObject({ ok: false, data: { code: 'receipt_account_mismatch' } });
      expect([await gems(one), await gems(other)]).toEqual([500, 500]);
    });

    it('is refused when there is nothing in it but what was given back', async () => {
      const refunded = await buy((await signIn(service)).accountToken);
      await service.control.refund(refunded);
      const { body } = await inReceipt(refunded);
      expect(body).toMatchObject({ ok: false, data: { code: 'purchase_revoked' } });
    });
  });

  it('answers what we do not sell in the form of the plug-in', async () => {
    const player = await signIn(service);
    const { proof } = await service.control.buy({
      store: 'apple',
      productId: 'com.example.demo.unknown',
      accountToken: player.accountToken,
    });
    const { status, body } = await validate(bodyOf('apple', proof!));
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: false, code: 6777012, data: { code: 'product_unknown' } });
  });

  it('is an error and no reply while the money has not come', async () => {
    const player = await signIn(service, { store: 'google' });
    const { proof } = await player.pay(500, { pending: true });
    expect((await validate(bodyOf('google', proof!))).status).toBe(503);
    expect(await gems(player)).toBe(0);
  });

  it('says of Google what is consumed already: once is enough', async () => {
    const player = await signIn(service, { store: 'google' });
    const { proof, id } = (await player.pay()) as never as Record<string, string>;
    expect((await validate(bodyOf('google', proof!))).body.ok).toBe(true);
    await service.control.finish(id!);
    const { body } = await validate(bodyOf('google', proof!));
    expect(body.data.collection).toMatchObject([{ isConsumed: true }]);
    expect(body.data.collection[0]).not.toHaveProperty('isAcknowledged');
  });

  it.each([
    {},
    { transaction: null },
    { transaction: { type: 'windows-store-transaction' } },
    { transaction: { type: 'apple-sk2' } },
    { transaction: { type: 'apple-sk2', jwsRepresentation: 5 } },
    { transaction: { type: '__proto__', jwsRepresentation: 'x' } },
  ])('answers %j in the form of the plug-in', async (body) => {
    const answer = await validate(body);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ ok: false, code: 6777007 });
  });

  it('needs a key of the title, and believes none of another place', async () => {
    expect((await validate({}, 'pk_wrong')).status).toBe(401);
    const none = await ask(service.url, '/validators/cdv', { body: {} });
    expect(none.status).toBe(401);
    const elsewhere = await ask(service.url, '/sessions?key=pk_demo', { body: {} });
    expect(elsewhere.status).toBe(401);
  });

  it('is an error and no reply while the store does not answer: the plug-in keeps replies', async () => {
    const player = await signIn(service, { store: 'google' });
    const { proof } = await player.pay();
    await service.control.breakStore({ endpoint: 'google.*', kind: 'outage' });
    const answer = await validate(bodyOf('google', proof!));
    await service.control.healStores();
    expect(answer.status).toBe(503);
    expect((await validate(bodyOf('google', proof!))).body.ok).toBe(true);
    expect(await gems(player)).toBe(500);
  });

  it('is understood by the plug-in itself', async () => {
    const player = await signIn(service);
    const { proof } = await player.pay();
    const { body } = await validate(bodyOf('apple', proof!));
    const window: Record<string, unknown> = { console, setTimeout, clearTimeout };
    window.window = window;
    const code = readFileSync(PLUGIN, 'utf8');
    // The very function by which the plug-in decides whether it can use a reply.
    const start = code.indexOf('function isValidatorResponsePayload');
    const end = code.indexOf('\n        }\n', start) + 10;
    const usable = runInNewContext(`(${code.slice(start, end)})`, window) as (
      x: unknown,
    ) => boolean;
    expect(usable(body)).toBe(true);
    expect(usable((await validate({})).body)).toBe(true);
    expect(usable({ ok: true })).toBe(false);
  });
});
