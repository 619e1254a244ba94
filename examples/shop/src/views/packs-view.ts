import type { Product } from '../../../../sdk/src/shapes.js';
import { packArt, picture, redraw } from '../../../page/art/picture.js';
import { element, keepInOrder, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import { giftText } from '../coins.js';
import type { ShopState, Store } from '../state.js';
import { words } from '../words/words.js';

/** What the store sells for real money. */
export function showPacks(
  list: HTMLElement,
  store: Store,
  topUp: (product: Product, from: Element) => void,
): void {
  const cards = new Map<
    string,
    { card: HTMLElement; update: (product: Product, state: ShopState) => void }
  >();
  store.watch((state) => {
    const { catalog, busy } = state;
    if (!catalog) return;
    const packs = [...catalog.products].sort((left, right) => gemsIn(left) - gemsIn(right));
    const shown = packs.map((product, index) => {
      const known = cards.get(product.key) ?? packCard(topUp);
      cards.set(product.key, known);
      known.update(product, state);
      known.card.classList.toggle('largest', packs.length > 1 && index === packs.length - 1);
      known.card.classList.toggle('busy', busy.has(product.key));
      return known.card;
    });
    if (shown.length === 0) shown.push(element('li', { class: 'empty' }, words.noPacks));
    keepInOrder(list, shown);
  });
}

const gemsIn = ({ grants }: Product) => grants.GEM ?? 0;

function bonusText({ bonus = [] }: Product, state: ShopState): string {
  const lines = bonus.map(({ kind, gives }) => {
    const gifts = giftText(state, [], gives);
    return kind === 'first_top_up' ? words.firstBonus(gifts) : words.bonus(gifts);
  });
  return lines.join('\n');
}

function packCard(topUp: (product: Product, from: Element) => void) {
  let product: Product | undefined;
  const art = picture('art-handful');
  const name = element('h3');
  const amount = element('p', { class: 'pack-amount' });
  const bonus = element('p', { class: 'pack-bonus', 'data-testid': 'bonus' });
  const price = element('span');
  const button = element(
    'button',
    {
      type: 'button',
      class: 'money-button',
      onclick: () => product && topUp(product, card),
    },
    price,
  );
  const card = element('li', { class: 'pack' }, art, amount, bonus, name, button);
  return {
    card,
    update(next: Product, state: ShopState) {
      product = next;
      redraw(art, packArt(gemsIn(next)));
      const title = next.name ?? next.key;
      const cost = next.referencePrice ? format.money(next.referencePrice) : words.pay;
      say(name, title);
      say(price, cost);
      say(bonus, bonusText(next, state));
      bonus.hidden = bonus.textContent === '';
      if (!amount.firstChild) amount.append(picture('art-gem'), element('strong'));
      say(amount.lastElementChild as HTMLElement, format.gems(gemsIn(next)));
      button.setAttribute('aria-label', words.buyPack(title, cost));
      button.dataset.testid = `pack-${next.key}`;
    },
  };
}
