import { signTruly } from '../../simulator/forgery.js';
import { makeChain } from '../../simulator/pki/certificate-chain.js';
import { AppleVerifier } from '../../src/stores/apple/apple-verifier.js';

/** Counts how often a chain of certificates is looked at; the library does it as ever. */
class CountingVerifier extends AppleVerifier {
  chains = 0;

  protected override verifyCertificateChain(
    ...of: Parameters<AppleVerifier['verifyCertificateChain']>
  ) {
    this.chains += 1;
    return super.verifyCertificateChain(...of);
  }
}

const payload = (transactionId: number) => ({
  transactionId: String(transactionId),
  signedDate: Date.now(),
});

describe('A chain of certificates', () => {
  it('is verified once for all that it signs, so that a payment costs one check of a signature', async () => {
    const chain = await makeChain();
    const verifier = new CountingVerifier(chain.root.certificate);
    for (let id = 0; id < 20; id++) {
      const signed = await signTruly(chain, payload(id));
      expect(await verifier.verify(signed)).toMatchObject({ transactionId: String(id) });
    }
    expect(verifier.chains).toBe(1);
  });

  it('is verified again when it is another one, and each time when it is not Apple’s', async () => {
    const [ours, foreign] = [await makeChain(), await makeChain()];
    const verifier = new CountingVerifier(ours.root.certificate);
    for (let time = 0; time < 3; time++) {
      expect(await verifier.verify(await signTruly(ours, payload(1)))).not.toBeNull();
      expect(await verifier.verify(await signTruly(foreign, payload(1)))).toBeNull();
    }
    expect(verifier.chains).toBe(1 + 3);
  });
});
