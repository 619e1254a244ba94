import type { Environment } from '../../kernel/environment.js';
import type { PlayerId, SessionId, TitleId } from '../../kernel/id.js';

/** Everybody acts within one title and one environment. */
export interface Scope {
  readonly titleId: TitleId;
  readonly environment: Environment;
}

/** A player with an access token: may do their own things. */
export interface PlayerCaller extends Scope {
  readonly kind: 'player';
  readonly playerId: PlayerId;
  readonly sessionId: SessionId;
}

/** A game server with a secret key: may act for any player of its title and environment. */
export interface ServerCaller extends Scope {
  readonly kind: 'server';
}

/** A game with its publishable key: may sign in and see the public catalog. */
export interface GameCaller extends Scope {
  readonly kind: 'game';
}

export type Caller = PlayerCaller | ServerCaller | GameCaller;
export type CallerKind = Caller['kind'];
