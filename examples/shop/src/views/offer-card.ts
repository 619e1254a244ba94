import type { Offer } from '../../../../sdk/src/shapes.js';
import { itemArt, picture, redraw } from '../../../page/art/picture.js';
import { element, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import { levelsOf, mainItem, type OfferState, offerState } from '../../../page/offer-state.js';
import { amountText, coinArt } from '../coins.js';
import type { Purchases } from '../purchases.js';
import type { ShopState } from '../state.js';
import { words } from '../words/words.js';
import { describeOffer } from './offer-words.js';
import { saleRibbon } from './sale-ribbon.js';

export interface OfferCard {
  readonly card: HTMLElement;
  update(offer: Offer, state: ShopState): void;
  /** A second has passed. */
  tick(): void;
}

export interface CardActions extends Pick<Purchases, 'buy' | 'wear'> {
  showOdds(offer: Offer): void;
}

/** One offer. It stays the same element, so the keyboard's focus survives every refresh. */
export function offerCard(actions: CardActions): OfferCard {
  let act = () => {};
  let seeOdds = () => {};
  const parts = cardParts(
    () => act(),
    () => seeOdds(),
  );
  const { card, art, coin, before, label, button, note, odds, sale } = parts;
  return {
    card,
    tick: sale.tick,
    update(offer, state) {
      const now = offerState(state, offer);
      const item = mainItem(state, offer);
      const levels = levelsOf(state, offer);
      redraw(art, artOf(offer, state));
      card.className = `offer ${kindClass(offer, item?.kind)} is-${now.kind}`;
      card.classList.toggle('busy', state.busy.has(offer.key));
      say(parts.name, offer.name);
      say(parts.text, describeOffer(offer, state));
      sale.update(offer);
      showPips(parts.pips, levels);
      showLevelPrices(parts.prices, offer, levels?.next);
      const action = actionOf(now, offer);
      const { currency } = offer.price;
      coin.classList.toggle('absent', !action.price);
      redraw(coin, coinArt(currency));
      const list = action.price ? offer.listPrice : null;
      before.hidden = !list;
      say(before, list ? format.gems(list.amount) : '');
      say(label, action.label);
      say(note, noteOf(now, offer, state));
      note.title = now.kind === 'for_sale' && offer.moneyPrice ? words.aboutHint : '';
      odds.hidden = !offer.draw;
      odds.dataset.testid = `odds-${offer.key}`;
      odds.setAttribute('aria-label', words.oddsOf(offer.name));
      button.dataset.testid = `offer-${offer.key}`;
      button.setAttribute('aria-label', buttonWords(offer, action, state));
      button.setAttribute('aria-disabled', String(!action.possible));
      seeOdds = () => actions.showOdds(offer);
      act = () => {
        if (action.wear) actions.wear(action.wear);
        else if (action.possible) void actions.buy(offer);
      };
    },
  };
}

function cardParts(act: () => void, seeOdds: () => void) {
  const art = picture('art-box');
  const name = element('h3');
  const text = element('p', { class: 'offer-text' });
  const pips = element('p', { class: 'pips' });
  const prices = element('ol', { class: 'level-prices', 'aria-label': words.levelPrices });
  const sale = saleRibbon();
  const coin = picture('art-gem');
  const before = element('s');
  const label = element('span');
  const button = element(
    'button',
    { type: 'button', class: 'gem-button', onclick: act },
    coin,
    before,
    label,
  );
  const odds = element(
    'button',
    { type: 'button', class: 'plain-button odds-button', onclick: seeOdds },
    words.odds,
  );
  const note = element('p', { class: 'offer-note' });
  const card = element(
    'li',
    { class: 'offer' },
    art,
    element('div', { class: 'offer-body' }, name, sale.ribbon, pips, prices, text),
    note,
    odds,
    button,
  );
  return { card, art, name, text, pips, prices, sale, coin, before, label, button, odds, note };
}

function artOf(offer: Offer, state: ShopState): string {
  const item = mainItem(state, offer);
  if (!item && !offer.draw && offer.gives?.GEM === undefined) return 'art-coin';
  return itemArt(item?.sku ?? offer.key, item?.kind, levelsOf(state, offer)?.next);
}

function kindClass(offer: Offer, kind: string | undefined): string {
  return offer.draw ? 'chance' : (kind ?? 'other');
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
    case 'needs_item':
      return { label: words.needsItem(now.name), possible: false };
    case 'part_owned':
      return { label: words.partOwned(now.name), possible: false };
    case 'short':
    case 'for_sale':
      return { label: format.gems(price.amount), possible: true, price: true };
  }
}

function buttonWords(offer: Offer, action: Action, state: ShopState): string {
  if (!action.price) return `${action.label}: ${offer.name}`;
  const { currency, amount } = offer.price;
  const said = words.buy(offer.name, amountText(state, currency, amount));
  if (!offer.listPrice) return said;
  return `${said}, ${words.insteadOf(amountText(state, currency, offer.listPrice.amount))}`;
}

/** What it costs in real money, and honestly what is missing. */
function noteOf(now: OfferState, { moneyPrice, price }: Offer, state: ShopState): string {
  const about = moneyPrice ? words.about(format.money(moneyPrice)) : '';
  const said = (amount: number) => amountText(state, price.currency, amount);
  if (now.kind === 'short')
    return [about, words.short(said(now.missing))].filter(Boolean).join('\n');
  if (now.kind === 'for_sale') return about;
  if (now.kind !== 'needs_level' && now.kind !== 'needs_item') return '';
  return [said(price.amount), about].filter(Boolean).join('\n');
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

/** What each level costs without a sale; the next one stands out. */
function showLevelPrices(list: HTMLElement, { levelPrices }: Offer, next = 1): void {
  list.hidden = !levelPrices;
  const key = `${levelPrices?.join()} ${next}`;
  if (list.dataset.prices === key) return;
  list.dataset.prices = key;
  const steps = (levelPrices ?? []).map((price, index) =>
    element('li', { class: index + 1 === next ? 'next' : '' }, format.gems(price)),
  );
  list.replaceChildren(...steps);
}
