import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { idBytes, idOf, type SessionId } from '../kernel/id.js';

const SESSION_BYTES = 16;
const SECRET_BYTES = 32;
const MAC_BYTES = 16;
const PREFIX = 'rt_';
const LENGTH_MAX = 200;

/** What a genuine refresh token says: its session, and which of the session's tokens it is. */
export interface RefreshClaim {
  readonly sessionId: SessionId;
  /** 32 bytes: what the session's row stores of its current token. */
  readonly hash: Buffer;
}

/**
 * Refresh tokens: the session, chance, and a MAC over both. The MAC tells a token that was once
 * ours from one that never was: only the first may end a session, otherwise whoever knows the id of
 * a session could end it.
 */
export class RefreshTokens {
  constructor(
    private readonly key: Buffer,
    private readonly random: (size: number) => Buffer,
  ) {}

  issue(sessionId: SessionId): { token: string; hash: Buffer } {
    const body = Buffer.concat([idBytes(sessionId), this.random(SECRET_BYTES)]);
    const token = PREFIX + Buffer.concat([body, this.#mac(body)]).toString('base64url');
    return { token, hash: hashOf(body) };
  }

  /** The claim of a token that this installation made at some time, or null. */
  read(token: string): RefreshClaim | null {
    if (!token.startsWith(PREFIX) || token.length > LENGTH_MAX) return null;
    const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
    if (bytes.length !== SESSION_BYTES + SECRET_BYTES + MAC_BYTES) return null;
    const body = bytes.subarray(0, SESSION_BYTES + SECRET_BYTES);
    if (!timingSafeEqual(bytes.subarray(body.length), this.#mac(body))) return null;
    return { sessionId: idOf('session', body.subarray(0, SESSION_BYTES)), hash: hashOf(body) };
  }

  #mac(body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(body).digest().subarray(0, MAC_BYTES);
  }
}

function hashOf(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
