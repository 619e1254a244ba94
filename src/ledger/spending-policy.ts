import { type Amount, negate, smaller, subtract } from '../kernel/amount.js';
import { isExpired, isSpendable, type OpenLot } from './lot.js';
import type { LotMovement } from './posting.js';

/**
 * Version 1 of the order in which lots are spent: the soonest expiry first (never expiring last),
 * then free before paid, then the oldest. It is total: the id decides between equals.
 */
export function spendingOrder(left: OpenLot, right: OpenLot): number {
  const expiry = (left.expiresAt ?? Infinity) - (right.expiresAt ?? Infinity);
  if (expiry !== 0 && !Number.isNaN(expiry)) return expiry;
  if (left.bucket !== right.bucket) return left.bucket === 'free' ? -1 : 1;
  if (left.createdAt !== right.createdAt) return left.createdAt - right.createdAt;
  return left.id < right.id ? -1 : 1;
}

/** What is taken from one lot. */
export interface Taking extends LotMovement {
  readonly lot: OpenLot;
}

/**
 * Takes an amount of a currency from the lots that can be spent now, in the spending order.
 * Returns null when they do not hold enough.
 */
export function take(
  lots: readonly OpenLot[],
  currency: string,
  wanted: Amount,
  now: number,
): Taking[] | null {
  const open = lots.filter((lot) => lot.currency === currency && isSpendable(lot, now));
  if (open.length > 1) open.sort(spendingOrder);
  const { takings, left } = takenInOrder(open, wanted);
  return left === 0 ? takings : null;
}

/**
 * Takes up to an amount from these lots, whatever they hold: for what must be given up. Those that
 * can still be spent come first, in the spending order, and the expired ones after them.
 */
export function takeAllFrom(lots: readonly OpenLot[], wanted: Amount, now: number): Taking[] {
  const held = lots.filter((lot) => lot.remaining > 0);
  const inOrder = [
    ...held.filter((lot) => !isExpired(lot, now)).sort(spendingOrder),
    ...held.filter((lot) => isExpired(lot, now)).sort(spendingOrder),
  ];
  return takenInOrder(inOrder, wanted).takings;
}

function takenInOrder(lots: readonly OpenLot[], wanted: Amount) {
  const takings: Taking[] = [];
  let left = wanted;
  for (const lot of lots) {
    if (left === 0) break;
    const part = smaller(lot.remaining, left);
    takings.push({ lot, lotId: lot.id, amount: negate(part) });
    left = subtract(left, part);
  }
  return { takings, left };
}
