import type { Offer, Product } from '../../../../sdk/src/shapes.js';
import { itemArt, packArt, picture, redraw } from '../../../page/art/picture.js';
import { element, keepInOrder, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import { levelsOf, mainItem, type OfferState, offerState } from '../../../page/offer-state.js';
import type { Actions } from '../till/actions.js';
import type { GameState, Store } from '../till/state.js';

/** What this game sells of the catalog, in this order, and what it does to the run. */
const SOLD: Readonly<Record<string, string>> = {
  dragon: 'Glides while you hold',
  frost: 'Jumps twice',
  moss: 'Draws embers near',
  potion: 'One more heart',
  sword: 'Cuts what is in the way',
  starter: 'Moss skin and 5 potions',
};

interface Parts {
  readonly packs: HTMLElement;
  readonly offers: HTMLElement;
  readonly store: Store;
  readonly actions: Actions;
  readonly now: () => number;
}

export function showShop({ packs, offers, store, actions, now }: Parts): void {
  const packCards = new Map<string, ReturnType<typeof packCard>>();
  const offerCards = new Map<string, ReturnType<typeof offerCard>>();
  store.watch((state) => {
    const { catalog } = state;
    if (!catalog) return;
    const products = [...catalog.products].sort((a, b) => gemsIn(a) - gemsIn(b));
    const shown = products.map((product) => {
      const known = packCards.get(product.key) ?? packCard(actions);
      packCards.set(product.key, known);
      known.update(product, state);
      return known.card;
    });
    keepInOrder(packs, shown);
    const wanted = Object.keys(SOLD).flatMap((key) => {
      const offer = catalog.offers.find((one) => one.key === key);
      if (!offer) return [];
      const known = offerCards.get(key) ?? offerCard(actions);
      offerCards.set(key, known);
      known.update(offer, state);
      return known.card;
    });
    keepInOrder(offers, wanted);
  });
  setInterval(() => {
    for (const { tick } of offerCards.values()) tick(now());
  }, 250);
}

const gemsIn = ({ grants }: Product) => grants.GEM ?? 0;

function packCard(actions: Actions) {
  let product: Product | undefined;
  const art = picture('art-handful');
  const amount = element('strong');
  const price = element('span', { class: 'money' });
  const button = element(
    'button',
    {
      type: 'button',
      class: 'pack-button',
      onclick: () => product && void actions.topUp(product, art),
    },
    art,
    amount,
    price,
  );
  const card = element('li', { class: 'pack' }, button);
  return {
    card,
    update(next: Product, { busy }: GameState) {
      product = next;
      const cost = format.money(next.referencePrice);
      redraw(art, packArt(gemsIn(next)));
      say(amount, format.gems(gemsIn(next)));
      say(price, cost);
      button.dataset.testid = `pack-${next.key}`;
      button.setAttribute('aria-label', `Buy ${format.gems(gemsIn(next))} gems for ${cost}`);
      card.classList.toggle('busy', busy.has(next.key));
    },
  };
}

function offerCard(actions: Actions) {
  let offer: Offer | undefined;
  let act = () => {};
  const art = picture('art-box');
  const name = element('h3');
  const text = element('p', { class: 'offer-text' });
  const money = element('p', { class: 'offer-money' });
  const sale = element('p', { class: 'offer-sale', 'data-testid': 'sale' });
  const before = element('s');
  const label = element('span');
  const coin = picture('art-gem');
  const button = element(
    'button',
    { type: 'button', class: 'gem-button', onclick: () => act() },
    coin,
    before,
    label,
  );
  const card = element(
    'li',
    { class: 'offer' },
    art,
    element('div', { class: 'offer-body' }, name, text, sale),
    element('div', { class: 'offer-buy' }, button, money),
  );

  function tick(now: number): void {
    const endsAt = offer?.sale?.endsAt;
    const percent = percentOff(offer);
    sale.hidden = percent === 0;
    if (percent === 0) return;
    const left = endsAt ? Math.max(Date.parse(endsAt) - now, 0) : null;
    say(sale, `−${percent} %${left === null ? '' : ` · ${format.duration(left) || '0 s'} left`}`);
  }

  return {
    card,
    tick,
    update(next: Offer, state: GameState) {
      offer = next;
      const now = offerState(state, next);
      const item = mainItem(state, next);
      const levels = levelsOf(state, next);
      redraw(art, itemArt(item?.sku ?? next.key, item?.kind, levels?.next));
      say(name, next.name);
      const level = levels ? ` · level ${levels.have} of ${levels.of}` : '';
      say(text, (SOLD[next.key] ?? '') + level);
      const action = actionOf(now, next);
      say(label, action.label);
      coin.classList.toggle('absent', !action.price);
      const list = action.price ? next.listPrice : null;
      before.hidden = !list;
      say(before, list ? format.gems(list.amount) : '');
      say(money, action.price && next.moneyPrice ? `≈ ${format.money(next.moneyPrice)}` : '');
      button.dataset.testid = `offer-${next.key}`;
      button.setAttribute('aria-label', spoken(next, action));
      button.setAttribute('aria-disabled', String(!action.possible));
      card.className = `offer is-${now.kind}`;
      card.classList.toggle('busy', state.busy.has(next.key));
      card.classList.toggle('on-sale', percentOff(next) > 0);
      act = () => {
        if (action.wear) actions.wear(action.wear);
        else if (action.possible) void actions.buy(next);
      };
    },
  };
}

function percentOff(offer: Offer | undefined): number {
  if (!offer?.listPrice) return 0;
  return Math.round(100 - (offer.price.amount / offer.listPrice.amount) * 100);
}

interface Action {
  readonly label: string;
  readonly possible: boolean;
  readonly price?: true;
  readonly wear?: string;
}

/** A click on what is too dear asks the server all the same: its answer says what is missing. */
function actionOf(now: OfferState, { price }: Offer): Action {
  switch (now.kind) {
    case 'owned':
      if (now.worn) return { label: 'Worn', possible: false };
      if (now.wearable) return { label: 'Wear', possible: true, wear: now.wearable };
      return { label: 'Owned', possible: false };
    case 'top_level':
      return { label: 'Top level', possible: false };
    case 'limit_reached':
    case 'part_owned':
      return { label: 'Owned', possible: false };
    case 'needs_level':
    case 'needs_item':
      return { label: 'Later', possible: false };
    case 'short':
    case 'for_sale':
      return { label: format.gems(price.amount), possible: true, price: true };
  }
}

function spoken({ name, price, listPrice }: Offer, { label, price: costs }: Action): string {
  if (!costs) return `${label}: ${name}`;
  const instead = listPrice ? `, instead of ${format.gems(listPrice.amount)}` : '';
  return `Buy ${name} for ${format.gems(price.amount)} gems${instead}`;
}
