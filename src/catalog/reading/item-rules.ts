import type { CatalogModel, Item } from '../model.js';
import { checkGifts } from './gift-rules.js';
import { checkHeldQuantity } from './held-quantity.js';
import type { Rules } from './rules.js';

/** What items say about one another: parts that a player can hold, conditions that can be met. */
export function checkItems(rules: Rules): void {
  const { model, source, faults } = rules;
  for (const item of model.items.values()) {
    if (item.kind === 'bundle') checkBundle(item, rules);
    if (item.kind !== 'unlock') continue;
    for (const [index, sku] of item.requires.entries()) {
      const node = source.node('items', item.sku, 'requires', index);
      if (!source.declares('items', sku)) {
        faults.of(node, 'unknown_sku', `There is no item “${sku}”.`);
      } else if (model.items.get(sku)?.kind === 'bundle' && !item.archived) {
        faults.of(node, 'not_grantable', 'Nobody owns a bundle: require one of its parts.');
      }
    }
  }
  for (const sku of unlocksInCircles(model.items)) {
    const node = source.node('items', sku, 'requires');
    faults.of(node, 'unlock_cycle', `“${sku}” can never be unlocked: it requires itself.`);
  }
}

function checkBundle(bundle: Item & { readonly kind: 'bundle' }, rules: Rules): void {
  const { model, bundles, source, faults } = rules;
  const { sku, parts, gives, archived } = bundle;
  checkGifts({ path: ['items', sku], grants: [], gives, archived }, rules);
  if (archived) return;
  for (const [index, part] of parts.entries()) {
    if (!model.items.get(part.sku)?.archived) continue;
    const node = source.node('items', sku, 'parts', index, 'sku');
    faults.of(node, 'archived_sold', `“${part.sku}” is archived: nobody can get it.`);
  }
  const node = source.node('items', sku, 'parts');
  for (const [part, quantity] of bundles.get(sku)?.items ?? []) {
    checkHeldQuantity(model.items.get(part)!, quantity, node, faults);
  }
}

/**
 * The unlocks that lie on a circle of requirements. What can be unlocked is taken away again and
 * again, first from below and then from above; what is left over waits for itself.
 */
function unlocksInCircles(items: CatalogModel['items']): string[] {
  const requires = new Map<string, string[]>();
  for (const item of items.values()) {
    if (item.kind !== 'unlock') continue;
    requires.set(
      item.sku,
      item.requires.filter((sku) => items.get(sku)?.kind === 'unlock'),
    );
  }
  const pruned = withoutLeaves(requires);
  const reversed = new Map([...pruned.keys()].map((sku) => [sku, [] as string[]]));
  for (const [sku, needed] of pruned) {
    for (const other of needed) reversed.get(other)?.push(sku);
  }
  return [...withoutLeaves(reversed).keys()];
}

/** Removes nodes that point at nothing that is left, until none remains; linear in the edges. */
function withoutLeaves(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const left = new Map([...edges].map(([from, to]) => [from, new Set(to)]));
  const pointing = new Map<string, string[]>();
  for (const [from, to] of left) {
    for (const other of to) {
      const known = pointing.get(other);
      if (known) known.push(from);
      else pointing.set(other, [from]);
    }
  }
  const leaves = [...left].filter(([, to]) => to.size === 0).map(([from]) => from);
  for (let leaf = leaves.pop(); leaf !== undefined; leaf = leaves.pop()) {
    left.delete(leaf);
    for (const from of pointing.get(leaf) ?? []) {
      const to = left.get(from);
      to?.delete(leaf);
      if (to?.size === 0) leaves.push(from);
    }
  }
  return new Map([...left].map(([from, to]) => [from, [...to]]));
}
