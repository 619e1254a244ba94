import type { InventoryItem, Item } from '../../../../sdk/src/shapes.js';
import { itemArt, picture, redraw } from '../../../page/art/picture.js';
import { element, keepInOrder, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import type { Purchases } from '../purchases.js';
import type { ShopState, Store } from '../state.js';
import { words } from '../words/words.js';

/** What the player carries. Skins hang in the wardrobe of the hero instead. */
export function showInventory(list: HTMLElement, store: Store, purchases: Purchases): void {
  const rows = new Map<string, ReturnType<typeof row>>();
  const empty = element('li', { class: 'empty' }, words.emptyBag);
  store.watch((state) => {
    if (state.phase === 'loading') return;
    const held = state.inventory.filter(
      ({ sku, quantity }) => quantity > 0 && !sku.startsWith('skin.'),
    );
    const shown = held.map((one) => {
      const known = rows.get(one.sku) ?? row(purchases);
      rows.set(one.sku, known);
      known.update(one, itemOf(state, one), state.busy.has(one.sku));
      return known.item;
    });
    keepInOrder(list, shown.length > 0 ? shown : [empty]);
  });
}

/** What the catalog says of it; of what it names no more, what the inventory says. */
type ShownItem = Pick<Item, 'sku' | 'kind' | 'name' | 'levels'>;

function itemOf({ catalog }: ShopState, { sku, kind }: InventoryItem): ShownItem {
  const known = catalog?.items.find((item) => item.sku === sku);
  return known ?? { sku, kind, name: sku };
}

function row(purchases: Purchases) {
  let shown: ShownItem | undefined;
  const art = picture('art-box');
  const name = element('h3');
  const count = element('p', { class: 'count' });
  const use = element(
    'button',
    { type: 'button', class: 'use-button', onclick: () => shown && purchases.use(shown) },
    words.use,
  );
  const item = element('li', { class: 'held' }, art, element('div', {}, name, count), use);
  return {
    item,
    update({ quantity, level }: InventoryItem, known: ShownItem, busy: boolean) {
      shown = known;
      redraw(art, itemArt(known.sku, known.kind, level ?? 1));
      say(name, known.name);
      const text =
        known.kind === 'consumable'
          ? `× ${format.gems(quantity)}`
          : level
            ? words.levelOf(level, known.levels ?? level)
            : words.owned;
      say(count, text);
      count.dataset.testid = `held-${known.sku}`;
      use.hidden = known.kind !== 'consumable';
      use.setAttribute('aria-label', words.useOne(known.name));
      use.dataset.testid = `use-${known.sku}`;
      item.classList.toggle('busy', busy);
    },
  };
}
