import { Problem } from '../../kernel/problem.js';

/** The strong entity tag of a revision (RFC 9110 §8.8.3). */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/**
 * Throws `precondition_failed` when `If-Match` names other revisions than this one. `*` fits any
 * (RFC 9110 §13.1.1); a weak tag fits none. Without the header anything fits.
 */
export function requireMatch(header: string | undefined, revision: number): void {
  if (header === undefined) return;
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(revisionTag(revision))) return;
  throw new Problem('precondition_failed');
}
