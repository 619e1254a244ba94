import {
  createHash,
  type ECKeyPairOptions,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { join } from 'node:path';
import type { MakeRsaKey } from './rsa-key.js';
import { readOrMakeSecret } from './secret-file.js';

/** An API key of App Store Connect; the studio holds the private half, Apple the public one. */
export interface AppleApiKey {
  issuerId: string;
  keyId: string;
  privateKey: string;
  publicKey: string;
}

/** A Google service account that may use every app of the studio. */
export interface ServiceAccount {
  clientEmail: string;
  privateKeyId: string;
  privateKey: string;
  publicKey: string;
}

export interface DeveloperAccount {
  apple: AppleApiKey;
  google: ServiceAccount;
}

/** The studio's accounts at both stores, made at the first start. */
export function openDeveloperAccount(
  folder: string,
  makeRsaKey: MakeRsaKey,
): Promise<DeveloperAccount> {
  return readOrMakeSecret(join(folder, 'developer-account.json'), async () => {
    const { publicKey, privateKey } = await makeRsaKey();
    return {
      apple: {
        issuerId: randomUUID(),
        keyId: randomBytes(5).toString('hex').toUpperCase(),
        ...generateKeyPairSync('ec', ellipticOptions),
      },
      google: {
        clientEmail: 'store-simulator@test-only.iam.gserviceaccount.com',
        privateKeyId: randomBytes(20).toString('hex'),
        publicKey: publicKey.export(pem.publicKeyEncoding).toString(),
        privateKey: privateKey.export(pem.privateKeyEncoding).toString(),
      },
    };
  });
}

/**
 * What Apple calls the app-specific shared secret: by it the endpoint of old receipts knows the
 * studio. Derived from the key, so that an older folder has one as well.
 */
export function sharedSecretOf({ apple }: DeveloperAccount): string {
  const digest = createHash('sha256').update(`shared secret\n${apple.privateKey}`).digest('hex');
  return digest.slice(0, 32);
}

const pem = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;
const ellipticOptions: ECKeyPairOptions<'pem', 'pem'> = { namedCurve: 'P-256', ...pem };
