import { type Amount, ZERO } from '../kernel/amount.js';
import type { PaymentId, PlayerId } from '../kernel/id.js';
import { isExpired } from '../ledger/lot.js';
import type { Wallet } from '../ledger/wallet.js';
import { type Book, book } from '../till/book.js';
import type { Desk } from '../till/operation.js';

/** Bonus gems that expired before they were spent, by payment and currency. */
export type ExpiredBonus = ReadonlyMap<string, Amount>;

/** By player; guarded by the wallet's lock. Only what takes or gives back asks for it. */
export const EXPIRED_BONUS: Book<ExpiredBonus> = book('expired bonus');

export function expiredKey(paymentId: PaymentId, currency: string): string {
  return `${paymentId} ${currency}`;
}

/** How much of a payment's bonus expired, by currency. */
export function expiredOf(
  desk: Desk,
  playerId: PlayerId,
  paymentId: PaymentId,
): (currency: string) => Amount {
  const expired = desk.row(EXPIRED_BONUS, playerId);
  return (currency) => expired?.get(expiredKey(paymentId, currency)) ?? ZERO;
}

/**
 * True when a bonus lot of a payment was emptied by another operation of this very batch and may
 * have expired by it, which the loaded rows do not tell: a wallet is loaded without empty lots.
 */
export function expiresInBatch(wallet: Wallet, { id }: { id: PaymentId }, now: number): boolean {
  return wallet.lots.some(
    (lot) =>
      lot.originId === id && lot.origin === 'bonus' && lot.remaining === 0 && isExpired(lot, now),
  );
}
