import { timestamp } from '../kernel/clock.js';
import type { EventId, PlayerId, TransactionId } from '../kernel/id.js';
import type { Wallet } from '../ledger/wallet.js';
import { type Book, book } from '../till/book.js';
import { type Change, change, type Desk } from '../till/operation.js';

export type EventType =
  | 'payment.credited'
  | 'payment.pending'
  | 'payment.rejected'
  | 'payment.refunded'
  | 'payment.refund_reversed'
  | 'wallet.changed'
  | 'order.completed'
  | 'order.refunded'
  | 'coupon.redeemed'
  | 'inventory.changed'
  | 'player.deleted'
  | 'risk.flagged';

/** Something that happened to a player. */
export interface PlayerEvent {
  readonly id: EventId;
  readonly playerId: PlayerId;
  /** 1, 2, 3 … per player. */
  readonly number: number;
  readonly type: EventType;
  readonly transactionId: TransactionId | null;
  /** JSON, complete in itself. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

/** Events by player and number. Append only. */
export const EVENTS: Book<PlayerEvent> = book('events');

/** Tells an event: the wallet with its next event number, and the change that stores the event. */
export function tell(
  desk: Desk,
  wallet: Wallet,
  { type, transactionId, data }: Pick<PlayerEvent, 'type' | 'transactionId' | 'data'>,
): { wallet: Wallet; change: Change; number: number } {
  const { playerId, titleId, environment, seq, accounts, lots } = wallet;
  const number = wallet.eventNumber + 1;
  const id = desk.ids.next('event');
  const row: PlayerEvent = { id, playerId, number, type, transactionId, data, createdAt: desk.now };
  return {
    wallet: { playerId, titleId, environment, seq, eventNumber: number, accounts, lots },
    change: change(EVENTS, `${playerId} ${String(number).padStart(16, '0')}`, row),
    number,
  };
}

/** An event as it leaves the house. */
export function eventView(event: PlayerEvent) {
  return {
    id: event.id,
    type: event.type,
    number: event.number,
    createdAt: timestamp(event.createdAt),
    player: event.playerId,
    data: event.data,
  };
}
