import type { Exchange } from './exchange.js';
import { type Fraction, fraction } from './fraction.js';

const DECIMALS = 1_000n;

/** A whole amount as it is, any other with up to three decimals. */
export function amountText({ over, under }: Fraction): string {
  if (under === 1n) return over.toLocaleString('en-US');
  const thousandths = (over * DECIMALS) / under;
  const decimals = String(thousandths % DECIMALS)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const whole = (thousandths / DECIMALS).toLocaleString('en-US');
  return decimals === '' ? `about ${whole}` : `about ${whole}.${decimals}`;
}

/** Exact: `31/10`, or `2` when it is whole. */
export function fractionText({ over, under }: Fraction): string {
  return under === 1n ? String(over) : `${over}/${under}`;
}

/** `100 GEM and 5 KEY`; empty when nothing is in it. */
export function basketText(basket: ReadonlyMap<string, Fraction | bigint>): string {
  return [...basket]
    .map(([currency, some]) => {
      const exact = typeof some === 'bigint' ? fraction(some) : some;
      return `${amountText(exact)} ${currency}`;
    })
    .join(' and ');
}

/** `“shield” on sale “friday” (100 GEM → 1,000 GOLD)`. */
export function linkText({ offer, sale, currency, paid, gives, times }: Exchange): string {
  const each = (some: bigint) => fraction(some, times);
  const basket = new Map([...gives].map(([code, some]) => [code, each(some)]));
  const onSale = sale === null ? '' : ` on sale “${sale}”`;
  return `“${offer}”${onSale} (${amountText(each(paid))} ${currency} → ${basketText(basket)})`;
}
