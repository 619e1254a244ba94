import type { GameCaller, OperatorCaller, PlayerCaller, ServerCaller } from './caller.js';

/** Throws a `Problem` of kind unauthenticated, or names who holds the credential. */
export interface Authenticator<Who> {
  authenticate(credential: string): Promise<Who> | Who;
}

/** Where an operator wants to act, as the headers of the request say it. */
export interface NamedScope {
  /** The slug of a title; null when the request names none. */
  readonly title: string | null;
  readonly environment: string | null;
}

/** Operators act in several titles: who they are says not yet where they are. */
export interface OperatorAuthentication {
  authenticate(token: string, where: NamedScope): Promise<OperatorCaller> | OperatorCaller;
}

/**
 * Who can tell callers apart. The HTTP layer asks; `players`, `titles` and `admin` answer; `app.module.ts`
 * brings them together.
 */
export interface Authenticators {
  readonly player: Authenticator<PlayerCaller>;
  readonly server: Authenticator<ServerCaller>;
  readonly game: Authenticator<GameCaller>;
  readonly operator: OperatorAuthentication;
}

export const AUTHENTICATORS = Symbol('authenticators');
