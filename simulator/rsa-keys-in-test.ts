import { createPrivateKey, createPublicKey } from 'node:crypto';
import { makeRsaKey, type RsaKey } from './rsa-key.js';

const ready: string[] = JSON.parse(process.env.TEST_RSA_KEYS ?? '[]');
let taken = 0;

/**
 * One of the keys that `test/make-rsa-keys.mjs` made before the first test: making one takes longer
 * than most tests. They come in turn, so that neighbouring simulators do not share one.
 */
export async function keyReadyForTests(): Promise<RsaKey> {
  if (ready.length === 0) return makeRsaKey();
  const privateKey = createPrivateKey(ready[taken++ % ready.length]!);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
