import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { forgeries, lies, signTruly } from '../forgery.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';

const accountToken = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const day = 24 * 3600 * 1000;

describe("Apple's own verifier", () => {
  let simulator: SimulatorInTest;
  let production: SignedDataVerifier;
  let sandbox: SignedDataVerifier;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    const response = await fetch(`${simulator.url}/pki/root.der`);
    const root = Buffer.from(await response.arrayBuffer());
    const bundle = 'com.example.demo';
    sandbox = new SignedDataVerifier([root], false, Environment.SANDBOX, bundle);
    production = new SignedDataVerifier([root], false, Environment.PRODUCTION, bundle, 1000000001);
  });
  afterAll(() => simulator.close());

  async function buy(environment = 'production'): Promise<string> {
    const request = {
      store: 'apple' as const,
      productId: 'com.example.demo.gems500',
      accountToken,
    };
    return (await simulator.control.buy({ ...request, environment })).proof!;
  }

  it('accepts a production purchase and reads what was bought', async () => {
    const bought = await simulator.control.buy({
      store: 'apple',
      productId: 'com.example.demo.gems500',
      accountToken: accountToken.toUpperCase(),
      quantity: 3,
    });
    const transaction = await production.verifyAndDecodeTransaction(bought.proof!);
    expect(transaction).toMatchObject({
      transactionId: bought.id,
      originalTransactionId: bought.id,
      bundleId: 'com.example.demo',
      productId: 'com.example.demo.gems500',
      quantity: 3,
      type: 'Consumable',
      appAccountToken: accountToken,
      inAppOwnershipType: 'PURCHASED',
      environment: 'Production',
      transactionReason: 'PURCHASE',
      storefront: 'USA',
      price: 4990,
      currency: 'USD',
    });
    expect(transaction).not.toHaveProperty('revocationDate');
  });

  it('accepts a sandbox purchase only in the sandbox', async () => {
    const proof = await buy('Sandbox');
    await expect(sandbox.verifyAndDecodeTransaction(proof)).resolves.toMatchObject({
      environment: 'Sandbox',
    });
    await expect(production.verifyAndDecodeTransaction(proof)).rejects.toMatchObject({
      status: 4,
    });
  });

  it('reads the refunded share in what is signed after the refund', async () => {
    const bought = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    const refunded = await simulator.control.refund(bought.id, { percentage: 37.5 });
    const after = await production.verifyAndDecodeTransaction(refunded.proof!);
    expect(after).toMatchObject({
      revocationType: 'REFUND_PRORATED',
      revocationPercentage: 37_500,
      revocationReason: 0,
    });
    expect(after.revocationDate).toBeGreaterThanOrEqual(after.purchaseDate!);
    const whole = await simulator.control.refund(bought.id);
    expect(decodeJwt(whole.proof!)).toMatchObject({
      revocationType: 'REFUND_FULL',
      revocationPercentage: 100_000,
    });
    expect(whole.state).toBe('refunded');
  });

  it('accepts what is signed after the virtual clock was moved', async () => {
    const { now } = await simulator.control.advanceClock(40 * day);
    const transaction = await production.verifyAndDecodeTransaction(await buy());
    expect(transaction.signedDate).toBeGreaterThanOrEqual(Date.parse(now));
  });

  it('finds three certificates and the algorithm in the header, and nothing else', async () => {
    const header = decodeProtectedHeader(await buy());
    expect(Object.keys(header).sort()).toEqual(['alg', 'x5c']);
    expect(header.x5c).toHaveLength(3);
  });

  it.each(Object.keys(forgeries))('refuses the forgery %s', async (name) => {
    const payload = decodeJwt(await buy());
    await expect(
      production.verifyAndDecodeTransaction(await signTruly(simulator.chain, payload)),
    ).resolves.toBeDefined();
    const forged = await forgeries[name]!(simulator.chain, payload);
    await expect(production.verifyAndDecodeTransaction(forged)).rejects.toMatchObject({
      status: expect.any(Number),
    });
  });

  it.each([
    'otherBundle',
    'withoutEnvironment',
    'xcodeEnvironment',
    'localTestingEnvironment',
    'numericTransactionId',
  ])('refuses the truly signed lie %s', async (name) => {
    const payload = lies[name]!(decodeJwt(await buy()));
    const signed = await signTruly(simulator.chain, payload);
    await expect(production.verifyAndDecodeTransaction(signed)).rejects.toMatchObject({
      status: expect.any(Number),
    });
  });

  it.each(['withoutTransactionId', 'negativeQuantity', 'unknownType', 'familyShared'])(
    'accepts the truly signed lie %s, so that the service has to look',
    async (name) => {
      const payload = lies[name]!(decodeJwt(await buy()));
      const signed = await signTruly(simulator.chain, payload);
      await expect(production.verifyAndDecodeTransaction(signed)).resolves.toEqual(payload);
    },
  );
});
