import type { Item } from '../model.js';
import type { Faults, SourceNode } from './source-tree.js';

/** Tells when nobody could ever hold so many of an item, so that buying it would always fail. */
export function checkHeldQuantity(
  item: Item,
  quantity: number,
  node: SourceNode,
  faults: Faults,
): void {
  if (item.kind === 'consumable' && item.stack !== null && quantity > item.stack) {
    const message = `A player can hold ${item.stack} of “${item.sku}”, not ${quantity}.`;
    faults.of(node, 'over_stack', message);
  }
  if (['durable', 'unlock'].includes(item.kind) && quantity > 1) {
    const message = `A player owns “${item.sku}” once; this gives it ${quantity} times.`;
    faults.of(node, 'granted_twice', message);
  }
}
