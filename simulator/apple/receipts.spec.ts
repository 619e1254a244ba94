import { ReceiptUtility } from '@apple/app-store-server-library';
import { extract } from 'node-apple-receipt-verify';
import type { PurchaseView } from '../control/purchase-view.js';
import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

describe('The endpoint of old receipts', () => {
  let simulator: SimulatorInTest;
  let apple: Credentials['apple'];

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    apple = (await simulator.control.credentials()).apple;
  });
  afterAll(() => simulator.close());
  afterEach(() => simulator.control.healStores());

  const buy = (extra: object = {}): Promise<PurchaseView> =>
    simulator.control.buy({ store: 'apple', productId: 'gems', legacyReceipt: true, ...extra });

  async function verify(
    body: object | string,
    environment: 'production' | 'sandbox' = 'production',
  ) {
    const response = await fetch(apple.verifyReceiptUrls[environment], {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
    const answer: any = await response.json();
    return { httpStatus: response.status, answer };
  }

  it('explains a receipt of several transactions in texts, as its old clients expect', async () => {
    const one = await buy({ quantity: 3 });
    const other = await buy({ productId: 'potion' });
    await simulator.control.refund(other.id, { reason: 1 });
    const receipt = await simulator.control.receipt([one.id, other.id]);
    const { answer } = await verify({ 'receipt-data': receipt, password: apple.sharedSecret });
    expect(answer).toMatchObject({
      status: 0,
      environment: 'Production',
      receipt: {
        receipt_type: 'Production',
        adam_id: 1000000001,
        bundle_id: 'com.example.demo',
        in_app: [
          {
            quantity: '3',
            product_id: 'gems',
            transaction_id: one.id,
            original_transaction_id: one.id,
            purchase_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Etc\/GMT$/),
            purchase_date_ms: String(Date.parse(one.purchasedAt!)),
            purchase_date_pst: expect.stringMatching(/ America\/Los_Angeles$/),
            is_trial_period: 'false',
          },
          {
            transaction_id: other.id,
            cancellation_date_ms: expect.stringMatching(/^\d{13}$/),
            cancellation_reason: '1',
          },
        ],
      },
    });
    expect(answer.receipt.in_app[0]).not.toHaveProperty('cancellation_date');
  });

  it('is understood by the widespread client of old receipts', async () => {
    const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
    const [one, other] = [await buy({ quantity: 3, accountToken }), await buy()];
    await simulator.control.refund(other.id, { reason: 1 });
    const { refund } = await simulator.control.purchase(other.id);
    const receipt = await simulator.control.receipt([one.id, other.id]);
    const { answer } = await verify({ 'receipt-data': receipt });
    const about = { bundleId: 'com.example.demo', productId: 'gems' };
    const entries = await extract({ response: answer, extended: true });
    const sorted = [one, other].map(({ id }) =>
      entries!.find((entry) => entry?.transactionId === id),
    );
    expect(sorted).toMatchObject([
      {
        ...about,
        quantity: 3,
        purchaseDate: Date.parse(one.purchasedAt!),
        appAccountToken: accountToken,
      },
      {
        ...about,
        quantity: 1,
        cancellationDate: Date.parse(refund!.refundedAt),
        cancellationReason: '1',
      },
    ]);
    expect(sorted[0]).not.toHaveProperty('cancellationDate');
  });

  it('writes receipts in which Apple’s own tool finds the transaction', async () => {
    const { id, receipt } = await buy();
    expect(new ReceiptUtility().extractTransactionIdFromAppReceipt(receipt!)).toBe(id);
    const plain = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    expect(plain).not.toHaveProperty('receipt');
  });

  it('sends a receipt to the environment that it is from', async () => {
    const sandbox = await buy({ environment: 'sandbox' });
    const production = await buy();
    const ask = async (receipt: string | undefined, environment: 'production' | 'sandbox') =>
      (await verify({ 'receipt-data': receipt }, environment)).answer.status;
    expect(await ask(sandbox.receipt, 'production')).toBe(21007);
    expect(await ask(production.receipt, 'sandbox')).toBe(21008);
    expect(await ask(sandbox.receipt, 'sandbox')).toBe(0);
    const { answer } = await verify({ 'receipt-data': sandbox.receipt }, 'sandbox');
    expect(answer).toMatchObject({
      environment: 'Sandbox',
      receipt: { receipt_type: 'ProductionSandbox', adam_id: 0 },
    });
  });

  it('says nothing against a receipt of another app: who asks has to look', async () => {
    const { id } = await buy();
    const receipt = await simulator.control.receipt([id], 'com.example.stranger');
    const { answer } = await verify({ 'receipt-data': receipt });
    expect(answer).toMatchObject({ status: 0, receipt: { bundle_id: 'com.example.stranger' } });
  });

  it('names what is wrong by its old numbers', async () => {
    const { receipt } = await buy();
    const bytes = Buffer.from(receipt!, 'base64');
    const at = bytes.indexOf('com.example.demo');
    const changed = Buffer.from(bytes);
    changed.write('com.example.d3mo', at);
    const other = await startSimulatorInTest();
    const stranger = await other.control.buy({
      store: 'apple',
      productId: 'gems',
      legacyReceipt: true,
    });
    await other.close();
    const cases: [string, object | string, number][] = [
      ['no JSON', '{"receipt-data', 21002],
      ['nothing', '', 21002],
      ['no receipt', {}, 21002],
      ['no base64', { 'receipt-data': '***' }, 21002],
      ['some other base64', { 'receipt-data': 'AAAA' }, 21002],
      ['half a receipt', { 'receipt-data': receipt!.slice(0, 400) }, 21002],
      ['a changed receipt', { 'receipt-data': changed.toString('base64') }, 21003],
      ['a receipt of another store', { 'receipt-data': stranger.receipt }, 21003],
      ['another secret', { 'receipt-data': receipt, password: 'secret' }, 21004],
    ];
    for (const [what, body, status] of cases) {
      expect([what, (await verify(body)).answer]).toEqual([what, { status }]);
    }
    const got = await fetch(apple.verifyReceiptUrls.production);
    expect(await got.json()).toEqual({ status: 21000 });
  });

  it('is unavailable when a test wants it to be', async () => {
    const { receipt } = await buy();
    const endpoint = 'apple.verifyReceipt';
    await simulator.control.breakStore({ endpoint, kind: 'status', status: 503, times: 1 });
    expect(await verify({ 'receipt-data': receipt })).toEqual({
      httpStatus: 503,
      answer: { status: 21005 },
    });
    expect((await verify({ 'receipt-data': receipt })).answer.status).toBe(0);
  });

  it('does not know the account of a receipt whose purchases are gone', async () => {
    const { chain } = simulator;
    const { writeReceipt } = await import('./receipt.js');
    const bought = await buy();
    const gone = {
      ...bought,
      id: '4799999999999999',
      createdAt: 1,
      purchasedAt: 1,
    } as never;
    const about = {
      environment: 'production',
      bundleId: 'com.example.demo',
      createdAt: 1,
    } as const;
    const receipt = writeReceipt(chain, about, [gone]);
    expect((await verify({ 'receipt-data': receipt })).answer).toEqual({ status: 21010 });
  });

  it('still knows a receipt when the leaf was changed, and after a restart', async () => {
    const { receipt } = await buy();
    await simulator.control.changeLeaf('rotate');
    expect((await verify({ 'receipt-data': receipt })).answer.status).toBe(0);
    simulator = await simulator.restart();
    apple = (await simulator.control.credentials()).apple;
    expect((await verify({ 'receipt-data': receipt })).answer.status).toBe(0);
  });

  it('makes no receipt of two apps or two environments, which no device would hold', async () => {
    const app = { bundleId: 'com.example.quest', appAppleId: 5 };
    await simulator.control.register({ title: 'quest', ...app });
    const own = await buy();
    const alien = await buy({ title: 'quest' });
    const sandbox = await buy({ environment: 'sandbox' });
    for (const ids of [
      [own.id, alien.id],
      [alien.id, own.id],
      [own.id, sandbox.id],
    ]) {
      await expect(simulator.control.receipt(ids)).rejects.toThrow(/422.*transactionIds\/1/);
    }
    await expect(
      simulator.control.receipt([own.id, sandbox.id], 'com.example.stranger'),
    ).rejects.toThrow('422');
    for (const [{ id }, environment] of [
      [alien, 'production'],
      [sandbox, 'sandbox'],
    ] as const) {
      const again = await buy({ title: 'quest' });
      const ids = environment === 'production' ? [id, again.id] : [id];
      const receipt = await simulator.control.receipt(ids);
      const { answer } = await verify({ 'receipt-data': receipt }, environment);
      expect(answer.receipt.in_app).toHaveLength(ids.length);
      const other = environment === 'production' ? 'sandbox' : 'production';
      const { status } = (await verify({ 'receipt-data': receipt }, other)).answer;
      expect(status).toBe(environment === 'production' ? 21008 : 21007);
    }
  });

  it('leaves out what is of the other environment, in a receipt of an earlier version', async () => {
    const { writeReceipt } = await import('./receipt.js');
    const [own, sandbox] = [await buy(), await buy({ environment: 'sandbox' })];
    const stored = [own, sandbox].map((one) => ({ ...one, createdAt: 1, purchasedAt: 1 })) as never;
    const about = {
      environment: 'production',
      bundleId: 'com.example.demo',
      createdAt: 1,
    } as const;
    const receipt = writeReceipt(simulator.chain, about, stored);
    const { answer } = await verify({ 'receipt-data': receipt });
    const ids = answer.receipt.in_app.map((one: { transaction_id: string }) => one.transaction_id);
    expect(ids).toEqual([own.id]);
  });

  it('makes no receipt of what was never paid', async () => {
    const waiting = await buy({ state: 'pending' });
    expect(waiting).not.toHaveProperty('receipt');
    await expect(simulator.control.receipt([waiting.id])).rejects.toThrow('/transactionIds/0');
  });
});
