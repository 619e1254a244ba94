import { element, keepInOrder, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import { type BookTransaction, isBalanced } from '../till/books.js';
import type { Store } from '../till/state.js';

const SHOWN_MAX = 30;
const KINDS: Readonly<Record<string, string>> = {
  topup: 'Top-up',
  spend: 'Purchase',
  refund: 'Refund',
  grant: 'Gift',
};
const words = (name: string) => name.replace(/_/g, ' ');

/** Both sides of every transaction, as they are written. */
export function showLedger(list: HTMLElement, sum: HTMLElement, store: Store): void {
  const rows = new Map<string, HTMLElement>();
  const empty = element('li', { class: 'empty' }, 'Nothing yet: buy something.');
  let first = true;
  store.watch(({ books, phase }) => {
    const shown = books.data.slice(0, SHOWN_MAX).map((one) => {
      const known = rows.get(one.id) ?? row(one);
      if (!first && !rows.has(one.id)) known.classList.add('fresh');
      rows.set(one.id, known);
      return known;
    });
    keepInOrder(list, shown.length > 0 ? shown : [empty]);
    if (phase === 'open') first = false;
    const sides = books.data.reduce((count, { entries }) => count + entries.length, 0);
    const fine = isBalanced(books);
    say(sum, `sum = ${format.gems(total(books.sums))} · ${sides} entries`);
    sum.classList.toggle('wrong', !fine);
    sum.dataset.balanced = String(fine);
  });
}

const total = (sums: Readonly<Record<string, number>>) =>
  Object.values(sums).reduce((all, one) => all + Math.abs(one), 0);

function row({ kind, entries, createdAt, id }: BookTransaction): HTMLElement {
  return element(
    'li',
    { class: 'txn', 'data-testid': 'txn' },
    element(
      'div',
      { class: 'txn-head' },
      element('strong', {}, KINDS[kind] ?? words(kind)),
      element('code', { title: id }, format.shortId(id)),
      element('time', {}, format.timeOf(createdAt)),
    ),
    element(
      'ul',
      { class: 'sides' },
      ...entries.map(({ account, own, amount, currency }) =>
        element(
          'li',
          { class: `side ${amount < 0 ? 'minus' : 'plus'} ${own ? 'own' : 'system'}` },
          element('span', { class: 'account' }, `${own ? 'player' : 'system'}: ${words(account)}`),
          element('span', { class: 'amount' }, format.signed(amount)),
          currency === 'GEM' ? null : element('span', {}, currency),
        ),
      ),
    ),
  );
}
