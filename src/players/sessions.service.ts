import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, timestamp } from '../kernel/clock.js';
import type { PlayerId, SessionId } from '../kernel/id.js';
import { uuidOf } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { ID_SOURCE } from '../kernel/injection.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { PlayerAuthenticator } from './player-authenticator.js';
import { type Player, PlayersStore } from './players.store.js';
import { RefreshTokens } from './refresh-token.js';
import { SessionsStore } from './sessions.store.js';

const SESSION_MS = 60 * 24 * 3_600_000;

/** What a client holds of its session. */
export interface OpenSession {
  readonly player: { readonly id: PlayerId };
  /** The player's id as the stores' account token. */
  readonly accountToken: string;
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken: string;
}

/** Sessions of players: opened by a sign-in, kept by rotating refresh tokens, ended. */
@Injectable()
export class SessionsService {
  readonly #refreshTokens: RefreshTokens;

  constructor(
    private readonly database: Database,
    private readonly players: PlayersStore,
    private readonly sessions: SessionsStore,
    private readonly authenticator: PlayerAuthenticator,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
    secret: ProcessSecret,
  ) {
    this.#refreshTokens = new RefreshTokens(secret.derive('refresh tokens'), randomBytes);
  }

  /** Opens a session; throws `player_blocked`, `session_revoked` when deleted meanwhile. */
  async open(playerId: PlayerId): Promise<OpenSession> {
    const player = await this.#unblocked(playerId);
    const id = this.ids.next('session');
    const { token, hash } = this.#refreshTokens.issue(id);
    const now = this.clock.now();
    const row = { id, playerId, refreshHash: hash, createdAt: now, expiresAt: now + SESSION_MS };
    const opened = await this.database.write(async (transaction) => {
      if (!(await this.players.stays(transaction, playerId))) return false;
      await this.sessions.insert(transaction, row);
      return true;
    });
    if (!opened) throw new Problem('session_revoked');
    return this.#opened(player, id, token);
  }

  /**
   * Takes a refresh token for a new one. A token that was used before ends the whole session, since
   * one of the two who used it is a thief. Throws `token_invalid`, `session_revoked`,
   * `player_blocked`.
   */
  async refresh(refreshToken: string): Promise<OpenSession> {
    const claim = this.#refreshTokens.read(refreshToken);
    if (!claim) throw new Problem('token_invalid');
    const id = claim.sessionId;
    const playerId = await this.sessions.playerOf(this.database.reader, id);
    if (!playerId) throw new Problem('session_revoked');
    const player = await this.#unblocked(playerId);
    const { token, hash } = this.#refreshTokens.issue(id);
    const now = this.clock.now();
    const rotation = { id, from: claim.hash, to: hash, now, expiresAt: now + SESSION_MS };
    const rotated = await this.database.write(async (transaction) => {
      // A commit whose end is unknown is run again: then the new token stands there already.
      if (await this.sessions.rotate(transaction, rotation)) return true;
      if (await this.sessions.rotate(transaction, { ...rotation, from: hash })) return true;
      await this.sessions.end(transaction, id, now);
      return false;
    });
    if (!rotated) {
      this.authenticator.forget(id);
      throw new Problem('session_revoked');
    }
    return this.#opened(player, id, token);
  }

  /** Ends the caller's session: here at once, on other instances within five seconds. */
  async end(caller: PlayerCaller): Promise<void> {
    const { sessionId } = caller;
    const now = this.clock.now();
    await this.database.write((transaction) => this.sessions.end(transaction, sessionId, now));
    this.authenticator.forget(sessionId);
  }

  async #unblocked(playerId: PlayerId): Promise<Player> {
    const player = await this.players.player(this.database.reader, playerId);
    if (!player) throw new Problem('session_revoked');
    if (player.blockedAt !== null) throw new Problem('player_blocked');
    return player;
  }

  async #opened(player: Player, sessionId: SessionId, token: string): Promise<OpenSession> {
    const { id, titleId, environment } = player;
    const caller = { kind: 'player', playerId: id, sessionId, titleId, environment } as const;
    const access = await this.authenticator.tokens.issue(caller, this.clock.now());
    return {
      player: { id },
      accountToken: uuidOf(id),
      accessToken: access.token,
      expiresAt: timestamp(access.expiresAt),
      refreshToken: token,
    };
  }
}
