import { createPublicKey, verify } from 'node:crypto';
import type { PurchaseView } from '../control/purchase-view.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';

describe('What a device holds of a Google purchase', () => {
  let simulator: SimulatorInTest;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    await simulator.control.register({ title: 'second', packageName: 'com.example.second' });
  });
  afterAll(() => simulator.close());

  const buy = (extra: object = {}) =>
    simulator.control.buy({ store: 'google', productId: 'gems', ...extra });
  const keyOf = async (title: string) => {
    const path = `/license-keys?title=${title}`;
    type Keys = { data: { packageName: string; publicKey: string }[] };
    const { data } = await simulator.control.call<Keys>('GET', path);
    return data[0]!;
  };
  const read = ({ purchaseJson }: PurchaseView) => JSON.parse(purchaseJson!);

  /** As an app checks it, with the key that it copied from the Play Console. */
  async function isSigned({ purchaseJson, signature }: PurchaseView, title = 'demo') {
    const der = Buffer.from((await keyOf(title)).publicKey, 'base64');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const bytes = Buffer.from(signature!, 'base64');
    return verify('RSA-SHA1', Buffer.from(purchaseJson!), key, bytes);
  }

  it('says what was bought, signed by the key of its app and no other', async () => {
    const bought = await buy({ quantity: 3, accountToken });
    expect(read(bought)).toEqual({
      orderId: bought.orderId,
      packageName: 'com.example.demo',
      productId: 'gems',
      purchaseTime: Date.parse(bought.purchasedAt!),
      purchaseState: 0,
      purchaseToken: bought.purchaseToken,
      quantity: 3,
      acknowledged: false,
      obfuscatedAccountId: accountToken,
    });
    const other = await buy({ title: 'second' });
    expect(read(other).packageName).toBe('com.example.second');
    expect([await isSigned(bought), await isSigned(other, 'second')]).toEqual([true, true]);
    expect([await isSigned(bought, 'second'), await isSigned(other)]).toEqual([false, false]);
    const changed = bought.purchaseJson!.replace('"quantity":3', '"quantity":9');
    expect(await isSigned({ ...bought, purchaseJson: changed })).toBe(false);
  });

  it('follows the purchase as far as a device hears of it', async () => {
    const waiting = await buy({ state: 'pending' });
    expect(read(waiting)).toMatchObject({ purchaseState: 4 });
    expect(read(waiting)).not.toHaveProperty('orderId');
    const paid = await simulator.control.settle(waiting.id);
    expect(read(paid)).toMatchObject({ purchaseState: 0, orderId: paid.orderId });
    const finished = await simulator.control.finish(waiting.id);
    expect(read(finished)).toMatchObject({ acknowledged: true });
    const refunded = await simulator.control.refund(waiting.id);
    expect(refunded.purchaseJson).toBe(finished.purchaseJson);
    expect(await isSigned(refunded)).toBe(true);
    const declined = await simulator.control.cancel((await buy({ state: 'pending' })).id);
    expect(declined).toMatchObject({ purchaseJson: null, signature: null });
  });

  it('names all products of a purchase of several', async () => {
    const lineItems = [{ productId: 'gems', quantity: 2 }, { productId: 'potion' }];
    const bought = await buy({ productId: undefined, lineItems });
    expect(read(bought)).toMatchObject({ productIds: ['gems', 'potion'], quantity: 3 });
  });

  it('keeps the key of an app, and is not in lists or at Apple', async () => {
    const bought = await buy();
    simulator = await simulator.restart();
    expect(await isSigned(bought)).toBe(true);
    const { data } = await simulator.control.call<{ data: object[] }>('GET', '/purchases');
    for (const one of data) expect(one).not.toHaveProperty('signature');
    const apple = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    expect(apple).not.toHaveProperty('purchaseJson');
  });
});
