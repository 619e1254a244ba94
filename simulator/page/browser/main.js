import { readClock, setUpClock, showTime, storeNow } from './clock.js';
import { call } from './control.js';
import { byId, element } from './element.js';
import { faultForm, showFaults } from './faults.js';
import { showLeaf } from './leaf.js';
import { showNotifications, tellForm } from './notification-list.js';
import { showPurchase } from './purchase-detail.js';
import { purchaseForm } from './purchase-form.js';
import { showPurchases } from './purchase-list.js';

/**
 * @typedef {import('./shapes.js').App} App
 * @typedef {{ name: 'list' | 'new' | 'detail' | 'notifications' | 'faults', id: string }} Place
 */

const pauseMs = 1500;
/** Right after something was done its notification is still on its way. */
const soonMs = 300;

/** @type {App[]} */
let apps = [];
let place = placeOf(location.hash);
/** @type {Promise<void> | null} */
let reading = null;

/**
 * @param {string} hash
 * @returns {Place}
 */
function placeOf(hash) {
  const [, name = '', id = ''] = hash.split('/');
  if (name === 'notifications' || name === 'faults') return { name, id: '' };
  if (name === 'new') return { name, id: '' };
  if (name === 'purchases' && id !== '') return { name: 'detail', id: decodeURIComponent(id) };
  return { name: 'list', id: '' };
}

/** Reads what the present place shows. What fails is tried again by itself. */
async function read() {
  const context = { now: storeNow(), refresh: soon };
  try {
    await readClock();
    await showFaults(soon);
    if (place.name === 'notifications') await showNotifications(context);
    else if (place.name === 'faults') await showLeaf(soon);
    else {
      await showPurchases({ ...context, chosen: place.id });
      if (place.name === 'detail') await showPurchase(place.id, context);
    }
    trouble(null);
  } catch (error) {
    trouble(error instanceof Error ? error.message : String(error));
  }
}

/** Once at a time: whoever asks meanwhile waits for an answer that was asked for later. */
function refresh() {
  const next = (reading ?? Promise.resolve()).then(read).finally(() => {
    if (reading === next) reading = null;
  });
  reading = next;
  return next;
}

async function soon() {
  await refresh();
  setTimeout(refresh, soonMs);
}

/** @param {string | null} text */
function trouble(text) {
  const told = byId('trouble');
  told.hidden = text === null;
  if (text !== null && told.textContent !== text) told.textContent = text;
}

/** Shows another place, and leads there whoever does not see it. */
function go() {
  void follow().then(() => document.getElementById(headings[place.name])?.focus());
}

function follow() {
  if (location.hash !== '' && !location.hash.startsWith('#/')) return refresh();
  const before = place.name;
  place = placeOf(location.hash);
  document.body.dataset.place = place.name;
  const view = ['notifications', 'faults'].includes(place.name) ? place.name : 'purchases';
  for (const link of document.querySelectorAll('nav a')) {
    const current = link.getAttribute('href') === `#/${view}`;
    link.toggleAttribute('aria-current', current);
    if (current) link.setAttribute('aria-current', 'page');
  }
  const form = byId('new-form');
  if (place.name === 'new' && (before !== 'new' || form.childElementCount === 0)) openForm(form);
  return refresh();
}

/** @type {Record<Place['name'], string>} */
const headings = {
  list: 'list-title',
  new: 'new-title',
  detail: 'detail-title',
  notifications: 'notifications-title',
  faults: 'faults-title',
};

/** @param {HTMLElement} region */
function openForm(region) {
  const form = purchaseForm(apps, ({ id }) => {
    location.hash = `#/purchases/${encodeURIComponent(id)}`;
  });
  region.replaceChildren(form);
}

async function setUp() {
  /** @type {{ data: App[] }} */
  const known = await call('GET', '/apps');
  apps = known.data;
  const titles = [...new Set(apps.map(({ title }) => title))];
  for (const id of ['filter-title', 'told-title']) {
    byId(id).append(...titles.map((title) => element('option', { value: title }, title)));
    byId(id)
      .closest('label')
      ?.toggleAttribute('hidden', titles.length < 2);
  }
  /** @type {{ data: Record<string, string[]> }} */
  const kinds = await call('GET', '/faults/kinds');
  byId('fault-form').append(faultForm(kinds.data, soon));
  byId('tell-form').append(tellForm(titles, soon));
  setUpClock(soon);
  for (const filter of document.querySelectorAll('.filters select')) {
    filter.addEventListener('change', () => void refresh());
  }
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
  addEventListener('hashchange', go);
  document.body.dataset.place = place.name;
  setInterval(showTime, 1000);
  setInterval(() => {
    if (document.visibilityState === 'visible' && reading === null) void refresh();
  }, pauseMs);
}

await setUp();
await follow();
