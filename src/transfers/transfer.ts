import type { Amount } from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import type { PlayerId, TransactionId, TransferId } from '../kernel/id.js';
import type { Scope } from '../platform/http/caller.js';
import { type Book, book } from '../till/book.js';

/** Gems that one player gave to another. */
export interface Transfer extends Scope {
  /** The transaction of the sender has the same UUID. */
  readonly id: TransferId;
  /** The transaction of the receiver. */
  readonly receiptId: TransactionId;
  readonly from: PlayerId;
  readonly to: PlayerId;
  readonly currency: string;
  readonly amount: Amount;
  readonly reason: string | null;
  /** UTC days since 1970. */
  readonly day: number;
  /** 1, 2, 3 … of the sender on that day. */
  readonly number: number;
  /** Until then the receiver can neither spend the gems nor pass them on. */
  readonly heldUntil: number;
  readonly createdAt: number;
}

/** Transfers by id. Append only. */
export const TRANSFERS: Book<Transfer> = book('transfers');

/** How many transfers a player sent on the last day on which there was one. */
export interface SentTransfers {
  readonly day: number;
  readonly count: number;
}

/** By sender; guarded by the wallet's lock, and counted from the transfers themselves. */
export const SENT_TRANSFERS: Book<SentTransfers> = book('sent transfers');

/** A transfer as the API shows it to the game's server, never to a player: it names two of them. */
export function transferView(transfer: Transfer) {
  const { id, from, to, currency, amount, reason } = transfer;
  const heldUntil = timestamp(transfer.heldUntil);
  return {
    id,
    from,
    to,
    currency,
    amount,
    reason,
    heldUntil,
    createdAt: timestamp(transfer.createdAt),
  };
}
