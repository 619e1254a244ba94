import type { CatalogModel } from '../model.js';
import type { Faults, SourceNode } from './source-tree.js';

/** Reads a merged catalog; null when something is so wrong that there is no model. */
export function modelFrom(root: SourceNode, faults: Faults): CatalogModel | null {
  faults.of(root, 'syntax', 'Reading is not there yet.');
  return null;
}
