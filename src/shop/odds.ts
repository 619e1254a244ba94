/** How likely one row of a draw's table is: exactly, and for people to read. */
export interface Odds {
  /** In lowest terms. */
  readonly probability: { readonly numerator: number; readonly denominator: number };
  /** Such as `12.5%`: rounded, never to nothing, and never to certainty. */
  readonly percent: string;
}

const DECIMALS = 4;
const DECIMALS_MAX = 20;

/** The odds of weights, which are whole numbers of at least 1 with a sum below 2^53. */
export function oddsOf(weights: readonly number[]): Odds[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  return weights.map((weight) => {
    const divisor = greatestCommonDivisor(weight, sum);
    return {
      probability: { numerator: weight / divisor, denominator: sum / divisor },
      percent: `${percentText(BigInt(weight), BigInt(sum))}%`,
    };
  });
}

/**
 * With four decimals, or as many as it takes to show two digits of what is tiny, or of what is
 * missing to 100.
 */
function percentText(weight: bigint, sum: bigint): string {
  if (weight === sum) return '100';
  const rarer = weight * 2n > sum ? sum - weight : weight;
  let decimals = DECIMALS;
  while (decimals < DECIMALS_MAX && scaled(rarer, sum, decimals) < 10n) decimals++;
  const digits = String(scaled(weight, sum, decimals)).padStart(decimals + 1, '0');
  const text = `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return text.replace(/\.?0+$/, '');
}

/** A hundred times the share, in units of the last decimal, rounded half up. */
function scaled(weight: bigint, sum: bigint, decimals: number): bigint {
  const numerator = weight * 100n * 10n ** BigInt(decimals);
  return (2n * numerator + sum) / (2n * sum);
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
