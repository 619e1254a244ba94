import type { Item, Offer } from '../../../../sdk/src/shapes.js';
import * as format from '../../../page/format.js';
import { mainItem } from '../../../page/offer-state.js';
import { giftText } from '../coins.js';
import type { ShopState } from '../state.js';
import { words } from '../words/words.js';

/** What an offer is, in a line: what it gives, until when, and how often. */
export function describeOffer(offer: Offer, state: ShopState): string {
  const item = mainItem(state, offer);
  const said = [contentOf(offer, item, state)];
  if (offer.endsAt) said.push(words.endsAt(format.momentOf(offer.endsAt)));
  if (typeof offer.limit === 'number' && (offer.limit > 1 || item?.kind === 'bundle'))
    said.push(words.limitOf(offer.limit));
  const { limitPerPeriod, stock } = offer;
  if (limitPerPeriod) said.push(words.perPeriod[limitPerPeriod.period](limitPerPeriod.count));
  if (typeof stock === 'number') said.push(words.inAll(format.gems(stock)));
  return said.filter(Boolean).join(' · ');
}

function contentOf(offer: Offer, item: Item | undefined, state: ShopState): string {
  const { gives = {}, draw, grants } = offer;
  if (draw) return words.drawOne;
  if (!item) return giftText(state, grants, gives);
  const more = Object.keys(gives).length > 0 ? `+ ${giftText(state, [], gives)}` : '';
  if (item.description) return [item.description, more].filter(Boolean).join(' · ');
  if (item.kind === 'bundle') {
    const coins = { ...item.gives, ...gives };
    return words.contains(giftText(state, item.parts ?? [], coins));
  }
  return item.name === offer.name ? more : [item.name, more].filter(Boolean).join(' ');
}
