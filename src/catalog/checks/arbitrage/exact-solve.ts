export interface ExactSolution {
  /** Over `denominator`, in the order of the rows. */
  readonly values: readonly bigint[];
  readonly denominator: bigint;
}

/**
 * Solves a system of whole numbers exactly, without a fraction on the way (Bareiss, “Sylvester's
 * identity and multistep integer-preserving Gaussian elimination”, 1968). Off its diagonal the
 * matrix has nothing positive. Null as soon as a leading principal minor is not positive: just then
 * it is no M-matrix, that is, what it describes grows or keeps up by itself (Berman and Plemmons,
 * “Nonnegative Matrices in the Mathematical Sciences”, theorem 6.2.3).
 */
export function exactSolution(
  matrix: readonly (readonly bigint[])[],
  right: readonly bigint[],
): ExactSolution | null {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0n]);
  let previous = 1n;
  for (const [step, pivotRow] of rows.entries()) {
    const pivot = pivotRow[step]!;
    if (pivot <= 0n) return null;
    for (const [index, row] of rows.entries()) {
      if (index !== step) reduce(row, pivotRow, { step, pivot, previous });
    }
    previous = pivot;
  }
  return { values: rows.map((row) => row.at(-1)!), denominator: previous };
}

/** Every division is exact. */
function reduce(
  row: bigint[],
  pivotRow: readonly bigint[],
  { step, pivot, previous }: { step: number; pivot: bigint; previous: bigint },
): void {
  const factor = row[step]!;
  for (let column = 0; column < row.length; column += 1) {
    const kept = row[column]!;
    const taken = pivotRow[column]!;
    if (kept === 0n && (factor === 0n || taken === 0n)) continue;
    const change = factor === 0n || taken === 0n ? 0n : factor * taken;
    row[column] = (pivot * kept - change) / previous;
  }
}
