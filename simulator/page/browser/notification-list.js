import { onSubmit } from './ask.js';
import { call } from './control.js';
import { byId, element } from './element.js';
import { choice, field } from './field.js';
import { notificationCard } from './notification-card.js';
import { show } from './region.js';
import { say } from './said.js';
import { storeNames } from './words.js';

/**
 * @typedef {import('./shapes.js').Notification} Notification
 * @typedef {import('./shapes.js').Listed<Notification>} NotificationPage
 */

const step = 25;
const most = 500;
let limit = step;

/**
 * Reads what the stores told last, of the titles and stores that the filters let through.
 *
 * @param {{ now: number, refresh: () => Promise<void> }} context
 */
export async function showNotifications(context) {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of ['title', 'store']) {
    const { value } = /** @type {HTMLSelectElement} */ (byId(`told-${name}`));
    if (value !== '') query.set(name, value);
  }
  /** @type {NotificationPage} */
  const { data, nextCursor } = await call('GET', `/notifications?${query}`);
  const minute = Math.floor(context.now / 60_000);
  const seen = data.map(({ id, state, attempts }) => [id, state, attempts.length]);
  show(byId('notification-list'), [seen, minute, nextCursor], () => {
    if (data.length === 0) {
      return [element('p', { class: 'empty' }, 'The stores have not told anything yet.')];
    }
    const cards = data.map((one) => notificationCard(one, { ...context, withPurchase: true }));
    const list = element('ol', { class: 'cards' }, cards);
    return nextCursor === null || limit >= most ? [list] : [list, moreButton(context.refresh)];
  });
}

/** @param {() => Promise<void>} refresh */
function moreButton(refresh) {
  const click = () => {
    limit = Math.min(limit + step, most);
    void refresh();
  };
  return element(
    'button',
    { type: 'button', id: 'told-more', class: 'quiet wide', click },
    'Show more',
  );
}

/**
 * The form for what the stores would not say by themselves.
 *
 * @param {string[]} titles
 * @param {() => Promise<void>} refresh
 */
export function tellForm(titles, refresh) {
  const store = choice('tell-store', storeNames);
  const title = choice('tell-title', Object.fromEntries(titles.map((one) => [one, one])));
  const type = element('input', { id: 'tell-type', value: 'test', required: true });
  const form = element(
    'form',
    { class: 'stack', id: 'tell' },
    element(
      'div',
      { class: 'fields' },
      field('Store', store),
      field('Title', title),
      field('Type', type, 'test, or whatever no server has heard of.'),
    ),
    element('button', {}, 'Tell the server'),
  );
  onSubmit(form, async () => {
    const wish = { store: store.value, title: title.value, type: type.value.trim() };
    await call('POST', '/notifications', wish);
    say('Told.');
    await refresh();
  });
  return form;
}
