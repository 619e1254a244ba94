import { Problem } from '../../kernel/problem.js';
import type { CatalogFinding } from './publishable.js';

/** More faults than these help nobody; `found` tells how many there are. */
const FINDINGS_TOLD_MAX = 1_000;

/** The faults of a catalog as an answer: `catalog_invalid` with each of them. */
export function catalogInvalid(
  errors: readonly Pick<CatalogFinding, 'pointer' | 'code' | 'detail'>[],
): Problem {
  const told = errors
    .slice(0, FINDINGS_TOLD_MAX)
    .map(({ pointer, code, detail }) => ({ pointer, code, detail }));
  return new Problem('catalog_invalid', { errors: told, members: { found: errors.length } });
}
