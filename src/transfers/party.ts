import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { type Book, book } from '../till/book.js';
import type { Desk } from '../till/operation.js';

/** What must be known of a player besides the wallet before a game server moves their gems. */
export interface Party {
  readonly isBlocked: boolean;
  readonly isDeleted: boolean;
}

/** Parties by player. */
export const PARTIES: Book<Party> = book('parties');

/** Throws `not_found` for a deleted player, `player_blocked` for a blocked one. */
export function assertMayMove(desk: Desk, playerId: PlayerId): void {
  const party = desk.row(PARTIES, playerId);
  if (party?.isDeleted) throw new Problem('not_found');
  if (party?.isBlocked) throw new Problem('player_blocked');
}
