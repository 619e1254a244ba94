import type { GameCaller, PlayerCaller, ServerCaller } from './caller.js';

/** Throws a `Problem` of kind unauthenticated, or names who holds the credential. */
export interface Authenticator<Who> {
  authenticate(credential: string): Promise<Who> | Who;
}

/**
 * Who can tell callers apart. The HTTP layer asks; `players` and `titles` answer; `app.module.ts`
 * brings them together.
 */
export interface Authenticators {
  readonly player: Authenticator<PlayerCaller>;
  readonly server: Authenticator<ServerCaller>;
  readonly game: Authenticator<GameCaller>;
}

export const AUTHENTICATORS = Symbol('authenticators');
