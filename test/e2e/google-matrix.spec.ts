import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import { idBytes } from '../../src/kernel/id.js';
import { GOOGLE_VERIFIERS, type GoogleVerifier } from '../../src/titles/google-settings.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { StoreFront } from '../stores/store-front.js';
import { type Claimant, claim, expectRefused } from '../support/claims.js';
import { sampledDatabases } from '../support/databases.js';
import { type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type Studio, studioOf } from '../support/studio.js';

const API = '/androidpublisher/v3/applications/com.example.demo';

describe.each(sampledDatabases('first'))('Google purchases through HTTP, on $name', (database) => {
  let front: StoreFront;
  let service: ServiceInTest;
  let studio: Studio;
  let player: Player;
  let claimant: Claimant;

  beforeAll(async () => {
    front = await new StoreFront('').open();
    service = await startService(database, { env: { SIMULATOR_URL: front.url } });
    front.target = service.simulatorUrl;
    studio = studioOf(service);
    player = await signIn(service, { store: 'google' });
    claimant = { service, store: 'google', player };
    await player.fund(100);
    await service.control.register({ title: 'other', packageName: 'com.example.other' });
  });
  afterAll(async () => {
    await service?.close();
    await front?.close();
  });

  /** How purchases of the demo title are asked about from now on. */
  const askBy = async (verifier: GoogleVerifier) => {
    const titles = service.app.get(TitlesService, { strict: false });
    const { id, settings } = (await titles.bySlug('demo'))!;
    await titles.setSettings(id, { ...settings, google: { ...settings.google, verifier } });
  };
  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    service.control.buy({
      store: 'google',
      ...(wish.lineItems === undefined && { productId: 'gems_100' }),
      accountToken: player.accountToken,
      ...wish,
    });
  const credited = async (proof: string, gems: { paid: number; free?: number }) => {
    const before = await player.gems();
    const answer = await claim(claimant, proof, 'gems_100');
    expect([answer.status, answer.body.status]).toEqual([200, 'credited']);
    const { paid, free } = await player.gems();
    expect({ paid: paid - before.paid, free: free - before.free }).toEqual({ free: 0, ...gems });
    return answer.body;
  };
  const seen = async (order: string | null | undefined) =>
    (await studio.payments({ order: String(order) }))[0];

  describe.each(GOOGLE_VERIFIERS)('asked by %s', (verifier) => {
    beforeAll(() => askBy(verifier));
    beforeEach(() => {
      front.heal();
      front.heard.length = 0;
    });

    it('H80 pending: 202, nothing is credited whatever the client says, until it is paid', async () => {
      const { id, proof } = await buy({ state: 'pending' });
      const wallet = (await player.gems()).total;
      const answer = await claim(claimant, proof!, 'gems_100');
      expect([answer.status, answer.body.status]).toEqual([202, 'pending']);
      expect(answer.body).toMatchObject({ finish: false, granted: {} });
      const lie = { store: 'google', proof, productId: 'gems_100', purchaseState: 0 };
      const lied = await player.send('/topups', lie);
      expect([lied.status, lied.body.code]).toEqual([422, 'unknown_field']);
      const json = JSON.stringify({ purchaseToken: proof, purchaseState: 0 });
      await expectRefused(claimant, json, { status: 422, code: 'receipt_invalid' });
      expect((await player.gems()).total).toBe(wallet);
      expect(await studio.payment(answer.body.payment.id)).toMatchObject({ status: 'pending' });
      await service.control.settle(id);
      await credited(proof!, { paid: 100 });
    });

    it('H81 cancelled before it was paid: 422 purchase_cancelled, recorded', async () => {
      const { id } = await buy({ state: 'pending' });
      const { proof } = await service.control.cancel(id);
      const cancelled = { status: 422, code: 'purchase_cancelled', productId: 'gems_100' };
      await expectRefused(claimant, proof!, { ...cancelled, recorded: true });
      await expectRefused(claimant, proof!, cancelled);
    });

    it('H81 cancelled while it waited: 422 purchase_cancelled, and the payment says so', async () => {
      const { id, proof } = await buy({ state: 'pending' });
      const { payment } = (await claim(claimant, proof!, 'gems_100')).body;
      await service.control.cancel(id);
      const cancelled = { status: 422, code: 'purchase_cancelled', productId: 'gems_100' };
      await expectRefused(claimant, proof!, cancelled);
      const after = await studio.payment(payment.id);
      expect(after).toMatchObject({ status: 'rejected', reason: 'purchase_cancelled' });
    });

    it('H82 consumed before it was seen here: 409 purchase_consumed_elsewhere, recorded', async () => {
      const { id, orderId } = await buy();
      const { proof } = await service.control.finish(id);
      const elsewhere = { status: 409, code: 'purchase_consumed_elsewhere', recorded: true };
      await expectRefused(claimant, proof!, { ...elsewhere, productId: 'gems_100' });
      expect(await seen(orderId)).toMatchObject({ status: 'rejected', grants: {} });
    });

    it('H82 credited and consumed here: 200, the same', async () => {
      const { id, proof } = await buy();
      const { payment } = await credited(proof!, { paid: 100 });
      await service.finishPayments();
      expect(await service.control.purchase(id)).toMatchObject({ consumed: true });
      const wallet = (await player.send('/wallet')).text;
      const again = await claim(claimant, proof!, 'gems_100');
      expect([again.status, again.body.status]).toEqual([200, 'already_credited']);
      expect(again.body.payment).toEqual(payment);
      expect((await player.send('/wallet')).text).toBe(wallet);
    });

    it('H83 three of a product and one voided: three are credited and one is taken', async () => {
      const { id, proof } = await buy({ quantity: 3 });
      const { payment } = await credited(proof!, { paid: 300 });
      const before = (await player.gems()).paid;
      await service.control.refund(id, { quantity: 1 });
      const partly = await claim(claimant, proof!, 'gems_100');
      expect([partly.status, partly.body.payment.status]).toEqual([200, 'partially_refunded']);
      expect((await player.gems()).paid).toBe(before - 100);
      await service.control.refund(id);
      const wholly = await claim(claimant, proof!, 'gems_100');
      expect([wholly.status, wholly.body.payment.status]).toEqual([200, 'refunded']);
      expect((await player.gems()).paid).toBe(before - 300);
      const { steps } = await studio.payment(payment.id);
      expect(steps.map(({ gems }: { gems: { GEM: number } }) => gems.GEM)).toEqual([
        300, -100, -200,
      ]);
    });

    it('H83 one of three voided before it was claimed: two are credited', async () => {
      const { id, proof } = await buy({ quantity: 3 });
      await service.control.refund(id, { quantity: 1 });
      const before = (await player.gems()).paid;
      const answer = await claim(claimant, proof!, 'gems_100');
      expect([answer.status, answer.body.payment.status]).toEqual([200, 'partially_refunded']);
      expect((await player.gems()).paid).toBe(before + 200);
    });

    it('H69 given back before it was claimed: 422 purchase_revoked, recorded', async () => {
      const { id } = await buy();
      const { proof } = await service.control.refund(id);
      const revoked = { status: 422, code: 'purchase_revoked', productId: 'gems_100' };
      await expectRefused(claimant, proof!, { ...revoked, recorded: true });
    });

    it('H84 of another package: 422 receipt_wrong_app', async () => {
      const { proof } = await buy({ title: 'other' });
      const wrong = { status: 422, code: 'receipt_wrong_app', productId: 'gems_100' };
      await expectRefused(claimant, proof!, wrong);
    });

    it.each([
      ['../../orders/GPA.1', 'receipt_invalid'],
      ['..', 'receipt_invalid'],
      ['a/b', 'receipt_invalid'],
      ['a?b=c', 'receipt_invalid'],
      ['a#b', 'receipt_invalid'],
      ['a%2fb', 'receipt_invalid'],
      ['%2e%2e%2fx', 'receipt_invalid'],
      ['a:consume', 'receipt_invalid'],
      ['a\\b', 'receipt_invalid'],
      ['a b', 'invalid_format'],
      ['a\u0000', 'invalid_format'],
      ['💎', 'invalid_format'],
    ])('H84 the token %j: 422, and Google hears nothing of it', async (token, code) => {
      await expectRefused(claimant, token, { status: 422, code, productId: 'gems_100' });
      expect(front.count(/androidpublisher/)).toBe(0);
    });

    it('H84 a token that is longer than any of Google: 422', async () => {
      const long = { status: 422, code: 'receipt_invalid', productId: 'gems_100' };
      await expectRefused(claimant, 'a'.repeat(256), long);
      await expectRefused(claimant, 'a'.repeat(200_001), { ...long, code: 'too_long' });
      expect(front.count(/androidpublisher/)).toBe(0);
    });

    it.each(['a..b~c_-.', 'a.b', 'not.signed.data'])(
      'H84 the token %j is one part of the path that is asked for',
      async (token) => {
        const invalid = { status: 422, code: 'receipt_invalid', productId: 'gems_100' };
        await expectRefused(claimant, token, invalid);
        const product = verifier === 'products' ? 'products/gems_100' : 'productsv2';
        const asked = front.heard.filter((heard) => /androidpublisher/.test(heard));
        expect(asked).toEqual([`GET ${API}/purchases/${product}/tokens/${token}`]);
      },
    );

    it.each(['promo', 'rewarded'] as const)(
      'H85 a purchase by %s brings free gems and no paid ones',
      async (kind) => {
        const { id, proof } = await buy({ kind });
        const { payment } = await credited(proof!, { paid: 0, free: 100 });
        await service.finishPayments();
        expect(await service.control.purchase(id)).toMatchObject({ consumed: true });
        const lots = await service.books.rows(
          'SELECT bucket, price_micros FROM lot WHERE origin_id = ?',
          [idBytes(payment.id)],
        );
        expect(lots).toMatchObject([{ bucket: 2, price_micros: null }]);
      },
    );

    it('H85 of a licence tester: 422 receipt_sandbox, and its own wallet for who tests', async () => {
      const tester = await signIn(service, { store: 'google', key: 'pk_demo_sandbox' });
      const { proof } = await buy({ kind: 'test', accountToken: tester.accountToken });
      const sandbox = { status: 422, code: 'receipt_sandbox', productId: 'gems_100' };
      await expectRefused(claimant, proof!, sandbox);
      const inSandbox = { ...claimant, player: tester };
      expect((await claim(inSandbox, proof!, 'gems_100')).body.status).toBe('credited');
      const real = await buy();
      await expectRefused(inSandbox, real.proof!, sandbox);
    });

    it('H86 of another player: 409 receipt_account_mismatch', async () => {
      const other = await signIn(service, { store: 'google' });
      const { proof } = await buy({ accountToken: other.accountToken });
      const mismatch = { status: 409, code: 'receipt_account_mismatch', productId: 'gems_100' };
      await expectRefused(claimant, proof!, mismatch);
      const owner = { ...claimant, player: other };
      expect((await claim(owner, proof!, 'gems_100')).body.status).toBe('credited');
      await expectRefused(claimant, proof!, mismatch);
    });

    it('H86 of an account that is nobody of ours: 409 receipt_account_mismatch', async () => {
      const { proof } = await buy({ accountToken: 'user-4711' });
      const mismatch = { status: 409, code: 'receipt_account_mismatch', productId: 'gems_100' };
      await expectRefused(claimant, proof!, mismatch);
    });

    it('H70 H72 one that names nobody is of the first who claims it, and is seen as such', async () => {
      const { proof, orderId } = await buy({ accountToken: undefined });
      await credited(proof!, { paid: 100 });
      expect(await seen(orderId)).toMatchObject({ accountBound: false, player: player.id });
      const other = await signIn(service, { store: 'google' });
      const used = { status: 409, code: 'receipt_already_used', productId: 'gems_100' };
      await expectRefused({ ...claimant, player: other }, proof!, used);
    });

    it('H73 of a product that the catalog lacks: 422 product_unknown, recorded', async () => {
      const { proof } = await buy({ productId: 'gems_9' });
      const unknown = { status: 422, code: 'product_unknown', productId: 'gems_9' };
      await expectRefused(claimant, proof!, { ...unknown, recorded: true });
    });
  });

  describe('the product that a client names', () => {
    beforeEach(() => {
      front.heal();
      front.heard.length = 0;
    });

    it('H84 another one than was bought: 422, by whichever way Google is asked', async () => {
      const { proof } = await buy();
      const mismatch = { status: 422, code: 'product_mismatch', productId: 'gems_500' };
      for (const verifier of ['productsv2', 'products'] as const) {
        await askBy(verifier);
        await expectRefused(claimant, proof!, mismatch);
      }
      await credited(proof!, { paid: 100 });
    });

    it.each(['../x', 'a?b', 'a/../../orders/GPA.1:refund', 'a%2f..', '..', 'a#b', 'a:consume'])(
      'H84 %j bends no path: 422',
      async (productId) => {
        await askBy('products');
        const { proof } = await buy();
        const code = 'product_mismatch';
        await expectRefused(claimant, proof!, { status: 422, code, productId });
        // Of this purchase: others may be consumed meanwhile.
        const asked = front.heard.filter((heard) => heard.includes(`/tokens/${proof}`));
        // Dots alone cannot stand in a path. By its token Google tells that there is another one.
        const byProduct = productId === '..' ? [] : [`products/${encodeURIComponent(productId)}`];
        const expected = [...byProduct, 'productsv2'];
        expect(asked).toEqual(
          expected.map((part) => `GET ${API}/purchases/${part}/tokens/${proof}`),
        );
      },
    );

    it('several at once are credited together, each by what the catalog says of it', async () => {
      await askBy('productsv2');
      const lineItems = [{ productId: 'gems_100', quantity: 2 }, { productId: 'gems_500' }];
      const { proof } = await buy({ lineItems });
      await credited(proof!, { paid: 700 });
    });
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
