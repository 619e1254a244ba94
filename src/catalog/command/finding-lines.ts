import type { RemoteFinding } from './admin-catalog.js';

/** More are counted. */
const SHOWN_MAX = 100;

/** One line for each, errors first: `error /offers/dragon price_zero What is free …`. */
export function findingLines(
  errors: readonly RemoteFinding[],
  warnings: readonly RemoteFinding[],
): string[] {
  const all = [
    ...errors.map((finding) => lineOf('error  ', finding)),
    ...warnings.map((finding) => lineOf('warning', finding)),
  ];
  if (all.length <= SHOWN_MAX) return all;
  return [...all.slice(0, SHOWN_MAX), `… and ${all.length - SHOWN_MAX} more.`];
}

function lineOf(severity: string, { pointer, code, detail }: RemoteFinding): string {
  return `${severity} ${pointer || '/'} ${code} ${detail}`;
}
