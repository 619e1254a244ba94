import { Faults, treeOfJson } from '../reading/source-tree.js';
import { moment } from '../reading/values.js';

/** RFC 3339 with an offset, as in a catalog, in milliseconds since 1970 UTC; null for any other. */
export function momentOfText(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const faults = new Faults();
  return moment(treeOfJson(text, faults), faults) ?? null;
}
