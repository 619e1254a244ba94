import { call, Refused } from './control.js';
import { breakable, byId, element } from './element.js';
import { eventForms } from './event-forms.js';
import { notificationCard } from './notification-card.js';
import { purchaseFacts } from './purchase-facts.js';
import { forget, show } from './region.js';
import { stateOf, storeNames } from './words.js';

/** @typedef {import('./shapes.js').Purchase} Purchase */

const regions = ['detail-head', 'detail-events', 'detail-facts', 'detail-told'];
let shownId = '';

/**
 * Reads one purchase and shows everything about it.
 *
 * @param {string} id
 * @param {{ now: number, refresh: () => Promise<void> }} context
 */
export async function showPurchase(id, context) {
  if (shownId !== id) for (const region of regions) forget(byId(region));
  shownId = id;
  /** @type {Purchase} */
  let purchase;
  try {
    purchase = await call('GET', `/purchases/${encodeURIComponent(id)}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const region of regions) forget(byId(region));
    show(byId('detail-head'), error.message, () => [title(error.message)]);
    return;
  }
  // Meanwhile another one may have been asked for.
  if (shownId !== id) return;
  const { proof: _signedAnew, events, notifications, ...facts } = purchase;
  const minute = Math.floor(context.now / 60_000);
  show(byId('detail-head'), facts, () => head(purchase));
  const happening = [events, facts.reviews, facts.lineItems, facts.refund];
  show(byId('detail-events'), happening, () => happen(purchase, context.refresh));
  show(byId('detail-facts'), [facts, minute], () => purchaseFacts(purchase, context.now));
  show(byId('detail-told'), [notifications, minute], () => told(purchase, context));
}

/** @param {...import('./element.js').Child | import('./element.js').Child[]} words */
function title(...words) {
  return element('h2', { id: 'detail-title', tabindex: '-1' }, ...words);
}

/** @param {Purchase} purchase */
function head(purchase) {
  const { store, productId, quantity, environment } = purchase;
  const { name, look } = stateOf(purchase);
  return [
    title(breakable(productId), quantity > 1 && ` × ${quantity}`),
    element(
      'p',
      { class: 'about' },
      element('span', { class: look }, name),
      ` ${storeNames[store]}`,
      environment === 'sandbox' && ' · sandbox',
    ),
  ];
}

/**
 * @param {Purchase} purchase
 * @param {() => Promise<void>} refresh
 */
function happen(purchase, refresh) {
  const forms = eventForms(purchase, refresh);
  const heading = element('h3', { tabindex: '-1' }, 'What can happen');
  if (forms.length === 0) {
    return [heading, element('p', { class: 'about' }, 'Nothing more: this purchase is over.')];
  }
  return [heading, element('div', { class: 'events' }, forms)];
}

/**
 * @param {Purchase} purchase
 * @param {{ now: number, refresh: () => Promise<void> }} context
 */
function told({ notifications }, context) {
  const heading = element('h3', { tabindex: '-1' }, 'What the server was told');
  if (notifications.length === 0) {
    return [heading, element('p', { class: 'about' }, 'Nothing so far.')];
  }
  const cards = [...notifications]
    .reverse()
    .map((one) => notificationCard(one, { ...context, withPurchase: false }));
  return [heading, element('ol', { class: 'cards' }, cards)];
}
