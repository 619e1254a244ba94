import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessSecret, processSecretOf } from './process-secret.js';

describe('the process secret', () => {
  const secret = new ProcessSecret('a secret of at least 32 characters');

  it('derives one key for each purpose, always the same', () => {
    expect(secret.derive('a')).toEqual(secret.derive('a'));
    expect(secret.derive('a')).not.toEqual(secret.derive('b'));
    expect(secret.derive('a')).toHaveLength(32);
  });

  it('opens what it sealed for the same purpose, and nothing that was changed', () => {
    const sealed = secret.seal('account', 'plain 💎');
    expect(secret.open('account', sealed)).toBe('plain 💎');
    expect(secret.seal('account', 'plain 💎')).not.toBe(sealed);
    expect(() => secret.open('other', sealed)).toThrow();
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      bytes[at]! ^= 1;
      expect(() => secret.open('account', `v1.${bytes.toString('base64url')}`)).toThrow();
      bytes[at]! ^= 1;
    }
  });

  it('is made once in development, for its owner alone', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'gemtill-'));
    const first = processSecretOf({ secretKey: null, dataDir });
    const again = processSecretOf({ secretKey: null, dataDir });
    expect(again.derive('a')).toEqual(first.derive('a'));
    expect(statSync(join(dataDir, 'secret-key')).mode & 0o777).toBe(0o600);
    rmSync(dataDir, { recursive: true });
  });
});
