import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { Problem } from '../kernel/problem.js';
import type { TitleSettings } from '../titles/title-settings.js';

type IdentityProvider = NonNullable<TitleSettings['identity']>;
type KeySet = ReturnType<typeof createRemoteJWKSet>;

const KEY_SETS_MAX = 200;
const CLOCK_TOLERANCE_SECONDS = 60;
/** A token that brings or names its own key asks to be believed by it. */
const OWN_KEY_MEMBERS = ['jku', 'jwk', 'x5u', 'x5c'] as const;

/** Believes the studio's own identity provider, and nobody that a token names. */
@Injectable()
export class IdentityTokens {
  readonly #keySets = new Map<string, KeySet>();

  /**
   * The subject of a valid token. Throws `identity_token_invalid`, or `temporarily_unavailable`
   * when the provider's keys cannot be read. Only the provider's key set is ever fetched, and not
   * for a token whose header is refused already.
   */
  async subject(token: string, provider: IdentityProvider, now: number): Promise<string> {
    refuseHeader(token, provider);
    const { sub } = await this.#verified(token, provider, now);
    if (!sub || sub.length > 255) throw new Problem('identity_token_invalid');
    return sub;
  }

  async #verified(token: string, provider: IdentityProvider, now: number): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#keySetOf(provider.jwksUrl), {
        algorithms: [...provider.algorithms],
        issuer: provider.issuer,
        audience: provider.audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now),
      });
      return payload;
    } catch (error) {
      if (isOutage(error)) throw new Problem('temporarily_unavailable', { retryAfterSeconds: 5 });
      throw new Problem('identity_token_invalid');
    }
  }

  #keySetOf(address: string): KeySet {
    let keySet = this.#keySets.get(address);
    if (!keySet) {
      if (this.#keySets.size >= KEY_SETS_MAX) this.#keySets.clear();
      const times = { timeoutDuration: 3_000, cooldownDuration: 30_000, cacheMaxAge: 600_000 };
      keySet = createRemoteJWKSet(new URL(address), times);
      this.#keySets.set(address, keySet);
    }
    return keySet;
  }
}

function refuseHeader(token: string, provider: IdentityProvider): void {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw new Problem('identity_token_invalid');
  }
  const allowed: readonly string[] = provider.algorithms;
  const odd = OWN_KEY_MEMBERS.some((member) => Object.hasOwn(header, member));
  if (odd || !allowed.includes(header.alg ?? '')) throw new Problem('identity_token_invalid');
}

/** The provider did not answer, or not with a key set; every other failure is the token's. */
function isOutage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !/^ERR_J/.test(code)) return true;
  return ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'].includes(code);
}
