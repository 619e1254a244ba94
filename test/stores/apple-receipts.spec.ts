import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { StoreGateway, StoreScope, Verification } from '../../src/stores/store-gateway.js';
import { answering } from './store-front.js';
import {
  accountToken,
  demo,
  demoEither,
  demoSandbox,
  gatewayTo,
  openStoresInTest,
  purchaseIn,
  type StoresInTest,
  shown,
} from './stores-in-test.js';

type Fields = Record<string, unknown>;

const refused = (code: string) => ({ outcome: 'refused', code });
const unavailable = { outcome: 'unavailable', storeTransactionId: null };
const WHOLE = { parts: 1, of: 1 };

describe('A receipt of StoreKit 1', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;
  /** A true receipt of one purchase, and what Apple answers to it. */
  let receipt: string;
  let answer: Fields & { receipt: Fields & { in_app: Fields[] } };

  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({ store: 'apple', productId: 'gems_500', ...wish });
  const verify = (text: string, scope: StoreScope = demo): Promise<Verification> =>
    gateway.verify(scope, shown(text));
  const asked = () => stores.front.count(/verifyReceipt/);

  /** The true receipt, to which Apple answers something else. */
  function answered(change: Fields, scope: StoreScope = demo): Promise<Verification> {
    stores.front.spoil(/verifyReceipt/, answering(200, { ...answer, ...change }));
    return verify(receipt, scope);
  }
  /** As `answered`, with other entries in the receipt. */
  function holding(entries: Fields[], change: Fields = {}): Promise<Verification> {
    return answered({ receipt: { ...answer.receipt, in_app: entries, ...change } });
  }
  const entry = (change: Fields = {}): Fields => ({ ...answer.receipt.in_app[0]!, ...change });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
    const { apple } = await stores.simulator.control.credentials();
    receipt = String((await buy({ legacyReceipt: true })).receipt);
    const response = await fetch(apple.verifyReceiptUrls.production, {
      method: 'POST',
      body: JSON.stringify({ 'receipt-data': receipt, password: apple.sharedSecret }),
    });
    answer = (await response.json()) as typeof answer;
  });
  beforeEach(() => {
    stores.front.heal();
    stores.front.heard.length = 0;
    gateway = gatewayTo('apple', stores);
  });
  afterAll(() => stores.close());

  it('is believed when it is true: the refusals below have their named cause', async () => {
    expect(purchaseIn(await answered({}))).toMatchObject({ state: 'purchased' });
    expect(purchaseIn(await holding([entry()]))).toMatchObject({ state: 'purchased' });
  });

  it('holds several purchases, of which each is told with its own state', async () => {
    const wish = { accountToken };
    const bought = [await buy(wish), await buy({ ...wish, quantity: 3 }), await buy(wish)];
    await stores.simulator.control.refund(bought[2]!.id);
    const ids = bought.map((each) => each.id);
    const verification = await verify(await stores.simulator.control.receipt(ids));
    if (verification.outcome !== 'verified') throw new Error(JSON.stringify(verification));
    const seen = verification.purchases.map(({ storeTransactionId, state, lines }) => [
      storeTransactionId,
      state,
      lines[0]!.quantity,
    ]);
    expect(seen).toEqual([
      [ids[0], 'purchased', 1],
      [ids[1], 'purchased', 3],
      [ids[2], 'revoked', 1],
    ]);
    for (const purchase of verification.purchases) expect(purchase.accountToken).toBe(accountToken);
  });

  it('may hold five hundred', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => String(9_000 + index));
    const verification = await holding(ids.map((id) => entry({ transaction_id: id })));
    if (verification.outcome !== 'verified') throw new Error(JSON.stringify(verification));
    expect(verification.purchases.map((each) => each.storeTransactionId)).toEqual(ids);
  });

  const cancelled = { cancellation_date_ms: '1767225600000', cancellation_reason: '1' };
  /** The server API does not know this one, so that the receipt alone speaks. */
  const old = { transaction_id: '9001', original_transaction_id: '9000' };

  it.each([
    ['the first', [entryOf(old, cancelled)], [entryOf(old)]],
    ['the second', [entryOf(old)], [entryOf(old, cancelled)]],
    ['the same twice', [entryOf(old, cancelled), entryOf(old)], []],
  ])('tells a purchase once, and as given back when %s list says so', async (_name, one, other) => {
    const complete = (fields: Fields) => entry(fields);
    const verification = await answered({
      receipt: { ...answer.receipt, in_app: one.map(complete) },
      latest_receipt_info: other.map(complete),
    });
    expect(purchaseIn(verification)).toMatchObject({
      storeTransactionId: '9001',
      storeOrderId: '9000',
      state: 'revoked',
      lines: [{ refunded: WHOLE }],
      refundReason: 'customer',
      refundedAt: 1_767_225_600_000,
    });
  });

  it('has its refunds in part told by the server API, which alone knows shares', async () => {
    const { id } = await buy();
    await stores.simulator.control.refund(id, { percentage: 40 });
    const text = await stores.simulator.control.receipt([id]);
    expect(purchaseIn(await verify(text))).toMatchObject({
      state: 'purchased',
      lines: [{ refunded: { parts: 40_000, of: 100_000 } }],
    });
    stores.front.spoil(/inApps/, answering(500));
    expect(await verify(text)).toEqual(unavailable);
  });

  it.each<[string, Fields, string]>([
    ['with an id of letters', { transaction_id: 'com.apple.1' }, 'receipt_invalid'],
    ['with an id that is a UUID', { transaction_id: accountToken }, 'receipt_invalid'],
    ['a subscription', { expires_date_ms: '1767225600000' }, 'product_type_unsupported'],
    [
      'shared by a relative',
      { in_app_ownership_type: 'FAMILY_SHARED' },
      'family_shared_not_allowed',
    ],
    ['none', { quantity: '0' }, 'quantity_unsupported'],
    ['less than none', { quantity: '-1' }, 'quantity_unsupported'],
    ['eleven', { quantity: '11' }, 'quantity_unsupported'],
    ['of no quantity', { quantity: undefined }, 'quantity_unsupported'],
  ])('holds one purchase, %s: it is refused, and beside another it is left out', async (...row) => {
    const [, change, code] = row;
    const odd = entry({ transaction_id: '9001', ...change });
    expect(await holding([odd])).toEqual(refused(code));
    expect(purchaseIn(await holding([odd, entry()]))).toMatchObject({ state: 'purchased' });
  });

  it.each<[string, unknown]>([
    ['nothing', []],
    ['no list', undefined],
    ['a list of nothing', [null]],
    ['a list of texts', ['a']],
    ['an object', {}],
  ])('holds %s: nothing is credited', async (_name, inApp) => {
    const verification = await answered({ receipt: { ...answer.receipt, in_app: inApp } });
    expect(verification.outcome).not.toBe('verified');
  });

  it.each<[string, Fields, string]>([
    [
      'another app',
      { receipt: { bundle_id: 'com.example.other', in_app: [] } },
      'receipt_wrong_app',
    ],
    ['another environment than was asked', { environment: 'Sandbox' }, 'receipt_invalid'],
  ])('is genuine and says %s', async (_name, change, code) => {
    expect(await answered(change)).toEqual(refused(code));
  });

  it('of another app is refused although Apple calls it genuine', async () => {
    const { id } = await buy();
    const other = await stores.simulator.control.receipt([id], 'com.example.other');
    expect(await verify(other)).toEqual(refused('receipt_wrong_app'));
  });

  it.each([
    [21_002, 'receipt_invalid', 2], // Apple says so in a bad moment, too
    [21_003, 'receipt_invalid', 1],
    [21_006, 'product_type_unsupported', 1],
    [21_010, 'receipt_invalid', 1],
  ])('with status %i is refused', async (status, code, times) => {
    expect(await answered({ status })).toEqual(refused(code));
    expect(asked()).toBe(times);
  });

  it('with status 21002 once is asked about again', async () => {
    stores.front.spoil(/verifyReceipt/, answering(200, { status: 21_002 }), 1);
    expect(purchaseIn(await verify(receipt))).toMatchObject({ state: 'purchased' });
  });

  it.each([
    21_000,
    21_001,
    21_004,
    21_005,
    21_009,
    21_100,
    21_199,
    21_500,
    7,
    '0',
    null,
    undefined,
  ])('with status %p is not refused: the store cannot tell now', async (status) => {
    expect(await answered({ status })).toEqual(unavailable);
  });

  it.each([21_007, 21_008])('is asked about in both environments at most: %i', async (status) => {
    expect(await answered({ status })).toEqual(unavailable);
    expect(await answered({ status }, demoSandbox)).toEqual(unavailable);
    expect(asked()).toBe(3); // each of them says once "elsewhere" where it can be believed
  });

  it('is asked about in its caller’s environment first, and then in the other', async () => {
    const sandbox = await buy({ environment: 'sandbox', legacyReceipt: true });
    expect(await verify(String(sandbox.receipt))).toEqual(refused('receipt_sandbox'));
    expect(stores.front.apiCalls()).toEqual([
      'POST /production/verifyReceipt',
      'POST /sandbox/verifyReceipt',
    ]);
    stores.front.heard.length = 0;
    expect(purchaseIn(await verify(String(sandbox.receipt), demoSandbox))).toMatchObject({
      environment: 'sandbox',
    });
    expect(stores.front.apiCalls()).toEqual(['POST /sandbox/verifyReceipt']);
    expect(purchaseIn(await verify(String(sandbox.receipt), demoEither))).toMatchObject({
      environment: 'sandbox',
    });
  });

  it.each([
    ['gone', answering(410, '<html>Gone</html>')],
    ['not found', answering(404, '')],
    ['not allowed', answering(403)],
    ['moved', answering(302, '', { location: 'https://example.com' })],
    ['a page', answering(200, '<html>')],
    ['half an answer', answering(200, '{"status": 0, "receipt": {"bundle_id": "com.exa')],
    ['nothing', answering(200, '')],
    ['a number', answering(200, '0')],
    ['too much', answering(200, `{"status":0,"padding":"${'x'.repeat(2_000_000)}"}`)],
  ])('has an endpoint that is %s: nothing is refused by it', async (_name, response) => {
    stores.front.spoil(/verifyReceipt/, response);
    expect(await verify(receipt)).toEqual(unavailable);
  });

  it.each([
    ['a JSON object', Buffer.from('{"status":0}').toString('base64')],
    ['a static receipt of a cracked device', 'ewoJInNpZ25hdHVyZSIgPSAiQXBkeEpkdE53UFUyckE1L2Nu'],
    [
      'another object of PKCS #7',
      Buffer.from('300b06092a864886f70d010701', 'hex').toString('base64'),
    ],
    ['a receipt in another alphabet', '-_-_'],
    ['a receipt in pieces', 'MIIT\nMIIT'],
    ['too long a receipt', `MIITtQYJKoZIhvcNAQcC${'A'.repeat(200_000)}`],
  ])('is none: %s, of which Apple hears nothing', async (_name, text) => {
    expect(await verify(text)).toEqual(refused('receipt_invalid'));
    expect(asked()).toBe(0);
  });

  it('is none of Apple’s when it was changed or signed by somebody else', async () => {
    const bytes = Buffer.from(receipt, 'base64');
    bytes[bytes.indexOf('com.example.demo')] = 'C'.charCodeAt(0);
    expect(await verify(bytes.toString('base64'))).toEqual(refused('receipt_invalid'));
    expect(asked()).toBeGreaterThan(0);
  });

  it('goes to Apple with the secret, and everything in it', async () => {
    let sent = '';
    const { fetch } = globalThis;
    jest.spyOn(globalThis, 'fetch').mockImplementation((url, options) => {
      if (/verifyReceipt/.test(String(url))) sent = String(options?.body);
      return fetch(url, options);
    });
    await verify(receipt);
    jest.restoreAllMocks();
    const { apple } = await stores.simulator.control.credentials();
    expect(JSON.parse(sent)).toEqual({
      'receipt-data': receipt,
      password: apple.sharedSecret,
      'exclude-old-transactions': false,
    });
  });
});

function entryOf(...parts: Fields[]): Fields {
  return Object.assign({}, ...parts);
}
