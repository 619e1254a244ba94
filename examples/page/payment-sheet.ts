import type { Product } from '../../sdk/src/shapes.js';
import { packArt, picture, redraw } from './art/picture.js';
import { element, say } from './element.js';
import * as format from './format.js';
import { type Confirm, STORE_NAMES, type StoreName } from './payment-choice.js';

/** What the sheet says. */
export interface SheetWords {
  readonly pay: string;
  readonly payLater: string;
  readonly cancel: string;
  readonly sheetTitle: string;
  readonly sheetNote: string;
  readonly store: string;
  readonly product: string;
  readonly price: string;
  readonly account: string;
  credited(gems: string): string;
}

type SoldProduct = Product & { readonly name?: string };

export interface PaymentSheet {
  readonly store: StoreName;
  /** Opens the sheet, or fills the open one. An early answer waits for its question. */
  show(product: SoldProduct): void;
  readonly confirm: Confirm;
  /** True once after the player changed the store instead of answering. */
  takeSwitch(): boolean;
  hide(): void;
}

const STORE = 'gemtill-demo:store';

/** The store's payment sheet, played by the simulator. Modal: the browser keeps the focus in. */
export function createPaymentSheet(parent: HTMLElement, words: SheetWords): PaymentSheet {
  let store: StoreName = localStorage.getItem(STORE) === 'google' ? 'google' : 'apple';
  let switched = false;
  let answer: ((choice: boolean | 'pending') => void) | undefined;
  /** What was pressed before the source asked. */
  let early: boolean | 'pending' | undefined;

  function give(choice: boolean | 'pending'): void {
    dialog.classList.toggle('working', choice !== false);
    if (answer) answer(choice);
    else early = choice;
    answer = undefined;
  }
  const view = sheetView(
    {
      choose(chosen) {
        store = chosen;
        localStorage.setItem(STORE, chosen);
        if (!answer) return;
        switched = true;
        give(false);
      },
      give,
    },
    words,
  );
  const { dialog } = view;
  parent.append(dialog);
  dialog.addEventListener('cancel', (event) => {
    // While the payment is on its way there is nothing to cancel any more.
    event.preventDefault();
    if (answer || early === undefined) give(false);
  });

  return {
    get store() {
      return store;
    },
    show(product) {
      early = undefined;
      dialog.classList.remove('working');
      view.fill(product, store);
      if (!dialog.open) {
        dialog.showModal();
        view.pay.focus();
      }
    },
    async confirm(asked, productId, accountToken) {
      if (asked !== store) {
        // The player was faster than the source: another store was chosen before this one asked.
        switched = true;
        return false;
      }
      view.name(productId, accountToken);
      if (early !== undefined) return early;
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    takeSwitch() {
      const taken = switched;
      switched = false;
      return taken;
    },
    hide() {
      answer = undefined;
      dialog.classList.remove('working');
      dialog.close();
    },
  };
}

const fact = (label: string, value: HTMLElement) =>
  element('div', {}, element('dt', {}, label), value);

interface SheetActions {
  readonly choose: (store: StoreName) => void;
  readonly give: (choice: boolean | 'pending') => void;
}

function sheetView({ choose, give }: SheetActions, words: SheetWords) {
  const product = element('dd');
  const price = element('dd');
  const account = element('dd');
  const art = picture('art-pouch');
  const name = element('strong');
  const amount = element('span', { class: 'sheet-gems' });
  const total = element('strong', { class: 'sheet-price' });
  const button = (label: string, kind: string, choice: boolean | 'pending') =>
    element(
      'button',
      { type: 'button', class: kind, 'data-testid': kind, onclick: () => give(choice) },
      label,
    );
  const pay = button(words.pay, 'sheet-pay', true);
  const inputs = Object.keys(STORE_NAMES).map((key) =>
    element('input', {
      type: 'radio',
      name: 'store',
      value: key,
      'data-testid': `store-${key}`,
      onchange: () => choose(key as StoreName),
    }),
  );
  const stores = inputs.map((input) =>
    element('label', {}, input, element('span', {}, STORE_NAMES[input.value as StoreName])),
  );
  const dialog = element(
    'dialog',
    { class: 'sheet', 'aria-labelledby': 'sheet-title', 'data-testid': 'sheet' },
    element('div', { class: 'grip', 'aria-hidden': 'true' }),
    element('h2', { id: 'sheet-title' }, words.sheetTitle),
    element('fieldset', { class: 'stores' }, element('legend', {}, words.store), ...stores),
    element('div', { class: 'sheet-product' }, art, element('p', {}, name, amount), total),
    element(
      'dl',
      {},
      fact(words.product, product),
      fact(words.price, price),
      fact(words.account, account),
    ),
    element(
      'div',
      { class: 'sheet-buttons' },
      pay,
      button(words.payLater, 'sheet-later', 'pending'),
      button(words.cancel, 'sheet-cancel', false),
    ),
    element('p', { class: 'sheet-note' }, words.sheetNote),
  );
  return {
    dialog,
    pay,
    fill(shown: SoldProduct, store: StoreName) {
      redraw(art, packArt(shown.grants.GEM ?? 0));
      const cost = shown.referencePrice ? format.money(shown.referencePrice) : '—';
      say(name, shown.name ?? shown.key);
      say(amount, words.credited(format.gems(shown.grants.GEM ?? 0)));
      say(total, cost);
      say(price, cost);
      dialog.dataset.store = store;
      for (const input of inputs) input.checked = input.value === store;
    },
    name(productId: string, accountToken: string | undefined) {
      say(product, productId);
      say(account, accountToken ? `…${accountToken.slice(-12)}` : '—');
    },
  };
}
