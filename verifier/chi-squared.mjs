/**
 * How likely it is that counts deviate from their weights as much as these by chance alone
 * (Pearson's chi-squared test; the upper tail by Wilson and Hilferty's cube root, which is rough for
 * two rows and better for more). Rows that are expected less than five times are taken together. Null: too few to tell.
 *
 * @param {{rows: {key: string, weight: number}[], total: number}} table
 * @param {Map<string, number>} counts
 */
export function chanceOf({ rows, total }, counts) {
  const draws = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const cells = [];
  let rest = { expected: 0, found: 0 };
  for (const { key, weight } of rows) {
    const cell = { expected: (draws * weight) / total, found: counts.get(key) ?? 0 };
    if (cell.expected >= 5) cells.push(cell);
    else rest = { expected: rest.expected + cell.expected, found: rest.found + cell.found };
  }
  if (rest.expected >= 5) cells.push(rest);
  const freedom = cells.length - 1;
  if (freedom < 1) return null;
  const sum = cells.reduce((all, { expected, found }) => {
    return all + (found - expected) ** 2 / expected;
  }, 0);
  const spread = 2 / (9 * freedom);
  return upperTail((Math.cbrt(sum / freedom) - (1 - spread)) / Math.sqrt(spread));
}

/** Of the standard normal distribution (Abramowitz and Stegun 26.2.17). */
function upperTail(z) {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const series = terms.reduceRight((sum, term) => (sum + term) * t, 0);
  const tail = (Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? tail : 1 - tail;
}
