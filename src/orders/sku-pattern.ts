/** Whether a sku is named: by itself, or by its beginning with a `*` at the end. */
export function matchesAny(sku: string, patterns: readonly string[]): boolean {
  return patterns.some((one) =>
    one.endsWith('*') ? sku.startsWith(one.slice(0, -1)) : sku === one,
  );
}
