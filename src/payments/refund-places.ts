import { type Amount, amount, smaller, subtract, sum, ZERO } from '../kernel/amount.js';
import type { OpenLot } from '../ledger/lot.js';
import type { Taken } from '../ledger/refund-movements.js';
import type { FindLot } from '../ledger/spent-lots.js';
import type { Payment } from './payment.js';

/**
 * Where a refund takes gems from: the lot that was paid for, the lots of its bonus, bonus that has
 * expired (nobody has it any more), and everything else (other lots, debt, the studio).
 */
export const PLACES = ['paid', 'bonus', 'expired', 'others'] as const;
export type Place = (typeof PLACES)[number];
export type ByPlace = Readonly<Record<Place, Amount>>;

/** How many gems of one currency a payment brought, or are to be taken of it. */
export interface PaidAndBonus {
  readonly paid: Amount;
  readonly bonus: Amount;
}

export function placeOf(part: Taken, payment: Pick<Payment, 'id'>, lots: FindLot): Place {
  if (part.from === 'expired') return 'expired';
  const lot = typeof part.from === 'string' ? null : lots(part.from.lotId);
  return lot ? placeOfLot(lot, payment) : 'others';
}

export function placeOfLot(lot: OpenLot, { id }: Pick<Payment, 'id'>): 'paid' | 'bonus' | 'others' {
  if (lot.originId !== id) return 'others';
  return lot.origin === 'bonus' ? 'bonus' : 'paid';
}

/**
 * How much of a target each place is to give. It follows from what is there and not from how it
 * came about, so that a refund and its reversal, or several refunds and one, end alike:
 *
 * 1. Bonus that expired counts as taken: it was never used, and nobody owes it.
 * 2. Paid gems are taken from the paid lot and bonus from its own lots.
 * 3. What was spent of the one is taken from the other: all of these are the payment's own.
 * 4. Only what both miss is taken elsewhere.
 */
export function placesFor(
  target: PaidAndBonus,
  there: { readonly paid: Amount; readonly bonus: Amount; readonly expired: Amount },
): ByPlace {
  const expired = smaller(target.bonus, there.expired);
  const wanted = subtract(target.bonus, expired);
  const all = target.paid + wanted;
  const paid = Math.min(there.paid, Math.max(target.paid, all - there.bonus));
  const bonus = Math.min(there.bonus, Math.max(wanted, all - there.paid));
  return {
    paid: amount(paid),
    bonus: amount(bonus),
    expired,
    others: amount(all - paid - bonus),
  };
}

/** What refunds hold of a payment in one currency, by place. */
export function heldByPlace(
  payment: Pick<Payment, 'id' | 'taken'>,
  currency: string,
  lots: FindLot,
): ByPlace {
  const held = { paid: ZERO, bonus: ZERO, expired: ZERO, others: ZERO };
  for (const part of payment.taken) {
    if (part.currency !== currency) continue;
    const place = placeOf(part, payment, lots);
    held[place] = sum([held[place], part.amount]);
  }
  return held;
}

/**
 * How a change of so many gems is shared among the places that differ from what is wanted, in the
 * written order. Where the wallet changed in between, places may differ by more than is moved.
 */
export function sharedChange(
  all: Amount,
  from: ByPlace,
  to: ByPlace,
  order: readonly Place[],
): ByPlace {
  const change = { paid: ZERO, bonus: ZERO, expired: ZERO, others: ZERO };
  let left = all;
  for (const place of order) {
    const wanted = amount(Math.max(0, to[place] - from[place]));
    change[place] = smaller(wanted, left);
    left = subtract(left, change[place]);
  }
  return change;
}
