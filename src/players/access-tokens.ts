import { createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { ENVIRONMENTS, type Environment } from '../kernel/environment.js';
import { isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { PlayerCaller } from '../platform/http/caller.js';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
const ISSUER = 'gemtill';
const AUDIENCE = 'gemtill player';
const ALGORITHM = 'HS256';

/** A player's access token that was proven genuine. */
export interface VerifiedToken {
  readonly caller: PlayerCaller;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Access tokens: JWTs for 15 minutes that name player, session, title and environment. */
export class AccessTokens {
  readonly #key: KeyObject;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key); // a text here would be read as a key again on every use
  }

  async issue(caller: PlayerCaller, now: number): Promise<{ token: string; expiresAt: number }> {
    const seconds = Math.floor(now / 1000);
    const claims = { sid: caller.sessionId, title: caller.titleId, env: caller.environment };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(caller.playerId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ACCESS_TOKEN_SECONDS)
      .sign(this.#key);
    return { token, expiresAt: (seconds + ACCESS_TOKEN_SECONDS) * 1000 };
  }

  /** Throws `token_expired` for a genuine token that is too old, `token_invalid` for all others. */
  async verify(token: string, now: number): Promise<VerifiedToken> {
    const { payload } = await jwtVerify(token, this.#key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['exp', 'sub', 'sid'],
      currentDate: new Date(now),
    }).catch((error: unknown) => {
      const late = error instanceof errors.JWTExpired;
      throw new Problem(late ? 'token_expired' : 'token_invalid');
    });
    const { sub, sid, title, env, exp } = payload;
    const known = isId('player', sub) && isId('session', sid) && isId('title', title);
    if (!known || !ENVIRONMENTS.includes(env as Environment)) throw new Problem('token_invalid');
    const scope = { titleId: title, environment: env as Environment };
    return {
      caller: { kind: 'player', playerId: sub, sessionId: sid, ...scope },
      expiresAt: exp! * 1000,
    };
  }
}
