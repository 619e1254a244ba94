import { createPrivateKey, createPublicKey, generateKeyPair, sign } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readOrMakeSecret } from '../secret-file.js';

const modulusLength = 2048;

/**
 * The keys by which Google signs what a device holds, one for each app. Each is made when somebody
 * asks for the first time, which takes a while.
 */
export class LicenseKeys {
  private readonly made = new Map<string, Promise<{ privateKey: string }>>();

  constructor(private readonly folder: string) {}

  /** As the Play Console shows it to the studio: base64 of the public half in DER. */
  async publicKey(packageName: string): Promise<string> {
    const { privateKey } = await this.of(packageName);
    const key = createPublicKey(createPrivateKey(privateKey));
    return key.export({ type: 'spki', format: 'der' }).toString('base64');
  }

  /** Google's signature of what a device holds: RSA over SHA-1, in base64. */
  async signature(packageName: string, purchaseJson: string): Promise<string> {
    const { privateKey } = await this.of(packageName);
    return sign('RSA-SHA1', Buffer.from(purchaseJson), privateKey).toString('base64');
  }

  private of(packageName: string): Promise<{ privateKey: string }> {
    const known = this.made.get(packageName);
    if (known) return known;
    // A package name has only letters, digits, dots, lines and hyphens.
    const made = readOrMakeSecret(join(this.folder, `license-${packageName}.json`), makeKey);
    this.made.set(packageName, made);
    return made;
  }
}

async function makeKey(): Promise<{ privateKey: string }> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
