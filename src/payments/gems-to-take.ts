import { type Amount, amount, ZERO } from '../kernel/amount.js';
import type { Purchase } from '../stores/store-gateway.js';
import { isOlder, mergedLines, withKnownShares } from './observed-payment.js';
import { bonusGems, type Gems, type Payment, takenGems } from './payment.js';
import { isCredited, nextStatus, seenOf } from './payment-status.js';
import { refundedBonus, refundedGems, unexpired } from './refunded-gems.js';

const NOTHING_EXPIRED = () => ZERO;

/**
 * How many gems a settlement of this purchase will still take back, by currency, its bonus
 * included: none when nothing was credited, when nothing more was refunded or when the books know
 * later news. `expired` tells how much of the bonus nobody has any more.
 */
export function gemsToTake(
  known: Payment | null | undefined,
  told: Purchase,
  expired: (currency: string) => Amount = NOTHING_EXPIRED,
): Gems {
  const purchase = withKnownShares(told, known);
  if (!known || !isCredited(known.status) || isOlder(purchase, known)) return {};
  const lines = mergedLines(purchase.lines, known.lines);
  const whole = nextStatus(known.status, seenOf(purchase)) === 'refunded';
  const target = whole ? known.grants : refundedGems({ ...known, lines });
  const bonus = whole ? bonusGems(known) : refundedBonus({ ...known, lines });
  const taken = takenGems({ taken: known.taken.filter(({ from }) => from !== 'expired') });
  const missing: Record<string, Amount> = {};
  for (const currency of new Set([...Object.keys(target), ...Object.keys(bonus)])) {
    const free = unexpired(bonus[currency] ?? ZERO, expired(currency));
    const left = (target[currency] ?? 0) + free - (taken[currency] ?? 0);
    if (left > 0) missing[currency] = amount(left);
  }
  return missing;
}
