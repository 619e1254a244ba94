/**
 * Real money: micros of a currency (1,000,000 micros are one unit), as Google Play writes prices.
 * It meets a gem amount only as the price of a lot; the two are never added.
 */
export interface Money {
  /** ISO 4217, three capital letters. */
  readonly currency: string;
  /** A safe integer of at least 0. */
  readonly micros: number;
}

const CURRENCY = /^[A-Z]{3}$/;

/** Makes money of a currency code and whole micros; throws a RangeError otherwise. */
export function money(currency: string, micros: number): Money {
  if (!CURRENCY.test(currency)) throw new RangeError('a currency is three capital letters');
  if (!Number.isSafeInteger(micros) || micros < 0) {
    throw new RangeError('micros are a whole number of at least 0');
  }
  return { currency, micros };
}

/** Apple writes prices in thousandths of a unit (JWSTransaction `price`). */
export function moneyOfMilliunits(currency: string, milliunits: number): Money {
  return money(currency, milliunits * 1000);
}

/**
 * `part` of `whole` units at this price, rounded up to the next micro, so that a real price that is
 * shown is never lower than what the units cost. Exact: the product may pass 2^53.
 */
export function shareOf(price: Money, part: number, whole: number): Money {
  const product = BigInt(price.micros) * BigInt(part);
  const divisor = BigInt(whole);
  return money(price.currency, Number((product + divisor - 1n) / divisor));
}
