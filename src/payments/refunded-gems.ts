import { type Amount, amount } from '../kernel/amount.js';
import type { Share } from '../stores/store-gateway.js';
import type { Gems, Payment, PaymentLine } from './payment.js';

/**
 * How many gems of a payment the store has given back the money for, by currency: of each line its
 * refunded share, rounded down in the player's favour. It follows from the whole share so far and
 * not from single refunds, so that many small refunds take as much as one.
 */
export function refundedGems(payment: Pick<Payment, 'lines' | 'grants'>): Gems {
  const { lines, grants } = payment;
  if (lines.length > 0 && lines.every(isWhole)) return grants;
  const gems: Record<string, Amount> = {};
  for (const line of lines) {
    for (const [currency, all] of Object.entries(gemsOfLine(line, payment))) {
      gems[currency] = amount((gems[currency] ?? 0) + shareOf(all, line.refunded));
    }
  }
  return gems;
}

function gemsOfLine(
  { unitGems, quantity }: PaymentLine,
  { lines, grants }: Pick<Payment, 'lines' | 'grants'>,
): Record<string, number> {
  // Payments from before this was kept have one line nearly always: it is worth all of them.
  const units = lines.reduce((total, line) => total + line.quantity, 0);
  const all = Object.entries(unitGems ?? grants).map(([currency, gems]) => {
    return [currency, unitGems ? gems * quantity : Math.floor((gems * quantity) / units)];
  });
  return Object.fromEntries(all) as Record<string, number>;
}

function isWhole({ refunded }: PaymentLine): boolean {
  return refunded.parts >= refunded.of;
}

/** `whole × parts ÷ of`, exact where doubles would not be, rounded down. */
function shareOf(whole: number, { parts, of }: Share): number {
  if (parts <= 0) return 0;
  if (parts >= of) return whole;
  return Number((BigInt(whole) * BigInt(parts)) / BigInt(of));
}
