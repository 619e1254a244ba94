import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { readOrMakeSecret } from '../secret-file.js';
import { type CertificateChain, type CertifiedKey, makeChain } from './certificate-chain.js';

type Stored = Record<keyof CertificateChain, { certificate: string; privateKey: string }>;

/** The chain of the simulator whose state is in `folder`, made at its first start. */
export async function openChain(folder: string): Promise<CertificateChain> {
  const stored = await readOrMakeSecret<Stored>(join(folder, 'chain.json'), async () => {
    const chain = await makeChain();
    return {
      root: store(chain.root),
      intermediate: store(chain.intermediate),
      leaf: store(chain.leaf),
    };
  });
  return {
    root: restore(stored.root),
    intermediate: restore(stored.intermediate),
    leaf: restore(stored.leaf),
  };
}

function store(key: CertifiedKey): Stored['root'] {
  return {
    certificate: key.certificate.toString('base64'),
    privateKey: key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function restore(stored: Stored['root']): CertifiedKey {
  return {
    certificate: Buffer.from(stored.certificate, 'base64'),
    privateKey: createPrivateKey(stored.privateKey),
  };
}
