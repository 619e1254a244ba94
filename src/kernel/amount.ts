/**
 * Amounts of a virtual currency: safe integers, never fractions, made by one checked constructor.
 *
 * Limits (api.md): one operation moves at most 1,000,000,000,000; a balance holds at most
 * 9,000,000,000,000,000, which is below 2^53, so that every JSON reader keeps it exact.
 */
declare const amountBrand: unique symbol;

/** An exact, possibly negative, whole number of gems. */
export type Amount = number & { readonly [amountBrand]: true };

export const AMOUNT_MAX_PER_OPERATION = 1_000_000_000_000;
export const AMOUNT_MAX_PER_BALANCE = 9_000_000_000_000_000;

/** Thrown when arithmetic leaves the range that the ledger can hold: a defect or an attack. */
export class AmountOutOfRange extends Error {
  constructor(value: unknown) {
    super(`not an amount that a balance can hold: ${String(value)}`);
    this.name = 'AmountOutOfRange';
  }
}

/** Makes an amount of a whole number within ±9,000,000,000,000,000; throws `AmountOutOfRange`. */
export function amount(value: number): Amount {
  if (!Number.isSafeInteger(value) || Math.abs(value) > AMOUNT_MAX_PER_BALANCE) {
    throw new AmountOutOfRange(value);
  }
  return (value === 0 ? 0 : value) as Amount; // -0 would print as 0 and compare oddly
}

export const ZERO: Amount = amount(0);

export function add(left: Amount, right: Amount): Amount {
  return amount(left + right);
}

export function subtract(left: Amount, right: Amount): Amount {
  return amount(left - right);
}

export function negate(value: Amount): Amount {
  return amount(-value);
}

/** Multiplies by a whole quantity; throws when the product is out of range. */
export function times(value: Amount, quantity: number): Amount {
  if (!Number.isSafeInteger(quantity)) throw new AmountOutOfRange(quantity);
  return amount(value * quantity);
}

export function smaller(left: Amount, right: Amount): Amount {
  return left < right ? left : right;
}

export function sum(values: Iterable<Amount>): Amount {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

/** True when one operation may move this much: a whole number from 1 to 1,000,000,000,000. */
export function isOperationAmount(value: unknown): value is Amount {
  return (
    Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= AMOUNT_MAX_PER_OPERATION
  );
}
