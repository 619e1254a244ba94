import { type Money, money } from '../kernel/money.js';

const MONEY = /^(\d{1,9})(?:\.(\d{1,6}))? ([A-Z]{3})$/;
const MICROS_PER_UNIT = 1_000_000;

/**
 * Reads `4.99 USD`: digits, at most six decimals, a space, an ISO 4217 code. A text and not a
 * number, so that no float comes near a price. Null when it is not of that form.
 */
export function moneyOfText(text: string): Money | null {
  const [, units, decimals = '', currency] = MONEY.exec(text) ?? [];
  if (units === undefined || currency === undefined) return null;
  return money(currency, Number(units) * MICROS_PER_UNIT + Number(decimals.padEnd(6, '0')));
}

/** The opposite: always one text for one price, with two to six decimals. */
export function moneyText({ currency, micros }: Money): string {
  const units = Math.floor(micros / MICROS_PER_UNIT);
  const decimals = String(micros % MICROS_PER_UNIT).padStart(6, '0');
  return `${units}.${decimals.replace(/0{1,4}$/, '')} ${currency}`;
}
