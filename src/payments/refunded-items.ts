import { type Amount, sum, ZERO } from '../kernel/amount.js';
import type { PlayerId } from '../kernel/id.js';
import type { Condition } from '../orders/placed-order.js';
import type { Purchase } from '../stores/store-gateway.js';
import type { Book } from '../till/book.js';
import type { Desk } from '../till/operation.js';
import { WALLETS } from '../till/wallet-book.js';
import { EXPIRED_BONUS, expiredOf } from './expired-bonus.js';
import { gemsToTake } from './gems-to-take.js';
import { PAYMENTS, type Payment, paymentKey, takenGems } from './payment.js';

/**
 * Holds while the refund of a purchase will take more gems of a currency than the payment's own
 * lots hold. It looks at the locked rows, so that two who learn of one refund take no more than
 * one. `withBonus`: the owner of a payment that brought a bonus, of which some may have expired.
 */
export function notCovered(
  purchase: Purchase,
  currency: string,
  withBonus: PlayerId | null = null,
): Condition {
  const key = paymentKey(purchase);
  const needs = new Map<Book<unknown>, string[]>([[PAYMENTS, [key]]]);
  if (withBonus !== null) needs.set(EXPIRED_BONUS, [withBonus]);
  return {
    needs,
    holds(desk) {
      const payment = desk.row(PAYMENTS, key);
      const expired = payment && withBonus ? expiredOf(desk, withBonus, payment.id) : undefined;
      const missing = gemsToTake(payment, purchase, expired)[currency] ?? ZERO;
      return payment !== undefined && missing > heldIn(desk, payment, currency);
    },
  };
}

function heldIn(desk: Desk, { id, playerId }: Payment, currency: string): Amount {
  const lots = desk.row(WALLETS, playerId!)?.lots ?? [];
  const own = lots.filter((lot) => lot.originId === id && lot.currency === currency);
  return sum(own.map(({ remaining }) => remaining));
}

/** Holds while refunds hold nothing of a payment: all that was reversed has come back. */
export function holdsNothing(purchase: Purchase): Condition {
  const key = paymentKey(purchase);
  return {
    needs: new Map([[PAYMENTS, [key]]]),
    holds: (desk) => desk.row(PAYMENTS, key)?.taken.length === 0,
  };
}

/** Whether refunds hold less of a payment than before. */
export function gaveBack(before: Payment, after: Payment): boolean {
  const then = takenGems(before);
  const now = takenGems(after);
  return Object.entries(then).some(([currency, gems]) => (now[currency] ?? ZERO) < gems);
}
