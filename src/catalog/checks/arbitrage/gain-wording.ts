import { grouped } from '../wording.js';
import type { Exchange } from './exchange.js';
import { type Fraction, fraction } from './fraction.js';

const DECIMALS = 1_000n;

/** A whole amount as it is, any other with up to three decimals. */
export function amountText({ over, under }: Fraction): string {
  if (under === 1n) return grouped(over);
  const thousandths = (over * DECIMALS) / under;
  const decimals = String(thousandths % DECIMALS)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const whole = grouped(thousandths / DECIMALS);
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

/** `3 times as much (3)`, `12.5 % more (9/8)`. */
export function riseText(factor: Fraction): string {
  const exact = fractionText(factor);
  if (factor.over >= 2n * factor.under) return `${amountText(factor)} times as much (${exact})`;
  const percent = fraction(100n * (factor.over - factor.under), factor.under);
  if (percent.over * DECIMALS < percent.under) return `less than 0.001 % more (${exact})`;
  return `${amountText(percent).replace('about ', '')} % more (${exact})`;
}

/** `“shield” on sale “friday” (100 GEM → 1,000 GOLD)`. */
export function linkText(exchange: Exchange): string {
  const { offer, sale, currency, paid, gives, times, isAverage } = exchange;
  const each = (some: bigint) => fraction(some, times);
  const basket = new Map([...gives].map(([code, some]) => [code, each(some)]));
  const onSale = sale === null ? '' : ` on sale “${sale}”`;
  const given = `${isAverage ? 'on average ' : ''}${basketText(basket)}`;
  return `“${offer}”${onSale} (${amountText(each(paid))} ${currency} → ${given})`;
}
