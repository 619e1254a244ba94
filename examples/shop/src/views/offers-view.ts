import type { Offer } from '../../../../sdk/src/shapes.js';
import { element, keepInOrder } from '../../../page/element.js';
import { mainItem } from '../../../page/offer-state.js';
import type { Purchases } from '../purchases.js';
import type { ShopState, Store } from '../state.js';
import { words } from '../words/words.js';
import { createOddsSheet } from './odds-sheet.js';
import { type OfferCard, offerCard } from './offer-card.js';

const TICK_MS = 1_000;

/** What the shop sells for gems, as it is for this player now. */
export function showOffers(list: HTMLElement, store: Store, purchases: Purchases): void {
  const cards = new Map<string, OfferCard>();
  const odds = createOddsSheet(document.body);
  const actions = {
    ...purchases,
    showOdds: ({ draw }: Offer) => draw && odds.show(draw, store.current),
  };
  store.watch((state) => {
    if (!state.catalog) return;
    const shown = inShopOrder(state).map((offer) => {
      const known = cards.get(offer.key) ?? offerCard(actions);
      cards.set(offer.key, known);
      known.update(offer, state);
      return known.card;
    });
    if (shown.length === 0) shown.push(element('li', { class: 'empty' }, words.noOffers));
    keepInOrder(list, shown);
  });
  setInterval(() => {
    if (document.hidden) return;
    for (const { tick } of cards.values()) tick();
  }, TICK_MS);
}

const KIND_ORDER = ['durable', 'consumable', 'bundle', 'upgrade', 'chance', 'coins', 'unlock'];

/** The server sorts by key; a shop window leads with what is looked at. */
function inShopOrder(state: ShopState): Offer[] {
  const rank = (offer: Offer) => KIND_ORDER.indexOf(kindOf(offer, state));
  const offers = [...(state.catalog?.offers ?? [])];
  return offers.sort(
    (left, right) =>
      rank(left) - rank(right) ||
      (left.grants[0]?.level ?? 0) - (right.grants[0]?.level ?? 0) ||
      right.price.amount - left.price.amount,
  );
}

function kindOf(offer: Offer, state: ShopState): string {
  if (offer.draw) return 'chance';
  return mainItem(state, offer)?.kind ?? (offer.grants.length === 0 ? 'coins' : 'unlock');
}
