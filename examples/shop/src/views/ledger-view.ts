import type { Entry } from '../../../../sdk/src/shapes.js';
import { element, keepInOrder } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import type { ShopState, Store } from '../state.js';
import { words } from '../words/words.js';

/** The player's ledger as it is written: each entry with the account on its other side. */
export function showLedger(list: HTMLElement, proof: HTMLElement, store: Store): void {
  const rows = new Map<string, HTMLElement>();
  const empty = element('li', { class: 'empty' }, words.emptyLedger);
  store.watch((state) => {
    if (state.phase === 'loading') return;
    const first = rows.size === 0;
    const shown = state.entries.map((entry) => {
      const known = rows.get(entry.id) ?? row(entry);
      if (!first && !rows.has(entry.id)) known.classList.add('fresh');
      rows.set(entry.id, known);
      return known;
    });
    keepInOrder(list, shown.length > 0 ? shown : [empty]);
    // Live only once the old rows are there: history is not news.
    if (state.phase === 'open') list.setAttribute('aria-live', 'polite');
    proof.hidden = !addsUp(state);
  });
}

/** The newest balance of each bucket in the entries is the one in the wallet. */
function addsUp({ entries, wallet }: ShopState): boolean {
  const balance = wallet?.balances.GEM;
  if (!balance || entries.length === 0) return false;
  return (['paid', 'free'] as const).every((bucket) => {
    const newest = entries.find((entry) => entry.currency === 'GEM' && entry.bucket === bucket);
    return !newest || newest.balanceAfter === balance[bucket];
  });
}

function row(entry: Entry): HTMLElement {
  const { kind, bucket, amount, balanceAfter, reference, createdAt, number } = entry;
  const own = words.buckets[bucket] ?? bucket;
  const other = words.counters[kind] ?? kind;
  const [from, to] = amount < 0 ? [own, other] : [other, own];
  return element(
    'li',
    { class: `entry ${amount < 0 ? 'minus' : 'plus'}`, 'data-testid': 'entry' },
    element(
      'div',
      { class: 'entry-head' },
      element('strong', {}, words.kinds[kind] ?? kind),
      element('span', { class: 'entry-amount' }, format.signed(amount)),
    ),
    element(
      'div',
      { class: 'entry-accounts' },
      element('span', {}, from),
      element('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'),
      element('span', {}, to),
      element(
        'span',
        { class: 'entry-after' },
        `${words.balanceAfter} ${format.gems(balanceAfter)}`,
      ),
    ),
    element(
      'div',
      { class: 'entry-foot' },
      element('code', { title: reference ?? '' }, reference ? format.shortId(reference) : '—'),
      element('span', {}, `#${number} · ${format.timeOf(createdAt)}`),
    ),
  );
}
