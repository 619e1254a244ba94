import type { Environment } from '../../kernel/environment.js';
import type { OperatorId, PlayerId, SessionId, TitleId } from '../../kernel/id.js';

/** Everybody acts within one title and one environment. */
export interface Scope {
  readonly titleId: TitleId;
  readonly environment: Environment;
}

/** A player and where the player plays. */
export interface PlayerInScope extends Scope {
  readonly playerId: PlayerId;
}

/** A player with an access token: may do their own things. */
export interface PlayerCaller extends PlayerInScope {
  readonly kind: 'player';
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

/** What an operator may be in a title. An admin may do whatever any other role may. */
export const ROLES = ['viewer', 'support', 'liveops', 'publisher', 'finance', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A person of the studio, in the title and environment that the request names. */
export interface OperatorCaller extends Scope {
  readonly kind: 'operator';
  readonly operatorId: OperatorId;
  readonly name: string;
  /** Those in this title; never empty. */
  readonly roles: readonly Role[];
}

export type Caller = PlayerCaller | ServerCaller | GameCaller | OperatorCaller;
export type CallerKind = Caller['kind'];
