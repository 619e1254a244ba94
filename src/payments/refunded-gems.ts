import { type Amount, amount, smaller, subtract, ZERO } from '../kernel/amount.js';
import type { Share } from '../stores/store-gateway.js';
import { bonusGems, type Gems, type Payment, type PaymentLine } from './payment.js';

/**
 * How many gems of a payment the store has given back the money for, by currency: of each line its
 * refunded share, rounded down in the player's favour. It follows from the whole share so far and
 * not from single refunds, so that many small refunds take as much as one.
 */
export function refundedGems(payment: Pick<Payment, 'lines' | 'grants'>): Gems {
  const { lines, grants } = payment;
  if (lines.length > 0 && lines.every(isWhole)) return grants;
  return sharesOf(lines, (line) => gemsOfLine(line, payment));
}

/** The same share of what promotions gave with each line. */
export function refundedBonus(payment: Pick<Payment, 'lines' | 'bonus'>): Gems {
  const { lines } = payment;
  if (lines.length > 0 && lines.every(isWhole)) return bonusGems(payment);
  return sharesOf(lines, ({ bonus = {} }) => bonus);
}

/** What is left to be taken of a bonus when so much of it has expired: nobody owes that. */
export function unexpired(bonus: Amount, expired: Amount): Amount {
  return subtract(bonus, smaller(bonus, expired));
}

function sharesOf(
  lines: readonly PaymentLine[],
  worth: (line: PaymentLine) => Readonly<Record<string, number>>,
): Gems {
  const gems: Record<string, Amount> = {};
  for (const line of lines) {
    for (const [currency, all] of Object.entries(worth(line))) {
      gems[currency] = amount((gems[currency] ?? ZERO) + shareOf(all, line.refunded));
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
