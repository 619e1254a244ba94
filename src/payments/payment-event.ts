import { type EventType, tell } from '../events/event.js';
import type { Wallet } from '../ledger/wallet.js';
import { type Change, change, type Desk } from '../till/operation.js';
import { WALLETS } from '../till/wallet-book.js';
import { type Payment, paymentView } from './payment.js';
import type { PaymentStatus } from './payment-status.js';

/**
 * What the owner of a payment that brings no gems is told of its new state. Who is refused at once
 * hears it in the answer; who was told to wait must hear how it ended.
 */
export function waitingEvent(
  from: PaymentStatus | 'new',
  to: PaymentStatus,
): Extract<EventType, 'payment.pending' | 'payment.rejected'> | null {
  if (to === 'pending') return 'payment.pending';
  return to === 'rejected' && from !== 'new' && from !== to ? 'payment.rejected' : null;
}

/** The event, and the wallet that has counted it. */
export function waitingTold(
  desk: Desk,
  wallet: Wallet,
  type: EventType,
  payment: Payment,
): Change[] {
  const data = { payment: paymentView(payment) };
  const told = tell(desk, wallet, { type, transactionId: null, data });
  return [change(WALLETS, wallet.playerId, told.wallet), told.change];
}
