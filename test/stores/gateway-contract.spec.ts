import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import {
  STORES,
  type Store,
  type StoreGateway,
  StoreRefused,
  StoreUnavailable,
} from '../../src/stores/store-gateway.js';
import { storeGateways } from '../../src/stores/stores.module.js';
import {
  clock,
  demo,
  demoSandbox,
  openStoresInTest,
  type StoresInTest,
  unregistered,
} from './stores-in-test.js';

const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const refused = (code: string) => ({ outcome: 'refused', code });
/** An Ask to Buy of Apple is nothing on the device until somebody agrees. */
const provesWhilePending: Record<Store, boolean> = { apple: false, google: true };

describe.each(STORES)('The gateway to %s', (store) => {
  let stores: StoresInTest;
  let gateway: StoreGateway;

  const newGateway = (): StoreGateway =>
    storeGateways(stores.newAccounts(), clock).find((each) => each.store === store)!;
  const buy = (wish: Omit<PurchaseRequest, 'store'> = {}): Promise<PurchaseView> =>
    stores.simulator.control.buy({ store, productId: 'gems_500', ...wish });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
  });
  beforeEach(() => {
    stores.front.heal();
    gateway = newGateway();
  });
  afterAll(() => stores.close());

  it('tells everything about a purchase', async () => {
    const before = Date.now();
    const bought = await buy({ accountToken: accountToken.toUpperCase() });
    const verification = await gateway.verify(demo, bought.proof!);
    expect(verification).toEqual({
      outcome: 'verified',
      purchase: {
        store,
        environment: 'production',
        storeTransactionId: bought.id,
        storeOrderId: store === 'apple' ? bought.id : bought.orderId,
        state: 'purchased',
        lines: [{ productId: 'gems_500', quantity: 1 }],
        accountToken,
        price: store === 'apple' ? { currency: 'USD', micros: 4_990_000 } : null,
        country: store === 'apple' ? 'USA' : 'US',
        purchasedAt: expect.any(Number),
        consumed: false,
      },
    });
    const { purchasedAt } = (verification as { purchase: { purchasedAt: number } }).purchase;
    expect(purchasedAt).toBeGreaterThanOrEqual(before);
    expect(purchasedAt).toBeLessThanOrEqual(Date.now());
  });

  it('tells the quantity', async () => {
    const { proof } = await buy({ quantity: 3 });
    expect(await gateway.verify(demo, proof!)).toMatchObject({
      purchase: { lines: [{ productId: 'gems_500', quantity: 3 }] },
    });
  });

  it('names nobody when the game named nobody', async () => {
    const { proof } = await buy();
    expect(await gateway.verify(demo, proof!)).toMatchObject({ purchase: { accountToken: null } });
  });

  it('says the same however often and at once it is asked', async () => {
    const { proof } = await buy();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => gateway.verify(demo, proof!)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ outcome: 'verified' });
  });

  it('does not call a pending purchase purchased, until it is settled', async () => {
    const pending = await buy({ state: 'pending' });
    if (provesWhilePending[store]) {
      expect(await gateway.verify(demo, pending.proof!)).toMatchObject({
        purchase: { state: 'pending', purchasedAt: null },
      });
    } else {
      expect(pending.proof ?? null).toBeNull();
    }
    const settled = await stores.simulator.control.settle(pending.id);
    expect(await gateway.verify(demo, settled.proof!)).toMatchObject({
      purchase: { storeTransactionId: pending.id, state: 'purchased' },
    });
  });

  it('tells that a pending purchase was cancelled', async () => {
    const pending = await buy({ state: 'pending' });
    const cancelled = await stores.simulator.control.cancel(pending.id);
    if (!provesWhilePending[store]) {
      expect(cancelled.proof ?? null).toBeNull();
      return;
    }
    expect(await gateway.verify(demo, cancelled.proof!)).toMatchObject({
      purchase: { state: 'cancelled' },
    });
  });

  it('tells that a purchase was given back', async () => {
    const { id } = await buy();
    const { proof } = await stores.simulator.control.refund(id);
    expect(await gateway.verify(demo, proof!)).toMatchObject({
      outcome: 'verified',
      purchase: { storeTransactionId: id, state: 'revoked' },
    });
  });

  it('refuses a purchase of the other environment, both ways', async () => {
    const sandbox = await buy({ environment: 'sandbox' });
    const production = await buy();
    expect(await gateway.verify(demo, sandbox.proof!)).toEqual(refused('receipt_sandbox'));
    expect(await gateway.verify(demoSandbox, production.proof!)).toEqual(
      refused('receipt_sandbox'),
    );
    expect(await gateway.verify(demoSandbox, sandbox.proof!)).toMatchObject({
      purchase: { environment: 'sandbox', state: 'purchased' },
    });
  });

  it('refuses a purchase of another app', async () => {
    const { proof } = await buy({ title: 'other' });
    expect(await gateway.verify(demo, proof!)).toEqual(refused('receipt_wrong_app'));
  });

  it('refuses a title that does not sell there', async () => {
    const { proof } = await buy();
    expect(await gateway.verify(unregistered, proof!)).toEqual(refused('store_not_configured'));
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
  ])('refuses garbage', async (garbage) => {
    expect(await gateway.verify(demo, garbage)).toEqual(refused('receipt_invalid'));
  });

  it('cannot tell while the store is down, and can when it is back', async () => {
    const bought = await buy();
    stores.front.breakDown();
    expect(await gateway.verify(demo, bought.proof!)).toEqual({
      outcome: 'unavailable',
      storeTransactionId: store === 'google' ? bought.id : null,
    });
    stores.front.heal();
    expect(await gateway.verify(demo, bought.proof!)).toMatchObject({ outcome: 'verified' });
  });

  it('waits no longer than five seconds', async () => {
    const { proof } = await buy();
    await gateway.verify(demo, (await buy()).proof!);
    stores.front.fallAsleep();
    const fresh = newGateway();
    const started = performance.now();
    expect(await fresh.verify(demo, proof!)).toMatchObject({ outcome: 'unavailable' });
    expect(performance.now() - started).toBeLessThan(5_500);
  }, 10_000);

  it('finishes a purchase once, however often it is told to', async () => {
    const bought = await buy({ quantity: 2 });
    const lines = [{ productId: 'gems_500', quantity: 2 }];
    const payment = { storeTransactionId: bought.id, lines };
    await gateway.finish(demo, payment);
    await gateway.finish(demo, payment);
    const after = await stores.simulator.control.purchase(bought.id);
    expect(after).toMatchObject({ consumed: gateway.finishes });
    expect(await gateway.verify(demo, after.proof!)).toMatchObject({
      purchase: { state: 'purchased', consumed: gateway.finishes },
    });
  });

  it('says which failure to finish is final', async () => {
    if (!gateway.finishes) return;
    const lines = [{ productId: 'gems_500', quantity: 1 }];
    const finish = (storeTransactionId: string) =>
      gateway.finish(demo, { storeTransactionId, lines });
    const bought = await buy();
    const pending = await buy({ state: 'pending' });
    const given = await stores.simulator.control.refund((await buy()).id);
    await expect(finish(given.id)).rejects.toThrow(StoreRefused);
    await expect(finish('unknown')).rejects.toThrow(StoreRefused);
    await expect(finish('../orders')).rejects.toThrow(StoreRefused);
    await expect(finish((await buy({ title: 'other' })).id)).rejects.toThrow(StoreRefused);
    await expect(finish(pending.id)).rejects.toThrow(StoreUnavailable);
    stores.front.breakDown();
    await expect(finish(bought.id)).rejects.toThrow(StoreUnavailable);
  });

  it('believes a simulator that was reset, and no longer the one before', async () => {
    const old = await buy();
    expect(await gateway.verify(demo, old.proof!)).toMatchObject({ outcome: 'verified' });
    await stores.reset();
    const renewed = await buy();
    expect(await gateway.verify(demo, renewed.proof!)).toMatchObject({
      purchase: { storeTransactionId: renewed.id },
    });
    expect(await gateway.verify(demo, old.proof!)).toEqual(refused('receipt_invalid'));
  });
});
