import { forgeries, lies, signTruly } from '../../simulator/forgery.js';
import { type Claimant, claim, expectRefused } from '../support/claims.js';
import { sampledDatabases } from '../support/databases.js';
import {
  CHANGES_REFUSED,
  HUGE_CHAINS,
  LIES_REFUSED,
  mixed,
  type Payload,
  payloadOf,
  STRANGE_CHAINS,
  signedBelow,
  signedBesideGarbage,
  signedForOtherUse,
  withChain,
} from '../support/forged-proofs.js';
import { ask, type Player, PRODUCTS, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { type Studio, studioOf } from '../support/studio.js';

/**
 * S01 to S38 are the questions that Apple's own verifier was asked, in the order of its notes:
 * some of what it accepts must not be credited, and here nothing of that is.
 */
const FORGED: Readonly<Record<string, string>> = {
  unsigned: 'H56 S08 alg none',
  hmacWithLeafKey: 'H56 S09 HS256 by the public key of the leaf',
  ownRootOfTheSameName: 'H57 S15 an own root with the same names',
  ownChainBesideOurRoot: 'H57 S16 an own chain with our root appended',
  ourChainWithOwnKey: 'H57 S17 our chain and another key',
  leafUsedAsIntermediate: 'H57 a leaf that issues certificates',
  leafWithoutMarker: 'H59 S18 a leaf without its marker',
  leafWithOtherMarker: 'H59 S18 a leaf with the marker of another kind of certificate',
  intermediateWithoutMarker: 'H59 S20 an intermediate without its marker',
  intermediateWithoutAuthority: 'H59 S21 an intermediate that may not issue',
  expiredChain: 'H60 S22 a chain that had expired when it signed',
  chainOfTwo: 'H61 S23 two certificates',
  chainOfFour: 'H61 four certificates',
  withoutChain: 'H61 S24 no certificates',
  chainOfGarbage: 'H61 certificates of garbage',
  tamperedPayload: 'H62 S06 a changed payload',
  tamperedSignature: 'H62 S07 a changed signature',
  notSignedData: 'no signed data',
};
const LIED: Readonly<Record<string, string>> = {
  withoutTransactionId: 'S29 no transaction id',
  numericTransactionId: 'S25 a number for a transaction id',
  withoutProductId: 'no product',
  withoutEnvironment: 'S14 no environment',
  xcodeEnvironment: 'H65 S13 the environment Xcode',
  localTestingEnvironment: 'H65 the environment LocalTesting',
  otherBundle: 'H66 S10 another bundle id',
  negativeQuantity: 'S30 a negative quantity',
  zeroQuantity: 'none of it',
  hugeQuantity: 'a billion of it',
  fractionalQuantity: 'one and a half of it',
  unknownType: 'S31 a type that nobody knows',
  familyShared: 'H75 shared by a relative',
};
const MINUTE_MS = 60_000;

describe.each(sampledDatabases('last'))('Apple transactions through HTTP, on $name', (database) => {
  let service: ServiceInTest;
  let studio: Studio;
  let player: Player;
  let claimant: Claimant;
  /** What a device would truly hold of a payment of this player that nobody claimed yet. */
  let payload: Payload;

  beforeAll(async () => {
    service = await startService(database);
    studio = studioOf(service);
    player = await signIn(service);
    claimant = { service, store: 'apple', player };
    await player.fund(100);
    payload = payloadOf((await player.pay(500)).proof);
  });
  afterAll(async () => {
    await service?.close();
  });

  const buy = (wish: object = {}) =>
    service.control.buy({
      store: 'apple',
      productId: PRODUCTS.apple[100],
      accountToken: player.accountToken,
      ...wish,
    });
  const fresh = async (change: Payload = {}): Promise<Payload> => ({
    ...payloadOf((await buy()).proof),
    ...change,
  });
  const invalid = { status: 422, code: 'receipt_invalid' };

  describe('forged', () => {
    it('has a name for every forgery and every lie that the simulator knows', () => {
      expect(Object.keys(FORGED).sort()).toEqual(Object.keys(forgeries).sort());
      expect(Object.keys(LIED).sort()).toEqual(Object.keys(lies).sort());
    });

    it.each(Object.keys(FORGED).map((name) => [FORGED[name]!, name]))(
      '%s: 422 receipt_invalid',
      async (_row, name) => {
        const forged = await forgeries[name]!(service.chain, payload);
        await expectRefused(claimant, forged, invalid);
      },
    );

    it.each([
      ['S34', 'Xcode'],
      ['S35', 'LocalTesting'],
    ])('H65 %s unsigned, of %s: 422 receipt_invalid', async (_row, environment) => {
      const forged = await forgeries.unsigned!(service.chain, { ...payload, environment });
      await expectRefused(claimant, forged, invalid);
    });

    it('H59 S19 a leaf that is marked for another use: 422 receipt_invalid', async () => {
      const forged = await signedForOtherUse(service.chain, payload);
      await expectRefused(claimant, forged, invalid);
    });

    it.each(['headerOfOther', 'payloadOfOther', 'signatureOfOther'] as const)(
      'H62 the %s of two true transactions: 422 receipt_invalid',
      async (part) => {
        const both = await mixed(service.chain, payload, await fresh());
        await expectRefused(claimant, both[part], invalid);
      },
    );

    it.each(STRANGE_CHAINS)('H61 %s in the header: 422 receipt_invalid', async (_row, change) => {
      const signed = await signTruly(service.chain, payload);
      await expectRefused(claimant, withChain(signed, change), invalid);
    });

    it.each(HUGE_CHAINS)('H61 %s: 413, and others are answered meanwhile', async (_row, change) => {
      const huge = withChain(await signTruly(service.chain, payload), change);
      const flood = Array.from({ length: 8 }, () => claim(claimant, huge));
      const other = await player.send('/wallet');
      expect(other.status).toBe(200);
      for (const { status, body } of await Promise.all(flood)) {
        expect([status, body.code]).toEqual([413, 'body_too_large']);
      }
      await expectRefused(claimant, huge, { status: 413, code: 'body_too_large' });
    });

    it('H61 a proof that is longer than any of Apple: 422 too_long', async () => {
      const long = { status: 422, code: 'too_long' };
      await expectRefused(claimant, `${'A'.repeat(200_001)}.B.C`, long);
    });
  });

  describe('truly signed and not to be credited', () => {
    it.each(Object.keys(LIED).map((name) => [LIED[name]!, LIES_REFUSED[name]!, name]))(
      '%s: 422 %s',
      async (_row, code, name) => {
        const signed = await signTruly(service.chain, lies[name]!(payload));
        await expectRefused(claimant, signed, { status: 422, code });
      },
    );

    it.each(CHANGES_REFUSED)('%s: 422', async (_row, change, code) => {
      const signed = await signTruly(service.chain, { ...payload, ...change });
      await expectRefused(claimant, signed, { status: 422, code });
    });

    it('S26 a notification: 422 receipt_invalid', async () => {
      const { signedPayload } = await service.control.tell({ store: 'apple', type: 'test' });
      await expectRefused(claimant, signedPayload!, invalid);
      const about = await service.control.tell({
        store: 'apple',
        type: 'ONE_TIME_CHARGE',
        purchase: (await buy()).id,
      });
      await expectRefused(claimant, about.signedPayload!, invalid);
    });

    it('S33 the renewal of a subscription: 422 receipt_invalid', async () => {
      const { transactionId, ...rest } = payload;
      const renewal = { ...rest, originalTransactionId: transactionId, autoRenewStatus: 1 };
      await expectRefused(claimant, await signTruly(service.chain, renewal), invalid);
    });

    it('H66 S10 of another title: 422 receipt_wrong_app', async () => {
      const bundleId = 'com.example.other';
      await service.control.register({ title: 'other', bundleId, appAppleId: 1_000_000_002 });
      const { proof } = await buy({ title: 'other' });
      await expectRefused(claimant, proof!, { status: 422, code: 'receipt_wrong_app' });
    });

    it('H67 S11 S12 of the other environment, both ways: 422 receipt_sandbox', async () => {
      const tester = await signIn(service, { key: 'pk_demo_sandbox' });
      const sandbox = await buy({
        environment: 'sandbox',
        accountToken: tester.accountToken,
      });
      const wrong = { status: 422, code: 'receipt_sandbox' };
      await expectRefused(claimant, sandbox.proof!, wrong);
      const toTester = { service, store: 'apple', player: tester } as const;
      await expectRefused(toTester, (await buy()).proof!, wrong);
      // For those who test there is a wallet of their own, and nothing leads out of it.
      expect((await claim(toTester, sandbox.proof!)).body.status).toBe('credited');
      expect((await tester.gems()).paid).toBe(100);
      const [seen] = await studioOf(service, 'sk_demo_sandbox').payments({ player: tester.id });
      expect(seen).toMatchObject({ status: 'credited', environment: 'sandbox' });
      expect(await studio.payments({ order: sandbox.id })).toEqual([]);
    });

    it('H69 given back before it was claimed: 422 purchase_revoked, recorded', async () => {
      const { id } = await buy();
      const { proof } = await service.control.refund(id);
      const revoked = { status: 422, code: 'purchase_revoked', recorded: true };
      await expectRefused(claimant, proof!, revoked);
      await expectRefused(claimant, proof!, { ...revoked, recorded: false });
      expect(await studio.payments({ order: id })).toMatchObject([
        { status: 'rejected', reason: 'purchase_revoked', player: player.id, grants: {} },
      ]);
    });

    it('H72 for another player: 409 receipt_account_mismatch', async () => {
      const other = await signIn(service);
      const { proof } = await other.pay();
      const mismatch = { status: 409, code: 'receipt_account_mismatch' };
      await expectRefused(claimant, proof!, mismatch);
      expect((await claim({ ...claimant, player: other }, proof!)).body.status).toBe('credited');
      await expectRefused(claimant, proof!, mismatch);
    });

    it('H73 of a product that the catalog lacks: 422 product_unknown, recorded', async () => {
      const { proof, id } = await buy({ productId: 'com.example.demo.gems9' });
      const unknown = { status: 422, code: 'product_unknown', recorded: true };
      await expectRefused(claimant, proof!, unknown);
      expect(await studio.payments({ order: id })).toMatchObject([
        { status: 'rejected', reason: 'product_unknown', grants: {} },
      ]);
    });

    it('H73 a durable, twice: 422 product_type_unsupported each time', async () => {
      const { proof } = await buy({ type: 'Non-Consumable' });
      const unsupported = { status: 422, code: 'product_type_unsupported' };
      await expectRefused(claimant, proof!, unsupported);
      await expectRefused(claimant, proof!, unsupported);
    });
  });

  describe('true', () => {
    const credited = async (proof: string, gems: number) => {
      const before = (await player.gems()).paid;
      const answer = await claim(claimant, proof);
      expect([answer.status, answer.body.status]).toEqual([200, 'credited']);
      expect((await player.gems()).paid).toBe(before + gems);
      return answer.body;
    };

    it('S01 S03 a transaction of the production environment is credited', async () => {
      await credited((await buy()).proof!, 100);
    });

    it('S04 is credited whatever stands in place of the root in its header', async () => {
      await credited(await signedBesideGarbage(service.chain, await fresh()), 100);
    });

    it('S05 is credited when its chain expired after it had signed', async () => {
      const times = { notBefore: new Date('2020-01-01'), notAfter: new Date('2022-01-01') };
      const old = { signedDate: Date.parse('2021-06-01'), purchaseDate: Date.parse('2021-06-01') };
      await credited(await signedBelow(service.chain, await fresh(old), times), 100);
    });

    it('H60 is credited when the clock of its signer is four minutes ahead', async () => {
      const ahead = await fresh({ signedDate: Date.now() + 4 * MINUTE_MS });
      await credited(await signTruly(service.chain, ahead), 100);
    });

    it('S36 S37 nobody is asked whether a certificate was revoked', async () => {
      await credited(await signedBelow(service.chain, await fresh(), {}), 100);
      await service.control.breakStore({ endpoint: 'apple.ocsp', kind: 'outage' });
      await credited((await buy()).proof!, 100);
      await service.control.healStores();
    });

    it('S38 what was signed by a leaf before its revocation stays good, and so does its heir', async () => {
      const { proof } = await buy();
      await service.control.changeLeaf('revoke');
      await credited(proof!, 100);
      await service.control.changeLeaf('rotate');
      await credited((await buy()).proof!, 100);
    });

    it('H68 an older proof after a refund: 200, refunded, and nothing is credited', async () => {
      const { id, proof } = await buy();
      const { payment } = await credited(proof!, 100);
      const refund = await service.control.refund(id);
      const told = await claim(claimant, refund.proof!);
      expect([told.status, told.body.payment.status]).toEqual([200, 'refunded']);
      const wallet = (await player.send('/wallet')).text;
      const older = await claim(claimant, proof!);
      expect([older.status, older.body.status]).toEqual([200, 'already_credited']);
      expect(older.body.payment).toMatchObject({ id: payment.id, status: 'refunded' });
      expect((await player.send('/wallet')).text).toBe(wallet);
      const { steps } = await studio.payment(payment.id);
      expect(steps.map(({ to }: { to: string }) => to)).toEqual(['credited', 'refunded']);
    });

    it('H70 by another player: 409 receipt_already_used, and nobody is named', async () => {
      const { proof } = await buy({ accountToken: undefined });
      await credited(proof!, 100);
      const other = await signIn(service);
      const thief = { ...claimant, player: other };
      await expectRefused(thief, proof!, { status: 409, code: 'receipt_already_used' });
      const { text } = await claim(thief, proof!);
      expect(text).not.toContain(player.id);
      expect(text).not.toContain(player.accountToken);
    });

    it('H71 by the same player again, under the same key and a new one: 200', async () => {
      const { id, proof } = await buy();
      const body = { store: 'apple', proof };
      const first = await player.send('/topups', body, 'same-key-of-h71');
      expect([first.status, first.body.status]).toEqual([200, 'credited']);
      const wallet = (await player.send('/wallet')).text;
      const again = await player.send('/topups', body, 'same-key-of-h71');
      expect([again.status, again.text, again.replayed]).toEqual([200, first.text, true]);
      // The device may hold another signature of the same transaction by then.
      const resigned = (await service.control.purchase(id)).proof;
      for (const each of [proof, resigned]) {
        const other = await player.send('/topups', { store: 'apple', proof: each });
        expect([other.status, other.body.status]).toEqual([200, 'already_credited']);
        expect(other.body.payment).toEqual(first.body.payment);
      }
      expect((await player.send('/wallet')).text).toBe(wallet);
      expect(await studio.payments({ order: id })).toHaveLength(1);
    });

    it('H72 one that names nobody is credited, and the studio sees that', async () => {
      const bound = await buy();
      await credited(bound.proof!, 100);
      const unbound = await buy({ accountToken: undefined });
      await credited(unbound.proof!, 100);
      const seen = async (order: string) => (await studio.payments({ order }))[0];
      expect(await seen(bound.id)).toMatchObject({ accountBound: true });
      expect(await seen(unbound.id)).toMatchObject({ accountBound: false, player: player.id });
    });
  });

  describe('at the address for notifications', () => {
    const post = (signedPayload: unknown) =>
      ask(service.url, '/notifications/apple/demo', { body: { signedPayload } });
    const kept = () => service.books.count('SELECT id FROM store_notification');

    it('S02 a notification: 200', async () => {
      const { signedPayload } = await service.control.tell({ store: 'apple', type: 'test' });
      expect((await post(signedPayload)).status).toBe(200);
    });

    it('S27 a transaction: 401 signature_invalid', async () => {
      const before = await kept();
      const answer = await post((await buy()).proof);
      expect([answer.status, answer.body.code]).toEqual([401, 'signature_invalid']);
      expect(await kept()).toBe(before);
    });
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
