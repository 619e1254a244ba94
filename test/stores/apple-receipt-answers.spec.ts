import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { Purchase, StoreGateway, Verification } from '../../src/stores/store-gateway.js';
import { answering } from './store-front.js';
import {
  demo,
  gatewayTo,
  openStoresInTest,
  purchaseIn,
  type StoresInTest,
  shown,
} from './stores-in-test.js';

type Fields = Record<string, unknown>;

const unavailable = { outcome: 'unavailable', storeTransactionId: null };
const WHOLE = { parts: 1, of: 1 };
const asking = /inApps\/v1\/transactions\/\d+$/;

describe('What Apple answers to a receipt of StoreKit 1', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;
  /** A true receipt of one purchase. */
  let receipt: string;

  const entry = (change: Fields = {}): Fields => ({
    quantity: '1',
    product_id: 'gems_500',
    transaction_id: '9001',
    original_transaction_id: '9001',
    purchase_date_ms: '1767225600000',
    ...change,
  });
  const whole = (change: Fields = {}): Fields => ({
    status: 0,
    environment: 'Production',
    receipt: { bundle_id: 'com.example.demo', in_app: [entry()], ...change },
  });
  const control = () => stores.simulator.control;
  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    control().buy({ store: 'apple', productId: 'gems_500', notify: false, ...wish });
  function answered(body: Fields): Promise<Verification> {
    stores.front.spoil(/verifyReceipt/, answering(200, body));
    return gateway.verify(demo, shown(receipt));
  }
  async function purchasesIn(text: string): Promise<readonly Purchase[]> {
    const verification = await gateway.verify(demo, shown(text));
    if (verification.outcome !== 'verified') throw new Error(JSON.stringify(verification));
    return verification.purchases;
  }

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    receipt = String((await buy({ legacyReceipt: true })).receipt);
  });
  beforeEach(() => {
    stores.front.heal();
    stores.front.heard.length = 0;
    gateway = gatewayTo('apple', stores);
  });
  afterAll(() => stores.close());

  it('is believed when it is whole: the rows below have their named cause', async () => {
    expect(purchaseIn(await answered(whole()))).toMatchObject({ state: 'purchased' });
    const alone = { in_app: undefined, ...entry(), bundle_id: undefined, bid: 'com.example.demo' };
    expect(purchaseIn(await answered(whole(alone)))).toMatchObject({ storeTransactionId: '9001' });
  });

  it.each<[string, Fields]>([
    ['a status', { status: 0 }],
    ['a status and an environment', { status: 0, environment: 'Production' }],
    ['no receipt', { ...whole(), receipt: null }],
    ['a list for a receipt', { ...whole(), receipt: [] }],
    ['a text for a receipt', { ...whole(), receipt: 'ewoJ' }],
    ['no app', whole({ bundle_id: undefined })],
    ['an app that is no text', whole({ bundle_id: 7 })],
    ['no list of purchases', whole({ in_app: undefined })],
    ['null for a list of purchases', whole({ in_app: null })],
    ['an object for a list of purchases', whole({ in_app: { 0: entry() } })],
    ['a purchase that is none', whole({ in_app: [null] })],
    ['a purchase without its id', whole({ in_app: [entry({ transaction_id: undefined })] })],
    ['a purchase with an empty id', whole({ in_app: [entry({ transaction_id: '' })] })],
    ['a purchase with a number for its id', whole({ in_app: [entry({ transaction_id: 9001 })] })],
    ['a purchase without its product', whole({ in_app: [entry({ product_id: undefined })] })],
    ['a purchase with another shape', whole({ in_app: [{ id: 1 }] })],
    ['a good purchase beside half of one', whole({ in_app: [entry(), { quantity: '1' }] })],
    ['half of one in the other list', { ...whole(), latest_receipt_info: [{ quantity: '1' }] }],
  ])('may be half an answer, %s: nothing is refused by it, nor credited', async (_name, body) => {
    expect(await answered(body)).toEqual(unavailable);
    stores.front.heal();
    expect(purchaseIn(await gateway.verify(demo, shown(receipt)))).toMatchObject({
      state: 'purchased',
    });
  });

  it('may be whole and tell of no purchase', async () => {
    const refused = { outcome: 'refused', code: 'receipt_invalid' };
    expect(await answered(whole({ in_app: [] }))).toEqual(refused);
  });

  it.each<[string, Fields, number | null]>([
    ['a text', { cancellation_date_ms: '1767225601000' }, 1_767_225_601_000],
    ['a number', { cancellation_date_ms: 1_767_225_601_000 }, 1_767_225_601_000],
    ['words', { cancellation_date: '2026-01-01 00:00:01 Etc/GMT' }, null],
    ['words of California', { cancellation_date_pst: '2025-12-31 16:00:01 US/Pacific' }, null],
    ['something else', { cancellation_date_ms: {} }, null],
  ])('may tell the date of a refund as %s: it was given back', async (_name, change, at) => {
    const given = { state: 'revoked', lines: [{ refunded: WHOLE }], refundedAt: at };
    const odd = entry({ original_transaction_id: '9000', ...change });
    expect(purchaseIn(await answered(whole({ in_app: [odd] })))).toMatchObject(given);
    const twice = { ...whole(), latest_receipt_info: [odd] };
    expect(purchaseIn(await answered(twice))).toMatchObject(given);
    const alone = { in_app: undefined, ...odd };
    expect(purchaseIn(await answered(whole(alone)))).toMatchObject(given);
  });

  it.each([undefined, null, ''])('may tell no date of a refund, as %p', async (none) => {
    const odd = entry({ cancellation_date: none, cancellation_date_ms: none });
    expect(purchaseIn(await answered(whole({ in_app: [odd] })))).toMatchObject({
      state: 'purchased',
      refundedAt: null,
    });
  });

  it('may tell of very many refunds: Apple is asked for the newest, a few at a time', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 60; count++) {
      const { id } = await buy();
      await control().refund(id, { percentage: 40, notify: false });
      ids.push(id);
    }
    const good = await buy();
    const text = await control().receipt([...ids, good.id]);
    let open = 0;
    let most = 0;
    stores.front.intercept = ({ url }, response) => {
      if (!asking.test(url)) return false;
      open += 1;
      most = Math.max(most, open);
      response.on('finish', () => {
        open -= 1;
      });
      return false;
    };
    const purchases = await purchasesIn(text);
    // Of the older ones the share is not known here: others tell it, and nothing is guessed.
    const told = [...ids.slice(30), good.id];
    expect(purchases.map((each) => each.storeTransactionId)).toEqual(told);
    expect(stores.front.count(asking)).toBe(30);
    expect(most).toBeLessThanOrEqual(4);
    for (const { lines } of purchases.slice(0, 30)) {
      expect(lines[0]!.refunded).toEqual({ parts: 40_000, of: 100_000 });
    }
    expect(purchases.at(-1)).toMatchObject({ state: 'purchased' });
  });
});
