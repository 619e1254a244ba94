import { createHash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import type { Clock } from '../../kernel/clock.js';
import { CredentialsRefused } from '../credentials-refused.js';
import type { AppleApiKey } from '../title-stores.js';

const AUDIENCE = 'appstoreconnect-v1';
/** Apple allows an hour. */
const VALID_SECONDS = 10 * 60;
/** So long it is used again: a clock of ours or Apple's may be minutes off. */
const USED_SECONDS = 5 * 60;
const KEPT_MAX = 1_000;

interface Kept {
  readonly text: Promise<string>;
  readonly issuedAt: number;
}

/**
 * The bearer tokens of the App Store Server API. One serves all calls of five minutes for an app:
 * to open a key and to sign by it costs as much as all the rest of a call.
 */
export class AppleBearers {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  /** Throws `CredentialsRefused` when the key cannot sign. */
  async of(key: AppleApiKey, bundleId: string): Promise<string> {
    const now = Math.floor(this.clock.now() / 1_000);
    const name = nameOf(key, bundleId);
    const kept = this.#kept.get(name);
    // A clock that was set back makes it one of the future, which Apple takes for forged.
    const age = kept ? now - kept.issuedAt : -1;
    if (kept && age >= 0 && age < USED_SECONDS) return kept.text;
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
    const made: Kept = { text: signed(key, bundleId, now), issuedAt: now };
    this.#kept.set(name, made);
    made.text.catch(() => this.#kept.get(name) === made && this.#kept.delete(name));
    return made.text;
  }
}

async function signed(key: AppleApiKey, bundleId: string, issuedAt: number): Promise<string> {
  try {
    return await new SignJWT({ bid: bundleId })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.keyId })
      .setIssuer(key.issuerId)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + VALID_SECONDS)
      .sign(await importPKCS8(key.privateKey, 'ES256'));
  } catch {
    // What the library says may hold parts of the key.
    throw new CredentialsRefused('the private key for Apple is not usable');
  }
}

/** By the key itself, which is not kept: another key under the same id gets a token of its own. */
function nameOf({ keyId, issuerId, privateKey }: AppleApiKey, bundleId: string): string {
  const key = createHash('sha256').update(privateKey).digest('base64');
  return JSON.stringify([issuerId, keyId, key, bundleId]);
}
