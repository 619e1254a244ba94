import { onSubmit } from './ask.js';
import { call } from './control.js';
import { byId, element } from './element.js';
import { choice, field, tick } from './field.js';
import { say } from './said.js';
import { storeNames } from './words.js';

/**
 * @typedef {import('./shapes.js').App} App
 * @typedef {import('./shapes.js').Store} Store
 * @typedef {import('./shapes.js').Purchase} Purchase
 */

const products = { apple: 'com.example.demo.gems500', google: 'gems_500' };
const microsPerUnit = 1_000_000;
/** @type {Record<Store, 'bundleId' | 'packageName'>} */
const appFields = { apple: 'bundleId', google: 'packageName' };

/**
 * The form that plays a player at a store.
 *
 * @param {App[]} apps
 * @param {(purchase: Purchase) => void} bought
 */
export function purchaseForm(apps, bought) {
  const form = element(
    'form',
    { id: 'buy', class: 'stack' },
    storeChoice(),
    element('div', { class: 'fields' }, basics(apps)),
    element(
      'details',
      { id: 'buy-more' },
      element('summary', {}, 'More'),
      element('div', { class: 'fields' }, rarely()),
      element(
        'div',
        { class: 'ticks' },
        onlyAt('apple', tick('buy-offerCode', 'Offer code: redeemed outside of the game')),
        onlyAt('apple', tick('buy-legacyReceipt', 'With a receipt of the old kind')),
        tick('buy-notify', 'Tell the server', true),
      ),
    ),
    element('button', { id: 'buy-send', class: 'main' }, 'Buy'),
  );
  form.addEventListener('change', () => adapt(form, apps));
  adapt(form, apps);
  onSubmit(form, async () => {
    /** @type {Purchase} */
    const purchase = await call('POST', '/purchases', wishOf(form));
    say('Bought.');
    bought(purchase);
  });
  return form;
}

function storeChoice() {
  const radios = Object.entries(storeNames).map(([value, name]) =>
    element(
      'label',
      { class: 'radio' },
      element('input', {
        type: 'radio',
        name: 'store',
        id: `buy-${value}`,
        value,
        checked: value === 'apple',
      }),
      name,
    ),
  );
  const legend = element('legend', {}, 'Store');
  return element('fieldset', { class: 'radios' }, legend, radios);
}

/** @param {App[]} apps */
function basics(apps) {
  const titles = [...new Set(apps.map(({ title }) => title))];
  const product = {
    id: 'buy-productId',
    required: true,
    value: products.apple,
    spellcheck: 'false',
  };
  return [
    field('Product', element('input', product)),
    field('Quantity', number('buy-quantity', { min: 1, max: 1000, value: 1 })),
    field('Player', element('input', { id: 'buy-accountToken', spellcheck: 'false' }), playerHint),
    field('Payment', choice('buy-state', { purchased: 'paid', pending: 'waits' })),
    field('Title', choice('buy-title', Object.fromEntries(titles.map((one) => [one, one])))),
    field('App', choice('buy-app', {})),
  ];
}

const playerHint = 'The account token that the game passes to the store; empty names nobody.';

function rarely() {
  const kinds = { normal: 'money', test: 'licence tester', promo: 'promotion', rewarded: 'advert' };
  const environments = { production: 'production', sandbox: 'sandbox' };
  const currency = { id: 'buy-currency', value: 'USD', pattern: '[A-Z]{3}', maxlength: 3 };
  return [
    onlyAt('apple', field('Environment', choice('buy-environment', environments))),
    onlyAt('google', field('Paid by', choice('buy-kind', kinds))),
    field('Price', number('buy-price', { min: 0, step: 0.001, value: 4.99 })),
    field('Currency', element('input', currency)),
  ];
}

/**
 * @param {string} id
 * @param {object} limits
 */
function number(id, limits) {
  return element('input', { type: 'number', id, required: true, ...limits });
}

/**
 * @param {Store} store
 * @param {HTMLElement} node
 */
function onlyAt(store, node) {
  node.dataset.onlyAt = store;
  return node;
}

/** @param {HTMLFormElement} form */
function storeOf(form) {
  return /** @type {Store} */ (new FormData(form).get('store'));
}

/**
 * Shows what concerns the chosen store and title, and nothing else.
 *
 * @param {HTMLFormElement} form
 * @param {App[]} apps
 */
function adapt(form, apps) {
  const store = storeOf(form);
  for (const node of form.querySelectorAll('[data-only-at]')) {
    const { dataset } = /** @type {HTMLElement} */ (node);
    node.toggleAttribute('hidden', dataset.onlyAt !== store);
  }
  const product = inputIn(form, 'productId');
  if (Object.values(products).includes(product.value)) product.value = products[store];
  const ids = apps
    .filter(({ title }) => title === inputIn(form, 'title').value)
    .flatMap((app) => app[appFields[store]] ?? []);
  const select = /** @type {HTMLSelectElement} */ (form.querySelector('#buy-app'));
  if ([...select.options].map(({ value }) => value).join() !== ids.join()) {
    select.replaceChildren(...ids.map((id) => element('option', { value: id }, id)));
  }
  // One title or app is no choice.
  const titles = new Set(apps.map(({ title }) => title));
  inputIn(form, 'title')
    .closest('.field')
    ?.toggleAttribute('hidden', titles.size < 2);
  select.closest('.field')?.toggleAttribute('hidden', ids.length < 2);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function inputIn(form, name) {
  return /** @type {HTMLInputElement} */ (form.querySelector(`#buy-${name}`));
}

/**
 * @param {HTMLFormElement} form
 * @returns {object}
 */
function wishOf(form) {
  const store = storeOf(form);
  const text = (/** @type {string} */ name) => inputIn(form, name).value.trim();
  const ticked = (/** @type {string} */ name) => inputIn(form, name).checked;
  const micros = Math.round(Number(text('price')) * microsPerUnit);
  const { value: app } = /** @type {HTMLSelectElement} */ (byId('buy-app'));
  return {
    store,
    productId: text('productId'),
    quantity: Number(text('quantity')),
    title: text('title'),
    state: text('state'),
    price: { currency: text('currency'), micros },
    notify: ticked('notify'),
    ...(app !== '' && { [appFields[store]]: app }),
    ...(text('accountToken') !== '' && { accountToken: text('accountToken') }),
    ...(store === 'google'
      ? { kind: text('kind') }
      : {
          environment: text('environment'),
          offerCode: ticked('offerCode'),
          legacyReceipt: ticked('legacyReceipt'),
        }),
  };
}
