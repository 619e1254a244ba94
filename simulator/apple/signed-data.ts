import { CompactSign } from 'jose';
import type { CertificateChain } from '../pki/certificate-chain.js';

/** Signs a payload as the App Store does: ES256, with the whole chain in the header. */
export function signData(chain: CertificateChain, payload: object): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', x5c: chainHeader(chain) })
    .sign(chain.leaf.privateKey);
}

/** The certificates as a signature names them: leaf first, plain base64 of DER. */
export function chainHeader(chain: CertificateChain): string[] {
  return [chain.leaf, chain.intermediate, chain.root].map((key) =>
    key.certificate.toString('base64'),
  );
}
