import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { type Book, book } from '../till/book.js';
import type { Desk } from '../till/operation.js';

/** What must be known of a player besides the wallet before a game server gives or moves gems. */
export interface Party {
  readonly isBlocked: boolean;
  readonly isDeleted: boolean;
}

/** Parties by player. */
export const PARTIES: Book<Party> = book('parties');

/** Throws `not_found` for a deleted player: the wallet stays for the books, and has no owner. */
export function assertNotDeleted(desk: Desk, playerId: PlayerId): void {
  if (desk.row(PARTIES, playerId)?.isDeleted) throw new Problem('not_found');
}

/** As `assertNotDeleted`, and throws `player_blocked` for a blocked one. */
export function assertMayMove(desk: Desk, playerId: PlayerId): void {
  assertNotDeleted(desk, playerId);
  if (desk.row(PARTIES, playerId)?.isBlocked) throw new Problem('player_blocked');
}
