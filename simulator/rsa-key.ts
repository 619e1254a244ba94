import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** Both halves of a key of 2048 bits. */
export interface RsaKey {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** Where such keys come from: they take a while, so tests have some ready. */
export type MakeRsaKey = () => Promise<RsaKey>;

export const makeRsaKey: MakeRsaKey = () =>
  promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
