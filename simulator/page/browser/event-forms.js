import { onSubmit } from './ask.js';
import { call } from './control.js';
import { byId, element } from './element.js';
import { choice } from './field.js';
import { say } from './said.js';
import { consumptionReasons, events, googleChargeback } from './words.js';

/**
 * @typedef {import('./shapes.js').Purchase} Purchase
 * @typedef {import('./words.js').EventWords} EventWords
 */

/**
 * A form for everything that can happen to a purchase now.
 *
 * @param {Purchase} purchase
 * @param {() => Promise<void>} refresh
 */
export function eventForms(purchase, refresh) {
  return purchase.events.flatMap((event) => {
    const words = /** @type {EventWords} */ (events[event] ?? { name: event, hint: '', done: '' });
    const make = (/** @type {EventWords} */ said, /** @type {Part[]} */ parts, key = event) =>
      form({ purchase, event, key, words: said, parts, refresh });
    if (event === 'refund') return [make(words, refundParts(purchase))];
    if (event === 'consumption-request') return [make(words, reasonParts())];
    if (event !== 'chargeback' || purchase.store === 'apple') return [make(words, [])];
    if (!purchase.reviews.some(({ outcome }) => outcome === null)) {
      return [make(googleChargeback.opens, [])];
    }
    return /** @type {const} */ (['upheld', 'dismissed']).map((outcome) =>
      make(googleChargeback[outcome], [{ wish: () => ({ outcome }) }], `chargeback-${outcome}`),
    );
  });
}

/**
 * @typedef {object} Part A field of an event, and what it adds to the wish.
 * @property {HTMLElement} [node]
 * @property {() => object} wish
 */

/**
 * @param {{ purchase: Purchase, event: string, key: string, words: EventWords, parts: Part[],
 *   refresh: () => Promise<void> }} given
 */
function form({ purchase, event, key, words, parts, refresh }) {
  const made = element(
    'form',
    { class: 'event', id: `event-${key}` },
    element(
      'button',
      { id: `do-${key}`, 'aria-describedby': `hint-${key}`, class: words.takes ? 'taking' : '' },
      words.name,
    ),
    parts.flatMap(({ node }) => node ?? []),
    element('p', { class: 'hint', id: `hint-${key}` }, words.hint),
  );
  onSubmit(made, async () => {
    const notify = /** @type {HTMLInputElement} */ (byId('notify')).checked;
    const wish = Object.assign({}, ...parts.map((part) => part.wish()), notify ? {} : { notify });
    await call('POST', `/purchases/${encodeURIComponent(purchase.id)}/${event}`, wish);
    say(words.done);
    await refresh();
  });
  return made;
}

/**
 * Apple gives back a share, Google units.
 *
 * @param {Purchase} purchase
 * @returns {Part[]}
 */
function refundParts(purchase) {
  if (purchase.store === 'apple') return [percentagePart()];
  const items = purchase.lineItems.filter((item) => item.refundedQuantity < item.quantity);
  const left = items.reduce((sum, item) => sum + item.quantity - item.refundedQuantity, 0);
  if (left <= 1) return [];
  const units = numberField('refund-quantity', { min: 1, max: left, placeholder: 'all' });
  const names = Object.fromEntries(items.map(({ productId }) => [productId, productId]));
  const product = items.length > 1 ? choice('refund-product', names) : null;
  const wish = () => {
    if (units.value === '') return {};
    const productId = product?.value;
    return { quantity: Number(units.value), ...(productId !== undefined && { productId }) };
  };
  const node = element(
    'span',
    { class: 'row' },
    product && named('of', product),
    named('Units', units),
  );
  return [{ node, wish }];
}

/** @returns {Part} */
function percentagePart() {
  const share = numberField('refund-percentage', { min: 0.001, max: 100, placeholder: '100' });
  share.step = 'any';
  const wish = () => (share.value === '' ? {} : { percentage: Number(share.value) });
  return { node: named('Percent', share), wish };
}

/** @returns {Part[]} */
function reasonParts() {
  const reason = choice('consumption-reason', consumptionReasons);
  return [{ node: named('Reason', reason), wish: () => ({ reason: reason.value }) }];
}

/**
 * @param {string} id
 * @param {object} limits
 */
function numberField(id, limits) {
  return element('input', { type: 'number', inputmode: 'decimal', id, ...limits });
}

/**
 * @param {string} name
 * @param {HTMLElement} control
 */
function named(name, control) {
  return element('label', { class: 'inline', for: control.id }, name, ' ', control);
}
