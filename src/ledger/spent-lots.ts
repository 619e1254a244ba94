import type { PlayerId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';
import type { Desk } from '../till/operation.js';
import type { OpenLot } from './lot.js';
import type { Wallet } from './wallet.js';

/** The lots that hold nothing any more, by player: only what gives back asks for them. */
export const SPENT_LOTS: Book<readonly OpenLot[]> = book('spent lots');

/** Finds a lot of a wallet, open or spent; null when the player never had it. */
export type FindLot = (id: string) => OpenLot | null;

/**
 * The lots of a player as the batch has left them; the operation needs `SPENT_LOTS` of the player.
 */
export function lotsOf(desk: Desk, playerId: PlayerId, wallet: Wallet): FindLot {
  const spent = desk.row(SPENT_LOTS, playerId) ?? [];
  // A lot that an earlier operation of the batch gave back to is in the wallet by now.
  return (id) =>
    wallet.lots.find((lot) => lot.id === id) ?? spent.find((lot) => lot.id === id) ?? null;
}
