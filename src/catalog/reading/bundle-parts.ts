import type { BundlePart, CatalogModel, Item } from '../model.js';
import type { CatalogSource } from './catalog-source.js';
import { GRANTS_MAX, QUANTITY_MAX } from './item-reader.js';
import type { Faults } from './source-tree.js';
import { grouped } from './values.js';

const NESTING_MAX = 16;

type Items = CatalogModel['items'];

/**
 * Replaces bundles within bundles by what they hold, so that an order sees plain items with their
 * total quantities, in the order in which they are first named. A bundle that cannot be resolved is
 * left out; the fault says why.
 */
export function resolvedItems(items: Items, source: CatalogSource, faults: Faults): Items {
  const resolver = new BundleResolver(items, source, faults);
  const resolved = new Map<string, Item>();
  for (const item of items.values()) {
    if (item.kind !== 'bundle') {
      resolved.set(item.sku, item);
      continue;
    }
    const parts = resolver.parts(item.sku, []);
    if (parts) resolved.set(item.sku, { ...item, parts });
  }
  return resolved;
}

class BundleResolver {
  /** Null: it was found faulty. */
  readonly #known = new Map<string, readonly BundlePart[] | null>();

  constructor(
    private readonly items: Items,
    private readonly source: CatalogSource,
    private readonly faults: Faults,
  ) {}

  parts(sku: string, path: readonly string[]): readonly BundlePart[] | null {
    const known = this.#known.get(sku);
    if (known !== undefined) return known;
    const parts = this.#resolve(sku, [...path, sku]);
    this.#known.set(sku, parts);
    return parts;
  }

  #resolve(sku: string, path: readonly string[]): readonly BundlePart[] | null {
    const bundle = this.items.get(sku);
    if (bundle?.kind !== 'bundle') return null;
    const totals = new Map<string, number>();
    let sound = true;
    for (const [index, part] of bundle.parts.entries()) {
      const inner = this.#inner(sku, index, part, path);
      if (!inner) sound = false;
      for (const { sku: partSku, quantity } of inner ?? []) {
        totals.set(partSku, (totals.get(partSku) ?? 0) + quantity * part.quantity);
      }
    }
    return sound && this.#withinLimits(sku, totals)
      ? [...totals].map(([partSku, quantity]) => ({ sku: partSku, quantity }))
      : null;
  }

  /** What one unit of a part holds. */
  #inner(sku: string, index: number, part: BundlePart, path: readonly string[]) {
    const node = this.source.node('items', sku, 'parts', index, 'sku');
    if (!this.source.declares('items', part.sku)) {
      this.faults.of(node, 'unknown_sku', `There is no item “${part.sku}”.`);
      return null;
    }
    const item = this.items.get(part.sku);
    if (!item) return null; // faulty itself, which was told
    if (item.kind === 'upgrade') {
      const message = 'A bundle cannot hold an upgrade: which level it gives would be open.';
      this.faults.of(node, 'not_grantable', message);
      return null;
    }
    if (item.kind !== 'bundle') return [{ sku: part.sku, quantity: 1 }];
    if (path.includes(part.sku)) {
      const circle = [...path.slice(path.indexOf(part.sku)), part.sku].join(' → ');
      this.faults.of(node, 'bundle_cycle', `The bundle holds itself: ${circle}.`);
      return null;
    }
    if (path.length >= NESTING_MAX) {
      const message = `Bundles are nested more than ${NESTING_MAX} deep.`;
      this.faults.of(node, 'too_deep', message);
      return null;
    }
    return this.parts(part.sku, path);
  }

  #withinLimits(sku: string, totals: ReadonlyMap<string, number>): boolean {
    const node = this.source.node('items', sku, 'parts');
    if (totals.size > GRANTS_MAX) {
      const message = `The bundle holds more than ${GRANTS_MAX} different items.`;
      this.faults.of(node, 'too_many', message);
      return false;
    }
    for (const [partSku, quantity] of totals) {
      if (quantity <= QUANTITY_MAX) continue;
      const message = `The bundle holds more than ${grouped(QUANTITY_MAX)} of “${partSku}”.`;
      this.faults.of(node, 'out_of_range', message);
      return false;
    }
    return true;
  }
}
