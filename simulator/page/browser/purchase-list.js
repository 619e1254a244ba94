import { call } from './control.js';
import { breakable, byId, element } from './element.js';
import { moneyText, shortText, shortTimeText, spanText } from './format.js';
import { show } from './region.js';
import { stateOf, storeNames } from './words.js';

/**
 * @typedef {import('./shapes.js').Purchase} Purchase
 * @typedef {import('./shapes.js').Listed<Purchase>} PurchasePage
 */

const step = 25;
const most = 500;
let limit = step;

/**
 * Reads the newest purchases that the filters let through.
 *
 * @param {{ now: number, chosen: string, refresh: () => Promise<void> }} context
 */
export async function showPurchases({ now, chosen, refresh }) {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of ['title', 'store', 'state']) {
    const { value } = /** @type {HTMLSelectElement} */ (byId(`filter-${name}`));
    if (value !== '') query.set(name, value);
  }
  const filtered = [...query.keys()].length > 1;
  /** @type {PurchasePage} */
  const { data, nextCursor } = await call('GET', `/purchases?${query}`);
  const seen = data.map(({ proof: _proof, notifications, ...rest }) => [
    rest,
    notifications.map(({ state }) => state),
  ]);
  const minute = Math.floor(now / 60_000);
  show(byId('purchase-list'), [seen, chosen, minute, nextCursor, filtered], () => {
    if (data.length === 0) return [filtered ? nothingFound() : nothingYet()];
    const items = data.map((purchase) => item(purchase, { now, chosen }));
    const list = element('ul', { class: 'purchases' }, items);
    return nextCursor === null || limit >= most ? [list] : [list, moreButton(refresh)];
  });
}

/**
 * @param {Purchase} purchase
 * @param {{ now: number, chosen: string }} context
 */
function item(purchase, { now, chosen }) {
  const { id, store, productId, quantity, createdAt, price, notifications } = purchase;
  const { name, look } = stateOf(purchase);
  const troubled = notifications.some((one) => one.state === 'failed' || one.state === 'waiting');
  const href = `#/purchases/${encodeURIComponent(id)}`;
  return element(
    'li',
    {},
    element(
      'a',
      { href, id: `purchase-${id}`, 'aria-current': id === chosen && 'true' },
      element(
        'span',
        { class: 'card-head' },
        element('strong', {}, breakable(productId), quantity > 1 && ` × ${quantity}`),
        element('span', { class: look }, name),
      ),
      element(
        'span',
        { class: 'about' },
        `${storeNames[store]} · ${moneyText(price)} · ${shortTimeText(createdAt, new Date(now).toISOString())}`,
      ),
      element('span', { class: 'about fine' }, shortText(id), warning(purchase, now)),
      troubled && element('span', { class: 'about warn' }, 'The server has not taken everything.'),
    ),
  );
}

/**
 * @param {Purchase} purchase
 * @param {number} now
 */
function warning({ acknowledgeBy }, now) {
  if (acknowledgeBy === null) return null;
  const left = spanText(Date.parse(acknowledgeBy) - now);
  return element('span', { class: 'warn' }, ` · given back in ${left}`);
}

function nothingYet() {
  return element(
    'div',
    { class: 'empty' },
    element('p', {}, 'Nobody has bought anything yet.'),
    element('p', { class: 'about' }, 'Make a purchase here, or let your game do it:'),
    element(
      'pre',
      { tabindex: '0', class: 'unbroken' },
      [
        `curl ${location.origin}/control/purchases \\`,
        "  -H 'content-type: application/json' \\",
        '  -d \'{"store":"google","productId":"gems_500"}\'',
      ].join('\n'),
    ),
  );
}

function nothingFound() {
  return element('p', { class: 'empty' }, 'No purchase is like that.');
}

/** @param {() => Promise<void>} refresh */
function moreButton(refresh) {
  const click = () => {
    limit = Math.min(limit + step, most);
    void refresh();
  };
  return element('button', { type: 'button', id: 'more', class: 'quiet wide', click }, 'Show more');
}
