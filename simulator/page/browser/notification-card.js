import { attempt } from './ask.js';
import { call } from './control.js';
import { breakable, element } from './element.js';
import { shortText, shortTimeText, spanText, timeText } from './format.js';
import { say } from './said.js';
import { notificationStates, storeNames } from './words.js';

/**
 * @typedef {import('./shapes.js').Notification} Notification
 * @typedef {import('./shapes.js').Attempt} Attempt
 */

/**
 * What a store told, with every attempt and what the server answered.
 *
 * @param {Notification} notification
 * @param {{ now: number, refresh: () => Promise<void>, withPurchase: boolean }} context
 */
export function notificationCard(notification, { now, refresh, withPurchase }) {
  const { id, store, type, subtype, state, purchase, fault, createdAt } = notification;
  const card = element('li', { class: 'card notification', id: `notification-${id}` });
  const resend = element(
    'button',
    { type: 'button', class: 'quiet', id: `resend-${id}` },
    'Resend',
  );
  resend.addEventListener('click', () =>
    attempt(card, async () => {
      await call('POST', `/notifications/${encodeURIComponent(id)}/resend`);
      say('It is sent again.');
      await refresh();
    }),
  );
  card.append(
    element(
      'div',
      { class: 'card-head' },
      element('strong', { class: 'type' }, type, subtype !== null && ` · ${subtype}`),
      element('span', { class: `state state-${state}` }, notificationStates[state]),
      fault !== null && element('span', { class: 'state state-fault' }, fault),
    ),
    element(
      'p',
      { class: 'about' },
      `${storeNames[store]} · ${timeText(createdAt)}`,
      withPurchase && purchase !== null && ' · ',
      withPurchase && purchase !== null && purchaseLink(id, purchase),
    ),
    attempts(notification, now),
    element(
      'div',
      { class: 'row' },
      element(
        'details',
        { id: `payload-${id}`, class: 'long' },
        element('summary', {}, 'What it says'),
        element('pre', { tabindex: '0' }, payloadText(notification.payload)),
      ),
      resend,
    ),
  );
  return card;
}

/**
 * @param {string} id
 * @param {string} purchase
 */
function purchaseLink(id, purchase) {
  const href = `#/purchases/${encodeURIComponent(purchase)}`;
  return element('a', { href, id: `of-${id}` }, shortText(purchase));
}

/**
 * @param {Notification} notification
 * @param {number} now
 */
function attempts(notification, now) {
  const { state, nextAttemptAt, createdAt } = notification;
  const rows = notification.attempts.map((one) => attemptRow(one, createdAt));
  if (nextAttemptAt !== null) {
    const left = Date.parse(nextAttemptAt) - now;
    const when =
      left > 0 ? `in ${spanText(left)}, ${shortTimeText(nextAttemptAt, createdAt)}` : 'now';
    rows.push(element('li', { class: 'next' }, `Next attempt ${when}.`));
  }
  if (rows.length === 0 && state === 'unaddressed') {
    rows.push(element('li', { class: 'next' }, 'Nobody had said where this app’s server listens.'));
  }
  return element('ol', { class: 'attempts' }, rows);
}

/**
 * @param {Attempt} one
 * @param {string} beside
 */
function attemptRow({ at, kind, url, status, result, answer, durationMs, fault }, beside) {
  const good = result === 'SUCCESS';
  const marks = [kind === 'scheduled' ? null : kind, fault].filter((mark) => mark !== null);
  return element(
    'li',
    { class: good ? 'good' : 'bad' },
    element(
      'p',
      {},
      element('time', { datetime: at }, shortTimeText(at, beside)),
      ' ',
      element('b', {}, status === null ? result : `${status} ${result}`),
      ` ${durationMs} ms`,
      marks.map((mark) => element('span', { class: 'state state-fault' }, mark)),
    ),
    url !== null && element('p', { class: 'url' }, breakable(url)),
    answer !== '' && element('pre', { class: 'answer' }, answer),
  );
}

/** @param {unknown} payload */
function payloadText(payload) {
  return typeof payload === 'string' ? payload : JSON.stringify(payload, null, 2);
}
