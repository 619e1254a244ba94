import type { Offer } from '../../../../sdk/src/shapes.js';
import { itemArt, picture, redraw } from '../art/picture.js';
import { element, keepInOrder, say } from '../element.js';
import * as format from '../format.js';
import { levelsOf, mainItem, type OfferState, offerState } from '../offer-state.js';
import type { Purchases } from '../purchases.js';
import type { ShopState, Store } from '../state.js';
import { words } from '../words/words.js';

interface OfferCard {
  readonly card: HTMLElement;
  update(offer: Offer, state: ShopState): void;
}

/** What the shop sells for gems, as it is for this player now. */
export function showOffers(list: HTMLElement, store: Store, purchases: Purchases): void {
  const cards = new Map<string, OfferCard>();
  store.watch((state) => {
    if (!state.catalog) return;
    const shown = inShopOrder(state).map((offer) => {
      const known = cards.get(offer.key) ?? offerCard(purchases);
      cards.set(offer.key, known);
      known.update(offer, state);
      return known.card;
    });
    if (shown.length === 0) shown.push(element('li', { class: 'empty' }, words.noOffers));
    keepInOrder(list, shown);
  });
}

const KIND_ORDER = ['durable', 'consumable', 'bundle', 'upgrade', 'unlock'];

/** The server sorts by key; a shop window leads with what is looked at. */
function inShopOrder(state: ShopState): Offer[] {
  const rank = (offer: Offer) => KIND_ORDER.indexOf(mainItem(state, offer)?.kind ?? 'unlock');
  const offers = [...(state.catalog?.offers ?? [])];
  return offers.sort(
    (left, right) =>
      rank(left) - rank(right) ||
      (left.grants[0]?.level ?? 0) - (right.grants[0]?.level ?? 0) ||
      right.price.amount - left.price.amount,
  );
}

function offerCard(purchases: Purchases): OfferCard {
  let act = () => {};
  const art = picture('art-box');
  const name = element('h3');
  const text = element('p', { class: 'offer-text' });
  const pips = element('p', { class: 'pips' });
  const label = element('span');
  const gem = picture('art-gem');
  const button = element(
    'button',
    { type: 'button', class: 'gem-button', onclick: () => act() },
    gem,
    label,
  );
  const note = element('p', { class: 'offer-note' });
  const card = element(
    'li',
    { class: 'offer' },
    art,
    element('div', { class: 'offer-body' }, name, pips, text),
    note,
    button,
  );
  return {
    card,
    update(offer, state) {
      const now = offerState(state, offer);
      const item = mainItem(state, offer);
      const levels = levelsOf(state, offer);
      redraw(art, itemArt(item?.sku ?? offer.key, item?.kind, levels?.next));
      card.className = `offer ${item?.kind ?? 'other'} is-${now.kind}`;
      card.classList.toggle('busy', state.busy.has(offer.key));
      say(name, offer.name);
      say(text, describe(offer, state));
      showPips(pips, levels);
      const action = actionOf(now, offer);
      gem.classList.toggle('absent', !action.price);
      say(label, action.label);
      say(note, noteOf(now, offer));
      note.title = now.kind === 'for_sale' ? words.aboutHint : '';
      button.dataset.testid = `offer-${offer.key}`;
      button.setAttribute(
        'aria-label',
        action.price ? words.buy(offer.name, action.label) : `${action.label}: ${offer.name}`,
      );
      button.setAttribute('aria-disabled', String(!action.possible));
      act = () => {
        if (action.wear) purchases.wear(action.wear);
        else if (action.possible) void purchases.buy(offer);
      };
    },
  };
}

interface Action {
  readonly label: string;
  readonly possible: boolean;
  /** The label is a price. */
  readonly price?: true;
  readonly wear?: string;
}

function actionOf(now: OfferState, { price }: Offer): Action {
  switch (now.kind) {
    case 'owned':
      if (now.worn) return { label: words.wearing, possible: false };
      if (now.wearable) return { label: words.wear, possible: true, wear: now.wearable };
      return { label: words.owned, possible: false };
    case 'top_level':
      return { label: words.topLevel, possible: false };
    case 'limit_reached':
      return { label: words.limitReached, possible: false };
    case 'needs_level':
      return { label: words.needsLevel(now.level), possible: false };
    case 'part_owned':
      return { label: words.partOwned(now.name), possible: false };
    case 'short':
    case 'for_sale':
      return { label: format.gems(price.amount), possible: true, price: true };
  }
}

/** What it costs in real money, and honestly what is missing. */
function noteOf(now: OfferState, { moneyPrice, price }: Offer): string {
  const about = moneyPrice ? words.about(format.money(moneyPrice)) : '';
  if (now.kind === 'short')
    return [about, words.short(format.gems(now.missing))].filter(Boolean).join('\n');
  if (now.kind === 'for_sale') return about;
  return now.kind === 'needs_level' ? `${words.gemsFor(format.gems(price.amount))}\n${about}` : '';
}

function describe(offer: Offer, state: ShopState): string {
  const item = mainItem(state, offer);
  const said: string[] = [];
  if (item?.description) said.push(item.description);
  else if (item?.kind === 'bundle' && item.parts) {
    const names = item.parts.map(({ sku, quantity }) => {
      const name = state.catalog?.items.find((one) => one.sku === sku)?.name ?? sku;
      return quantity > 1 ? `${quantity} × ${name}` : name;
    });
    said.push(words.contains(new Intl.ListFormat(format.locale).format(names)));
  } else if (item && item.name !== offer.name) said.push(item.name);
  if (offer.endsAt) said.push(words.endsAt(format.momentOf(offer.endsAt)));
  if (typeof offer.limit === 'number' && (offer.limit > 1 || item?.kind === 'bundle'))
    said.push(words.limitOf(offer.limit));
  return said.join(' · ');
}

function showPips(pips: HTMLElement, levels: ReturnType<typeof levelsOf>): void {
  pips.hidden = !levels;
  if (!levels) return;
  const { have, of, next } = levels;
  const key = `${have}/${of}/${next}`;
  if (pips.dataset.levels === key) return;
  pips.dataset.levels = key;
  const dots = Array.from({ length: of }, (_, index) => {
    const level = index + 1;
    const mark = level <= have ? 'full' : level === next ? 'next' : '';
    return element('i', { class: mark, 'aria-hidden': 'true' });
  });
  pips.replaceChildren(...dots, element('span', {}, words.levelOf(have, of)));
}
