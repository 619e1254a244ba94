import { type Amount, subtract, ZERO } from '../kernel/amount.js';
import type { Purchase } from '../stores/store-gateway.js';
import { isOlder, mergedLines, withKnownShares } from './observed-payment.js';
import { type Gems, type Payment, takenGems } from './payment.js';
import { isCredited, nextStatus, seenOf } from './payment-status.js';
import { refundedGems } from './refunded-gems.js';

/**
 * How many gems a settlement of this purchase will still take back, by currency: none when nothing
 * was credited, when nothing more was refunded or when the books know later news.
 */
export function gemsToTake(known: Payment | null | undefined, told: Purchase): Gems {
  const purchase = withKnownShares(told, known);
  if (!known || !isCredited(known.status) || isOlder(purchase, known)) return {};
  const lines = mergedLines(purchase.lines, known.lines);
  const whole = nextStatus(known.status, seenOf(purchase)) === 'refunded';
  const target = whole ? known.grants : refundedGems({ ...known, lines });
  const taken = takenGems(known);
  const missing: Record<string, Amount> = {};
  for (const [currency, gems] of Object.entries(target)) {
    const left = subtract(gems, taken[currency] ?? ZERO);
    if (left > 0) missing[currency] = left;
  }
  return missing;
}
