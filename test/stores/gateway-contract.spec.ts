import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import type { Purchase, StoreGateway, StoreScope } from '../../src/stores/store-gateway.js';
import { storeGateways } from '../../src/stores/stores.module.js';
import {
  clock,
  demo,
  demoEither,
  demoSandbox,
  NOTHING,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  shown,
  unregistered,
} from './stores-in-test.js';
import { WAYS_TO_VERIFY } from './ways-to-verify.js';

const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const refused = (code: string) => ({ outcome: 'refused', code });

describe.each(WAYS_TO_VERIFY)('Verified at $name', (way) => {
  const { store } = way;
  let stores: StoresInTest;
  let gateway: StoreGateway;

  const newGateway = (): StoreGateway =>
    storeGateways(stores.newAccounts(way.googleVerifier), clock).find(
      (each) => each.store === store,
    )!;
  const buy = (wish: Omit<PurchaseRequest, 'store'> = {}): Promise<PurchaseView> =>
    stores.simulator.control.buy({ store, productId: 'gems_500', ...way.wish, ...wish });
  const verify = async (bought: PurchaseView, scope: StoreScope = demo) =>
    gateway.verify(scope, await way.proofOf(bought, stores));
  const verified = async (bought: PurchaseView): Promise<Purchase> =>
    purchaseIn(await verify(bought));

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
  });
  beforeEach(() => {
    stores.front.heal();
    gateway = newGateway();
  });
  afterAll(() => stores.close());

  it('a purchase tells everything of itself', async () => {
    const before = Date.now();
    const bought = await buy({ accountToken: accountToken.toUpperCase() });
    const purchase = await verified(bought);
    expect(purchase).toEqual({
      store,
      environment: 'production',
      storeTransactionId: bought.id,
      storeOrderId: store === 'apple' ? bought.id : bought.orderId,
      app: 'com.example.demo',
      state: 'purchased',
      lines: [{ productId: 'gems_500', quantity: 1, refunded: NOTHING }],
      accountToken: way.tellsOwner ? accountToken : null,
      price: way.tellsPrice ? { currency: 'USD', micros: 4_990_000 } : null,
      country: way.tellsCountry ? { apple: 'USA', google: 'US' }[store] : null,
      purchasedAt: expect.any(Number),
      consumed: false,
      acknowledged: false,
      paid: true,
      refundReason: null,
      refundedAt: null,
      asOf: expect.any(Number),
    });
    for (const time of [purchase.purchasedAt!, purchase.asOf]) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Date.now() + 100); // signatures may run a little ahead
    }
  });

  it('three are three', async () => {
    expect((await verified(await buy({ quantity: 3 }))).lines).toEqual([
      { productId: 'gems_500', quantity: 3, refunded: NOTHING },
    ]);
  });

  it('nobody is named when the game named nobody', async () => {
    expect((await verified(await buy())).accountToken).toBeNull();
  });

  it('the answer is the same however often and at once it is asked for', async () => {
    const proof = await way.proofOf(await buy(), stores);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => gateway.verify(demo, proof)),
    );
    const purchases = answers.map((answer) => ({ ...purchaseIn(answer), asOf: 0 }));
    expect(new Set(purchases.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('pending is not purchased, until it is settled', async () => {
    const pending = await buy({ state: 'pending' });
    if (way.provesPending) {
      expect(await verified(pending)).toMatchObject({ state: 'pending', purchasedAt: null });
    } else {
      expect(pending.proof).toBeNull();
    }
    const settled = await stores.simulator.control.settle(pending.id);
    expect(await verified(settled)).toMatchObject({
      storeTransactionId: pending.id,
      state: 'purchased',
    });
  });

  it('cancelled is not given back: nothing was paid', async () => {
    const { id } = await buy({ state: 'pending' });
    const cancelled = await stores.simulator.control.cancel(id);
    if (!way.provesPending) return expect(cancelled.proof).toBeNull();
    return expect(await verified(cancelled)).toMatchObject({
      state: 'cancelled',
      purchasedAt: null,
      lines: [{ refunded: NOTHING }],
      refundReason: null,
    });
  });

  it('what was given back is told as a whole, with when and why', async () => {
    const before = await verified(await buy());
    const refund = await stores.simulator.control.refund(before.storeTransactionId);
    const after = await verified(refund);
    const { parts, of } = after.lines[0]!.refunded;
    expect(after).toMatchObject({
      storeTransactionId: before.storeTransactionId,
      state: 'revoked',
      purchasedAt: before.purchasedAt,
      refundReason: expect.stringMatching(/^(customer|other)$/),
      refundedAt: Date.parse(refund.refund!.refundedAt),
    });
    expect(parts).toBe(of);
    expect(after.asOf).toBeGreaterThanOrEqual(before.asOf);
  });

  it('what was given back in part is told exactly, and the rest is still purchased', async () => {
    const bought = await buy({ quantity: 3 });
    const refund = await stores.simulator.control.refund(bought.id, way.part.wish);
    expect(await verified(refund)).toMatchObject({
      state: 'purchased',
      lines: [{ productId: 'gems_500', quantity: 3, refunded: way.part.share }],
      refundReason: expect.any(String),
      refundedAt: Date.parse(refund.refund!.refundedAt),
    });
    const whole = await verified(await stores.simulator.control.refund(bought.id));
    expect(whole.state).toBe('revoked');
    expect(whole.lines[0]!.refunded.parts).toBe(whole.lines[0]!.refunded.of);
  });

  it('a purchase of the other environment is refused, both ways', async () => {
    const sandbox = await buy({ environment: 'sandbox' });
    expect(await verify(sandbox)).toEqual(refused('receipt_sandbox'));
    expect(await verify(await buy(), demoSandbox)).toEqual(refused('receipt_sandbox'));
    for (const scope of [demoSandbox, demoEither]) {
      expect(purchaseIn(await verify(sandbox, scope))).toMatchObject({
        environment: 'sandbox',
        state: 'purchased',
      });
    }
  });

  it('a purchase of another title is refused', async () => {
    expect(await verify(await buy({ title: 'other' }))).toEqual(refused(way.otherApp));
  });

  it('a title that does not sell there is refused', async () => {
    expect(await verify(await buy(), unregistered)).toEqual(refused('store_not_configured'));
  });

  it.each([
    '',
    '.',
    '..',
    'a.b',
    'not.signed.data.',
    '../../orders/GPA.1',
    '{"transactionId":"1"}',
    'a?b#c%2f',
    '\u0000',
    '💎',
    'x'.repeat(1_000_000),
  ])('garbage is refused, and the store hears nothing of it', async (garbage) => {
    const { productId } = await way.proofOf(await buy(), stores);
    await gateway.verify(demo, shown('1')); // what is fetched at the first use is there
    stores.front.heard.length = 0;
    const verification = await gateway.verify(demo, { text: garbage, productId });
    expect(verification).toEqual(refused('receipt_invalid'));
    const asked = stores.front.heard.filter((each) => !/ \/(control|pki|token)\b/.test(each));
    // Three words with dots may be a token of Google: Google says that it is none.
    const mayAsk = store === 'google' && /^(a\.b|not\.signed\.data\.)$/.test(garbage);
    expect(asked).toHaveLength(mayAsk ? 1 : 0);
  });

  it('nothing can be told while the store is down, and everything when it is back', async () => {
    const bought = await buy();
    const proof = await way.proofOf(bought, stores);
    stores.front.breakDown();
    expect(await gateway.verify(demo, proof)).toEqual({
      outcome: 'unavailable',
      storeTransactionId: way.namesPurchase ? bought.id : null,
    });
    stores.front.heal();
    expect(await gateway.verify(demo, proof)).toMatchObject({ outcome: 'verified' });
  });

  it('a payment can be looked at again, in its own environment', async () => {
    const bought = await buy({ accountToken, quantity: 2, environment: 'sandbox' });
    const look = (scope: StoreScope) => gateway.look(scope, paymentOf(bought));
    expect(purchaseIn(await look(demoSandbox))).toMatchObject({
      storeTransactionId: bought.id,
      environment: 'sandbox',
      app: 'com.example.demo',
      state: 'purchased',
      accountToken,
      lines: [{ productId: 'gems_500', quantity: 2, refunded: NOTHING }],
    });
    await stores.simulator.control.refund(bought.id);
    expect(purchaseIn(await look(demoEither))).toMatchObject({ state: 'revoked' });
    expect(await look(unregistered)).toEqual(refused('store_not_configured'));
  });

  it('a payment that the store does not know is refused when it is looked at', async () => {
    const bought = await buy();
    const nowhere = gateway.look(demo, paymentOf(bought, { storeTransactionId: '10' }));
    expect(await nowhere).toEqual(refused('receipt_invalid'));
    const hostile = paymentOf(bought, { storeTransactionId: '../notifications/history' });
    stores.front.heard.length = 0;
    expect(await gateway.look(demo, hostile)).toEqual(refused('receipt_invalid'));
    expect(stores.front.heard).toEqual([]);
  });

  it('a simulator that was reset is believed, and the one before no longer', async () => {
    const old = await way.proofOf(await buy(), stores);
    expect(await gateway.verify(demo, old)).toMatchObject({ outcome: 'verified' });
    await stores.reset();
    const renewed = await buy();
    expect(await verified(renewed)).toMatchObject({ storeTransactionId: renewed.id });
    expect(await gateway.verify(demo, old)).toEqual(refused('receipt_invalid'));
  });
});

describe('Every way to verify', () => {
  it('ends within five seconds, also when nobody answers', async () => {
    const stores = await openStoresInTest();
    const questions = await Promise.all(
      WAYS_TO_VERIFY.map(async (way) => {
        const { store, wish } = way;
        const bought = await stores.simulator.control.buy({ store, productId: 'gems', ...wish });
        const accounts = stores.newAccounts(way.googleVerifier);
        const gateway = storeGateways(accounts, clock).find((each) => each.store === store)!;
        return { gateway, bought, proof: await way.proofOf(bought, stores) };
      }),
    );
    stores.front.fallAsleep();
    const started = performance.now();
    const answers = await Promise.all(
      questions.flatMap(({ gateway, bought, proof }) => [
        gateway.verify(demo, proof),
        gateway.look(demo, paymentOf(bought)),
      ]),
    );
    expect(performance.now() - started).toBeLessThan(5_500);
    expect(answers).toHaveLength(2 * WAYS_TO_VERIFY.length);
    for (const answer of answers) expect(answer).toMatchObject({ outcome: 'unavailable' });
    await stores.close();
  }, 10_000);
});
