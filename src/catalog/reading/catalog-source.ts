import type { CatalogModel } from '../model.js';
import type { SourceMap, SourceNode } from './source-tree.js';

export type Section = keyof CatalogModel;

/** Finds what a fault is about in the merged source. */
export class CatalogSource {
  constructor(readonly root: SourceMap) {}

  /** The node at a path, or the nearest one above it. */
  node(...path: readonly (string | number)[]): SourceNode {
    let node: SourceNode = this.root;
    for (const step of path) {
      const next = memberOf(node, step);
      if (!next) return node;
      node = next;
    }
    return node;
  }

  /** True also for a thing that is faulty itself: its fault was told, and once is enough. */
  declares(section: Section, key: string): boolean {
    return memberOf(this.node(section), key) !== undefined;
  }
}

function memberOf(node: SourceNode, step: string | number): SourceNode | undefined {
  if (node.type === 'map') return node.entries.get(String(step));
  return node.type === 'list' && typeof step === 'number' ? node.items[step] : undefined;
}
