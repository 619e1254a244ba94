import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Transaction } from '../ledger/posting.js';
import type { Wallet } from '../ledger/wallet.js';
import { type Book, book } from './book.js';
import type { Desk } from './operation.js';

/** Wallets by player. Loading one locks the player. */
export const WALLETS: Book<Wallet> = book('wallets');

/** Transactions with their entries and lot movements, by transaction id. Append only. */
export const JOURNAL: Book<Transaction> = book('journal');

/** The wallet of a player of the operation; throws `not_found` when there is no such player. */
export function walletAt(desk: Desk, playerId: PlayerId): Wallet {
  const wallet = desk.row(WALLETS, playerId);
  if (!wallet) throw new Problem('not_found');
  return wallet;
}

/**
 * The same, for a player whom somebody else named: one of another title or environment is not there
 * either, or sandbox value would reach a production wallet.
 */
export function walletWithin(
  desk: Desk,
  playerId: PlayerId,
  scope: Pick<Wallet, 'titleId' | 'environment'>,
): Wallet {
  const wallet = walletAt(desk, playerId);
  const within = wallet.titleId === scope.titleId && wallet.environment === scope.environment;
  if (!within) throw new Problem('not_found');
  return wallet;
}
