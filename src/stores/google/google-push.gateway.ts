import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../../kernel/clock.js';
import { boundedFetch } from '../calls/bounded-fetch.gateway.js';
import type { GoogleAccount } from '../store-accounts.js';
import { StoreUnavailable } from '../store-gateway.js';

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;
const TOKEN_LENGTH_MAX = 8 * 1024;
const CLOCK_TOLERANCE_SECONDS = 60;
const TIMEOUT_MS = 5_000;
/** Failures of jose that say nothing about the token: the keys could not be read. */
const KEYS_FAILED: ReadonlySet<string> = new Set([
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
  errors.JOSEError.code,
]);

/** Does Pub/Sub push this, as the account that the title named (OIDC)? */
export class GooglePush {
  /** The keys of Google, by address. There is one address, and one more for a simulator. */
  readonly #keys = new Map<string, JWTVerifyGetKey>();

  constructor(private readonly clock: Clock) {}

  /** Throws `StoreUnavailable` when Google's keys cannot be read. */
  async isGenuine(
    { push, pushKeysUrl }: GoogleAccount,
    authorization: string | null,
  ): Promise<boolean> {
    const token = BEARER.exec(authorization?.slice(0, TOKEN_LENGTH_MAX) ?? '')?.[1];
    if (push === null || token === undefined) return false;
    try {
      const { payload } = await jwtVerify(token, this.#keysAt(pushKeysUrl), {
        issuer: ISSUERS,
        audience: push.audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'iat', 'email'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.clock.now()),
      });
      return payload.email === push.email && payload.email_verified === true;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      if (!(error instanceof errors.JOSEError)) throw error;
      if (!KEYS_FAILED.has(error.code)) return false;
      throw new StoreUnavailable('the keys that sign for Pub/Sub cannot be read');
    }
  }

  /** Drops the keys, which are otherwise asked for no more often than every half minute. */
  forget(): void {
    this.#keys.clear();
  }

  #keysAt(url: string): JWTVerifyGetKey {
    const known = this.#keys.get(url);
    if (known !== undefined) return known;
    const keys = createRemoteJWKSet(new URL(url), { [customFetch]: boundedKeys });
    this.#keys.clear();
    this.#keys.set(url, keys);
    return keys;
  }
}

/** Google's keys, within the limits of every call to a store. */
async function boundedKeys(url: string): Promise<Response> {
  const { status, body } = await boundedFetch({ method: 'GET', url }, TIMEOUT_MS);
  return new Response(Uint8Array.from(body), { status: status === 200 ? 200 : 502 });
}
