import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId, SessionId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Authenticator } from '../platform/http/authenticators.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { AccessTokens } from './access-tokens.js';
import { SessionWatch } from './session-watch.js';
import type { SessionState } from './sessions.store.js';

/** The end of a session on another instance is noticed within this time. */
const TRUSTED_MS = 4_000;
/** Who goes on asking is looked at again before that time, with many others, and never waits. */
const RENEWED_MS = 2_000;
const TOKENS_MAX = 50_000;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** One for each session, shared by its tokens: what ends a session ends all of them at once. */
interface Mark {
  state: SessionState;
  checkedAt: number;
  checking: Promise<void> | null;
}

interface KnownToken {
  readonly caller: PlayerCaller;
  readonly expiresAt: number;
  readonly mark: Mark;
}

/** Tells which player holds an access token. A token that was seen before costs one look-up. */
@Injectable()
export class PlayerAuthenticator implements Authenticator<PlayerCaller> {
  readonly tokens: AccessTokens;
  #known = new Map<string, KnownToken>();
  #marks = new Map<SessionId, Mark>();

  constructor(
    private readonly watch: SessionWatch,
    @Inject(CLOCK) private readonly clock: Clock,
    secret: ProcessSecret,
  ) {
    this.tokens = new AccessTokens(secret.derive('access tokens'));
  }

  /**
   * Throws `token_invalid`, `token_expired`, `session_revoked` or `player_blocked`. Expiry and end
   * are looked at on every request, the session's row at least every four seconds.
   */
  authenticate(token: string): PlayerCaller | Promise<PlayerCaller> {
    const known = this.#known.get(token);
    if (!known) return this.#verify(token);
    const now = this.clock.now();
    if (now >= known.expiresAt) {
      this.#known.delete(token);
      throw new Problem('token_expired');
    }
    const { mark } = known;
    if (mark.state !== 'live') return admitted(known);
    const age = now - mark.checkedAt;
    if (age >= TRUSTED_MS) return this.#check(known);
    if (age >= RENEWED_MS && mark.checking === null) this.#renew(known);
    return admitted(known);
  }

  /** Ends a session on this instance at once; the others read its row. */
  forget(sessionId: SessionId): void {
    const mark = this.#marks.get(sessionId);
    if (mark) mark.state = 'ended';
  }

  /** The same for all sessions of a player. Looks through every token: for what is rare. */
  forgetPlayer(playerId: PlayerId): void {
    for (const { caller, mark } of this.#known.values()) {
      if (caller.playerId === playerId) mark.state = 'ended';
    }
  }

  async #verify(token: string): Promise<PlayerCaller> {
    if (!JWT.test(token)) throw new Problem('token_invalid');
    const { caller, expiresAt } = await this.tokens.verify(token, this.clock.now());
    if (this.#known.size >= TOKENS_MAX) {
      this.#known = new Map();
      this.#marks = new Map();
    }
    const { sessionId } = caller;
    const mark = this.#marks.get(sessionId) ?? { state: 'live', checkedAt: 0, checking: null };
    this.#marks.set(sessionId, mark);
    const known = { caller, expiresAt, mark };
    this.#known.set(token, known);
    return this.#check(known);
  }

  async #check(known: KnownToken): Promise<PlayerCaller> {
    const { mark, caller } = known;
    if (this.clock.now() - mark.checkedAt >= TRUSTED_MS) {
      if (mark.checking) this.watch.hurry();
      mark.checking ??= this.#read(mark, this.watch.state(caller.sessionId));
      await mark.checking;
    }
    return admitted(known);
  }

  /** A failure shows at the next check, which somebody waits for. */
  #renew({ mark, caller }: KnownToken): void {
    mark.checking = this.#read(mark, this.watch.stateSoon(caller.sessionId));
    mark.checking.catch(() => {});
  }

  async #read(mark: Mark, asking: Promise<SessionState>): Promise<void> {
    const asked = this.clock.now();
    try {
      const state = await asking;
      // An end that happened here while the row was read stays an end.
      if (mark.state !== 'ended') mark.state = state;
      mark.checkedAt = asked;
    } finally {
      mark.checking = null;
    }
  }
}

function admitted({ mark, caller }: KnownToken): PlayerCaller {
  if (mark.state === 'ended') throw new Problem('session_revoked');
  if (mark.state === 'blocked') {
    // Unblocking must show: the next request reads the row again.
    mark.checkedAt = 0;
    mark.state = 'live';
    throw new Problem('player_blocked');
  }
  return caller;
}
