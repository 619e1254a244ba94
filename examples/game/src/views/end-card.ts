import { picture } from '../../../page/art/picture.js';
import { element } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import type { GameState } from '../till/state.js';

/** The code of `script/in-short.ts`, as it was checked and built. */
declare const IN_SHORT: string;

interface Outcome {
  readonly state: GameState;
  readonly seconds: number;
  readonly dropped: number;
  readonly replayed: number;
  readonly again: () => void;
}

/** What the two minutes were, and the code that did it. */
export function showEndCard({ state, seconds, dropped, replayed, again }: Outcome): void {
  const { tally, books } = state;
  const sides = books.data.reduce((count, { entries }) => count + entries.length, 0);
  const fact = (value: string, label: string) =>
    element('li', {}, element('strong', {}, value), element('span', {}, label));
  const close = element(
    'button',
    {
      type: 'button',
      class: 'gem-button',
      'data-testid': 'end-close',
      onclick: () => card.close(),
    },
    'Play yourself',
  );
  const card: HTMLDialogElement = element(
    'dialog',
    { class: 'end-card', 'aria-labelledby': 'end-title', 'data-testid': 'end-card' },
    element(
      'div',
      { class: 'end-head' },
      picture('hero-frost'),
      element(
        'div',
        {},
        element('h2', { id: 'end-title' }, 'Nothing lost, nothing twice.'),
        element('p', {}, 'One crash, lost answers, no network, a refund and a price change later.'),
      ),
    ),
    element(
      'ul',
      { class: 'end-facts', 'data-testid': 'end-facts' },
      fact(`${tally.paid} / ${tally.credited}`, 'paid / credited'),
      fact(`${tally.lost} / ${tally.double}`, 'lost / double'),
      fact(`${dropped} / ${replayed}`, 'answers lost / given again'),
      fact(format.gems(sides), 'entries, sum 0'),
      fact(`${Math.round(seconds)} s`, 'in all'),
    ),
    element('p', { class: 'end-lead' }, 'All of it is this code:'),
    element('pre', { class: 'end-code', tabindex: '0' }, element('code', {}, shortCode())),
    element(
      'div',
      { class: 'end-buttons' },
      close,
      element('button', { type: 'button', class: 'plain-button', onclick: again }, 'Play it again'),
    ),
  );
  document.body.append(card);
  card.addEventListener('close', () => card.remove());
  card.showModal();
  close.focus();
}

/** A game imports the package; this repository its sources. */
function shortCode(): string {
  return IN_SHORT.replaceAll('../../../../sdk/src/client.js', '@gemtill/sdk')
    .replace(/\.\.\/\.\.\/\.\.\/\.\.\/sdk\/src\/(\w+)\.js/g, '@gemtill/sdk/$1')
    .trim();
}
