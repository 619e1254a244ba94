import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import { CompactSign, decodeJwt } from 'jose';
import { forgeries, signTruly } from '../forgery.js';
import { makeChainBelow } from '../pki/certificate-chain.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { chainHeader } from './signed-data.js';

const bundleId = 'com.example.demo';
const appAppleId = 1000000001;
const invalidApp = 3;

describe("What Apple's own verifier checks, and what it leaves to others", () => {
  let simulator: SimulatorInTest;
  let root: Buffer;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    root = simulator.chain.root.certificate;
  });
  afterAll(() => simulator.close());

  const verifier = (environment = Environment.PRODUCTION, number = appAppleId) =>
    new SignedDataVerifier([root], false, environment, bundleId, number);
  const transaction = async () =>
    (await simulator.control.buy({ store: 'apple', productId: 'gems' })).proof!;
  async function notification(environment: 'production' | 'sandbox' = 'production') {
    const wish = { store: 'apple' as const, type: 'test', environment };
    return (await simulator.control.tell(wish)).signedPayload!;
  }

  it('accepts a notification of its own environment and app', async () => {
    const production = await notification();
    await expect(verifier().verifyAndDecodeNotification(production)).resolves.toMatchObject({
      notificationType: 'TEST',
      version: '2.0',
    });
    await expect(
      verifier(Environment.PRODUCTION, 7).verifyAndDecodeNotification(production),
    ).rejects.toMatchObject({ status: invalidApp });
    const sandbox = await notification('sandbox');
    await expect(
      verifier(Environment.SANDBOX).verifyAndDecodeNotification(sandbox),
    ).resolves.toBeDefined();
    await expect(verifier().verifyAndDecodeNotification(sandbox)).rejects.toBeDefined();
  });

  it('takes neither a notification for a transaction nor the reverse', async () => {
    await expect(verifier().verifyAndDecodeTransaction(await notification())).rejects.toMatchObject(
      { status: invalidApp },
    );
    await expect(verifier().verifyAndDecodeNotification(await transaction())).rejects.toMatchObject(
      { status: invalidApp },
    );
  });

  it('looks at its own root, not at the one that a signature brings along', async () => {
    const { chain } = simulator;
    const payload = decodeJwt(await transaction());
    const [leaf, intermediate] = chainHeader(chain);
    const signed = await new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', x5c: [leaf!, intermediate!, 'AAAA'] })
      .sign(chain.leaf.privateKey);
    await expect(verifier().verifyAndDecodeTransaction(signed)).resolves.toBeDefined();
  });

  it('asks without a network whether a certificate was valid when it signed', async () => {
    const lifetime = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') };
    const expired = await makeChainBelow(simulator.chain.root, lifetime);
    const payload = decodeJwt(await transaction());
    const inTime = { ...payload, signedDate: Date.parse('2020-06-01') };
    await expect(
      verifier().verifyAndDecodeTransaction(await signTruly(expired, inTime)),
    ).resolves.toBeDefined();
    await expect(
      verifier().verifyAndDecodeTransaction(await signTruly(expired, payload)),
    ).rejects.toBeDefined();
  });

  it('does not look into what a notification carries, so that whoever credits has to', async () => {
    const bought = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    const { data } = await simulator.control.notifications({ purchase: bought.id });
    const told = decodeJwt<{ data: object }>(data[0]!.signedPayload!);
    const signedTransactionInfo = await forgeries.unsigned!(simulator.chain, {
      transactionId: '1',
    });
    const forged = { ...told, data: { ...told.data, signedTransactionInfo } };
    const signed = await signTruly(simulator.chain, forged);
    const read = await verifier().verifyAndDecodeNotification(signed);
    await expect(
      verifier().verifyAndDecodeTransaction(read.data!.signedTransactionInfo!),
    ).rejects.toBeDefined();
  });

  it('takes a transaction for a renewal, so that whoever credits must not mix them up', async () => {
    await expect(verifier().verifyAndDecodeRenewalInfo(await transaction())).resolves.toMatchObject(
      { productId: 'gems' },
    );
  });

  it.each([Environment.XCODE, Environment.LOCAL_TESTING])(
    'believes anything in %s, so that no server may ever run like that',
    async (environment) => {
      const payload = { ...decodeJwt(await transaction()), environment };
      const unsigned = await forgeries.unsigned!(simulator.chain, payload);
      await expect(
        verifier(environment).verifyAndDecodeTransaction(unsigned),
      ).resolves.toMatchObject({ environment });
    },
  );
});
