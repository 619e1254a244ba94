import { picture } from '../../../page/art/picture.js';
import { element, say } from '../../../page/element.js';
import { prefersStill } from '../../../page/flying-gems.js';
import * as format from '../../../page/format.js';
import { gemBalance, type ShopState, type Store } from '../state.js';
import { words } from '../words/words.js';

const COUNTING_MS = 900;

/** The balance, always in sight; opened, it says which gems were paid for. */
export function showHeader(header: HTMLElement, store: Store): Element {
  const amount = element('span', { class: 'balance-amount', 'data-testid': 'balance' });
  const paid = element('dd');
  const free = element('dd');
  const debt = element('dd');
  const debtRow = element('div', { class: 'debt' }, element('dt', {}, words.debt), debt);
  const summary = element('summary', {}, picture('art-gem'), amount);
  const details = element(
    'details',
    { class: 'balance' },
    summary,
    element(
      'dl',
      {},
      element('div', {}, element('dt', {}, words.paid), paid),
      element('div', {}, element('dt', {}, words.free), free),
      debtRow,
    ),
  );
  const coins = element('ul', { class: 'coins', 'data-testid': 'coins' });
  header.append(
    element('div', { class: 'brand' }, picture('hero-plain'), element('h1', {}, words.game)),
    coins,
    details,
  );
  closeOutside(details);
  const count = createCounter(amount);
  store.watch((state) => {
    showCoins(coins, state);
    const balance = gemBalance(state);
    details.classList.toggle('skeleton', !balance);
    if (!balance) return;
    count(balance.total - balance.debt);
    summary.setAttribute('aria-label', words.balanceOf(format.gems(balance.total)));
    say(paid, format.gems(balance.paid));
    say(free, format.gems(balance.free));
    say(debt, format.gems(balance.debt));
    debtRow.hidden = balance.debt === 0;
  });
  return details;
}

/** What the player has of other currencies than gems. */
function showCoins(list: HTMLElement, state: ShopState): void {
  const others = (state.catalog?.currencies ?? []).filter(({ code }) => code !== 'GEM');
  list.hidden = others.length === 0;
  const shown = others.map(({ code, name }) => {
    return [`${name}: `, format.gems(state.wallet?.balances[code]?.total ?? 0)] as const;
  });
  const key = shown.join();
  if (list.dataset.shown === key) return;
  list.dataset.shown = key;
  list.replaceChildren(
    ...shown.map(([name, amount]) =>
      element('li', {}, picture('art-coin'), element('span', { class: 'unseen' }, name), amount),
    ),
  );
}

function closeOutside(details: HTMLDetailsElement): void {
  const close = (event: Event) => {
    if (!details.contains(event.target as Node)) details.open = false;
  };
  document.addEventListener('pointerdown', close);
  details.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') details.open = false;
  });
}

/** Counts up or down to the new number, unless the player wants stillness. */
function createCounter(target: HTMLElement): (to: number) => void {
  let shown: number | undefined;
  let goal: number | undefined;
  return (to) => {
    if (to === goal) return;
    const from = shown ?? to;
    goal = to;
    const startedAt = performance.now();
    const step = (now: number) => {
      if (goal !== to) return;
      const part = prefersStill() ? 1 : Math.min((now - startedAt) / COUNTING_MS, 1);
      shown = Math.round(from + (to - from) * Math.max(part, 0) ** 0.5);
      say(target, format.gems(shown));
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
}
