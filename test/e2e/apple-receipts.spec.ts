import { answering, StoreFront } from '../stores/store-front.js';
import { type Claimant, claim, expectRefused } from '../support/claims.js';
import { sampledDatabases } from '../support/databases.js';
import { alteredReceipt, FAKE_STORE_PROOFS } from '../support/forged-proofs.js';
import { type Player, PRODUCTS, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type Studio, studioOf } from '../support/studio.js';

const ASKING = /^POST .*\/verifyReceipt$/;
const DEMO_ANSWER = {
  status: 0,
  environment: 'Production',
  receipt: { bundle_id: 'com.example.demo', in_app: [] as object[] },
};
/** What Apple says by a number alone, and what is answered: it is final, or nothing is known. */
const NUMBERS: readonly (readonly [number, number, string])[] = [
  [21_002, 422, 'receipt_invalid'],
  [21_003, 422, 'receipt_invalid'],
  [21_004, 503, 'store_unavailable'],
  [21_005, 503, 'store_unavailable'],
  [21_006, 422, 'product_type_unsupported'],
  [21_007, 503, 'store_unavailable'], // both environments send us to the other one
  [21_008, 503, 'store_unavailable'],
  [21_009, 503, 'store_unavailable'],
  [21_010, 422, 'receipt_invalid'],
  [21_100, 503, 'store_unavailable'],
  [21_199, 503, 'store_unavailable'],
  [21_234, 503, 'store_unavailable'],
];

