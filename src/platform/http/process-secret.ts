import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';

/**
 * The one secret of the installation, from which every key is derived for its purpose alone, so
 * that no two uses share a key. All instances on one database need the same secret.
 */
export class ProcessSecret {
  readonly #root: Buffer;

  constructor(root: string) {
    if (root.length < 32) throw new Error('the secret must have at least 32 characters');
    this.#root = Buffer.from(root, 'utf8');
  }

  /** 32 bytes for one purpose, by HKDF-SHA256 (RFC 5869). Always the same for the same purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#root, 'gemtill', purpose, 32));
  }

  /** Encrypts for storage with AES-256-GCM; the purpose is bound to the text. */
  seal(purpose: string, plain: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.derive(`seal ${purpose}`), nonce);
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /**
   * Opens what `seal` wrote for the same purpose; throws when it was changed or is of another
   * secret.
   */
  open(purpose: string, sealed: string): string {
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    if (!sealed.startsWith('v1.') || bytes.length < 28) throw new Error('not a sealed text');
    const key = this.derive(`seal ${purpose}`);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    return plain.toString('utf8');
  }
}

/**
 * The configured secret; in development one that is made at the first start and kept in `dataDir`.
 */
export function processSecretOf(
  configuration: Pick<Configuration, 'secretKey' | 'dataDir'>,
): ProcessSecret {
  return new ProcessSecret(configuration.secretKey ?? keptSecret(configuration.dataDir));
}

function keptSecret(folder: string): string {
  const file = join(folder, 'secret-key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    // The flag makes one of two processes that start at once the maker; the other reads.
    writeFileSync(file, randomBytes(48).toString('base64'), { flag: 'wx', mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
