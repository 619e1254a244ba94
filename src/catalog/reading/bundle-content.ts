import { AMOUNT_MAX_PER_OPERATION } from '../../kernel/amount.js';
import type { BundlePart, CatalogModel, Item } from '../model.js';
import type { CatalogSource } from './catalog-source.js';
import { GRANTS_MAX, NESTING_MAX, OPENED_PARTS_MAX, QUANTITY_MAX } from './limits.js';
import type { Faults, SourceNode } from './source-tree.js';
import { grouped } from './values.js';

/** What one unit of a bundle opens to, bundles within it opened as well. */
export interface BundleContent {
  readonly items: ReadonlyMap<string, number>;
  readonly gives: ReadonlyMap<string, number>;
  /** Steps that opening it takes: two bundles of two are four. */
  readonly steps: number;
  /** 1: it holds no bundle. */
  readonly depth: number;
}

type Bundle = Item & { readonly kind: 'bundle' };

/**
 * Opens all bundles. One that cannot be opened, or whose content passes a limit, is not among them;
 * the fault says why. An archived one may pass limits: nobody can get it any more.
 */
export function bundleContents(
  items: CatalogModel['items'],
  source: CatalogSource,
  faults: Faults,
): ReadonlyMap<string, BundleContent> {
  const opener = new BundleOpener(items, source, faults);
  const contents = new Map<string, BundleContent>();
  const bundles = [...items.values()].filter((item) => item.kind === 'bundle');
  // Those on sale first: a deep archived one around them must not make them look too deep.
  for (const archived of [false, true]) {
    for (const bundle of bundles) {
      if (bundle.archived !== archived) continue;
      const content = opener.open(bundle, []);
      if (content) contents.set(bundle.sku, content);
    }
  }
  return contents;
}

class BundleOpener {
  /** Null: it was found faulty. */
  readonly #known = new Map<string, BundleContent | null>();

  constructor(
    private readonly items: CatalogModel['items'],
    private readonly source: CatalogSource,
    private readonly faults: Faults,
  ) {}

  /** `path`: the bundles that are being opened, from the outside. */
  open(bundle: Bundle, path: readonly string[]): BundleContent | null {
    const known = this.#known.get(bundle.sku);
    if (known !== undefined) return known;
    const content = this.#open(bundle, [...path, bundle.sku]);
    this.#known.set(bundle.sku, content);
    return content;
  }

  #open(bundle: Bundle, path: readonly string[]): BundleContent | null {
    const items = new Map<string, number>();
    const gives = new Map<string, number>(Object.entries(bundle.gives));
    let steps = 0;
    let depth = 1;
    let sound = true;
    for (const [index, part] of bundle.parts.entries()) {
      const node = this.source.node('items', bundle.sku, 'parts', index, 'sku');
      const inner = this.#inner(bundle, part, node, path);
      if (!inner) {
        sound = false;
        continue;
      }
      addTimes(items, inner.items, part.quantity);
      addTimes(gives, inner.gives, part.quantity);
      steps += inner.steps + 1;
      depth = Math.max(depth, inner.depth + 1);
    }
    const content = { items, gives, steps, depth };
    return sound && this.#withinLimits(bundle, content) ? content : null;
  }

  /** What one unit of a part opens to. */
  #inner(
    bundle: Bundle,
    { sku }: BundlePart,
    node: SourceNode,
    path: readonly string[],
  ): BundleContent | null {
    if (!this.source.declares('items', sku)) {
      this.faults.of(node, 'unknown_sku', `There is no item “${sku}”.`);
      return null;
    }
    const item = this.items.get(sku);
    if (!item) return null; // faulty itself, which was told
    if (item.kind === 'upgrade' && !bundle.archived) {
      const message = 'A bundle cannot hold an upgrade: which level it gives would be open.';
      this.faults.of(node, 'not_grantable', message);
      return null;
    }
    if (item.kind !== 'bundle') {
      return { items: new Map([[sku, 1]]), gives: new Map(), steps: 0, depth: 0 };
    }
    if (path.includes(sku)) {
      const circle = [...path.slice(path.indexOf(sku)), sku].join(' → ');
      this.faults.of(node, 'bundle_cycle', `The bundle holds itself: ${circle}.`);
      return null;
    }
    if (path.length > NESTING_MAX) return this.#tooDeep(bundle, node);
    return this.open(item, path);
  }

  #withinLimits(bundle: Bundle, { items, gives, steps, depth }: BundleContent): boolean {
    if (bundle.archived) return depth <= NESTING_MAX;
    const node = this.source.node('items', bundle.sku, 'parts');
    const fault = (code: 'too_many' | 'out_of_range', message: string) => {
      this.faults.of(node, code, message);
      return false;
    };
    if (depth > NESTING_MAX) return this.#tooDeep(bundle, node) !== null;
    if (items.size > GRANTS_MAX || gives.size > GRANTS_MAX) {
      return fault('too_many', `The bundle holds more than ${GRANTS_MAX} different things.`);
    }
    if (steps > OPENED_PARTS_MAX) {
      const most = grouped(OPENED_PARTS_MAX);
      return fault('too_many', `With all bundles in it, it has more than ${most} parts.`);
    }
    for (const [sku, quantity] of items) {
      if (quantity <= QUANTITY_MAX) continue;
      const most = grouped(QUANTITY_MAX);
      return fault('out_of_range', `The bundle holds more than ${most} of “${sku}”.`);
    }
    for (const [code, units] of gives) {
      if (units <= AMOUNT_MAX_PER_OPERATION) continue;
      const most = grouped(AMOUNT_MAX_PER_OPERATION);
      return fault('out_of_range', `The bundle gives more than ${most} “${code}”.`);
    }
    return true;
  }

  #tooDeep(bundle: Bundle, node: SourceNode): null {
    if (bundle.archived) return null;
    this.faults.of(node, 'too_deep', `Bundles are nested more than ${NESTING_MAX} deep.`);
    return null;
  }
}

/** Adds so many times what the other map counts. */
export function addTimes(
  totals: Map<string, number>,
  counts: ReadonlyMap<string, number>,
  times: number,
): void {
  for (const [key, count] of counts) totals.set(key, (totals.get(key) ?? 0) + count * times);
}