describe.each(sampledDatabases('last'))(
  'receipts of the old kind through HTTP, on $name',
  (database) => {
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
      player = await signIn(service);
      claimant = { service, store: 'apple', player };
      await player.fund(100);
    });
    afterAll(async () => {
      await service?.close();
      await front?.close();
    });
    beforeEach(() => front.heal());

    const buy = async (wish: object = {}): Promise<string> =>
      (
        await service.control.buy({
          store: 'apple',
          productId: PRODUCTS.apple[100],
          accountToken: player.accountToken,
          legacyReceipt: true,
          ...wish,
        })
      ).id;
    const receiptOf = (...ids: string[]) => service.control.receipt(ids);

    it('H76 each transaction is a payment, and what was given back is not credited', async () => {
      const [kept, other, refunded] = [await buy(), await buy({ quantity: 3 }), await buy()];
      await service.control.refund(refunded);
      const before = (await player.gems()).paid;
      const answer = await claim(claimant, await receiptOf(kept, other, refunded));
      expect([answer.status, answer.body.status]).toEqual([200, 'credited']);
      const told = answer.body.payments.map((one: { topUp: string }) => one.topUp);
      expect(told).toEqual(['credited', 'credited', 'rejected']);
      expect((await player.gems()).paid).toBe(before + 400);
      for (const [order, status] of [
        [kept, 'credited'],
        [other, 'credited'],
        [refunded, 'rejected'],
      ] as const) {
        expect(await studio.payments({ order })).toMatchObject([{ status, player: player.id }]);
      }
      const again = await claim(claimant, await receiptOf(kept, other, refunded));
      expect([again.status, again.body.status]).toEqual([200, 'already_credited']);
      expect((await player.gems()).paid).toBe(before + 400);
    });

    it('H76 a transaction that StoreKit 2 brought as well is credited once', async () => {
      const id = await buy();
      const { proof } = await service.control.purchase(id);
      const before = (await player.gems()).paid;
      const both = await Promise.all([
        claim(claimant, proof!),
        receiptOf(id).then((receipt) => claim(claimant, receipt)),
      ]);
      const told = both.map(({ status, body }) => `${status} ${body.status}`).sort();
      expect(told).toEqual(['200 already_credited', '200 credited']);
      expect((await player.gems()).paid).toBe(before + 100);
    });

    it('H76 five hundred transactions at once, and again: one payment each', async () => {
      const ids = await Promise.all(Array.from({ length: 500 }, () => buy()));
      const before = (await player.gems()).paid;
      const receipt = await receiptOf(...ids);
      for (const status of ['credited', 'already_credited']) {
        const answer = await claim(claimant, receipt);
        expect([answer.status, answer.body.status]).toEqual([200, status]);
        expect(answer.body.payments).toHaveLength(500);
        expect((await player.gems()).paid).toBe(before + 50_000);
      }
      const known = `SELECT id FROM payment
      WHERE store_transaction_id IN (${ids.map(() => '?').join()}) AND status = 'credited'`;
      expect(await service.books.count(known, ids)).toBe(500);
    });

    it('H76 nothing but a refunded transaction: 422 purchase_revoked, recorded', async () => {
      const id = await buy();
      await service.control.refund(id);
      const revoked = { status: 422, code: 'purchase_revoked', recorded: true };
      await expectRefused(claimant, await receiptOf(id), revoked);
    });

    it('H76 of another app: 422 receipt_wrong_app', async () => {
      const strange = await service.control.receipt([await buy()], 'com.example.stranger');
      await expectRefused(claimant, strange, { status: 422, code: 'receipt_wrong_app' });
    });

    it('H76 of the sandbox, which Apple says by 21007: 422 receipt_sandbox', async () => {
      const receipt = await receiptOf(await buy({ environment: 'sandbox' }));
      await expectRefused(claimant, receipt, { status: 422, code: 'receipt_sandbox' });
    });

    it('H70 H72 the receipt of another player: 409', async () => {
      const other = await signIn(service);
      const thief = { ...claimant, player: other };
      const receipt = await receiptOf(await buy());
      await expectRefused(thief, receipt, { status: 409, code: 'receipt_account_mismatch' });
      const ofNobody = await receiptOf(await buy({ accountToken: undefined }));
      expect((await claim(claimant, ofNobody)).body.status).toBe('credited');
      await expectRefused(thief, ofNobody, { status: 409, code: 'receipt_already_used' });
    });

    it('H75 only what a relative shares: 422 family_shared_not_allowed', async () => {
      const receipt = await receiptOf(await buy({ ownership: 'FAMILY_SHARED' }));
      await expectRefused(claimant, receipt, { status: 422, code: 'family_shared_not_allowed' });
    });

    it.each(NUMBERS)('H76 Apple says %i: %i %s', async (number, status, code) => {
      const receipt = await receiptOf(await buy());
      front.spoil(ASKING, answering(200, { status: number }));
      await expectRefused(claimant, receipt, { status, code });
      front.heal();
      // What was refused by Apple's bad moment is credited when that is over.
      if (status === 503) expect((await claim(claimant, receipt)).body.status).toBe('credited');
    });

    it.each([
      ['an empty receipt', DEMO_ANSWER],
      ['another environment than was asked', { ...DEMO_ANSWER, environment: 'Sandbox' }],
      ['the environment of Xcode', { ...DEMO_ANSWER, environment: 'Xcode' }],
    ])('H76 Apple shows %s: 422 receipt_invalid', async (_name, body) => {
      const receipt = await receiptOf(await buy());
      front.spoil(ASKING, answering(200, body));
      await expectRefused(claimant, receipt, { status: 422, code: 'receipt_invalid' });
    });

    it.each([
      ['is gone', answering(404, '<html>Not found</html>')],
      ['is gone for good', answering(410, '')],
      ['moved away', answering(301, '', { location: 'https://example.com/' })],
      ['answers with a page', answering(200, '<html>')],
      ['answers with another shape', answering(200, { data: [] })],
      [
        'shows a receipt without a list',
        answering(200, { ...DEMO_ANSWER, receipt: { bundle_id: 'com.example.demo' } }),
      ],
    ])(
      'H76 the endpoint %s: 503 store_unavailable, and nothing is decided',
      async (_name, answer) => {
        const receipt = await receiptOf(await buy());
        front.spoil(ASKING, answer);
        await expectRefused(claimant, receipt, { status: 503, code: 'store_unavailable' });
        front.heal();
        expect((await claim(claimant, receipt)).body.status).toBe('credited');
      },
    );

    it('H77 a receipt of a cheap pack that was altered to a dear one: 422', async () => {
      const [cheap, dear] = ['com.example.demo.gems100', 'com.example.demo.gems500'];
      const receipt = alteredReceipt(await receiptOf(await buy()), cheap, dear);
      await expectRefused(claimant, receipt, { status: 422, code: 'receipt_invalid' });
    });

    it.each(FAKE_STORE_PROOFS)('H77 %s: 422 receipt_invalid', async (_name, proof) => {
      await expectRefused(claimant, proof, { status: 422, code: 'receipt_invalid' });
    });

    it('leaves sound books', () => expectSoundBooks(service));
  },
);
