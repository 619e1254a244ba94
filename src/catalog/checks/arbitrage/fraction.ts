/** An exact fraction in lowest terms; the denominator is positive. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

export const NOTHING: Fraction = { over: 0n, under: 1n };

/** Makes a fraction; `under` is not zero. */
export function fraction(over: bigint, under = 1n): Fraction {
  const divisor = commonDivisor(over < 0n ? -over : over, under < 0n ? -under : under);
  const sign = under < 0n ? -1n : 1n;
  return { over: (sign * over) / divisor, under: (sign * under) / divisor };
}

export function plus(left: Fraction, right: Fraction): Fraction {
  return fraction(left.over * right.under + right.over * left.under, left.under * right.under);
}

export function multiplied(left: Fraction, right: Fraction): Fraction {
  return fraction(left.over * right.over, left.under * right.under);
}

export function divided(left: Fraction, right: Fraction): Fraction {
  return fraction(left.over * right.under, left.under * right.over);
}

export function isLess(left: Fraction, right: Fraction): boolean {
  return left.over * right.under < right.over * left.under;
}

/** Rounded down. */
export function whole({ over, under }: Fraction): bigint {
  return over >= 0n || over % under === 0n ? over / under : over / under - 1n;
}

export function commonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left, right];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

export function commonMultiple(left: bigint, right: bigint): bigint {
  return (left / commonDivisor(left, right)) * right;
}

/** A positive fraction as a float; NaN, which compares with nothing, where no float comes near. */
export function asNumber(over: bigint, under: bigint): number {
  const plain = Number(over) / Number(under);
  if (Number.isFinite(plain) && plain > 1e-300) return plain;
  const shift = bitsOf(over) - bitsOf(under) - 64;
  if (over === 0n || Math.abs(shift) > 900) return Number.NaN;
  const scaled = shift >= 0 ? over / (under << BigInt(shift)) : (over << BigInt(-shift)) / under;
  return Number(scaled) * 2 ** shift;
}

function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}
