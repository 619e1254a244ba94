import type { Draw } from '../../../../sdk/src/shapes.js';
import { element, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import { giftText } from '../coins.js';
import type { ShopState } from '../state.js';
import { words } from '../words/words.js';

export interface OddsSheet {
  show(draw: Draw, state: ShopState): void;
}

/** All odds of a draw, rarest first, with its rule of pity and what proves the table. */
export function createOddsSheet(parent: HTMLElement): OddsSheet {
  const title = element('h2', { id: 'odds-title' });
  const rows = element('tbody');
  const pity = element('p', { class: 'odds-pity' });
  const hash = element('code');
  const close = element(
    'button',
    { type: 'button', class: 'plain-button', 'data-testid': 'odds-close' },
    words.closeOdds,
  );
  const dialog = element(
    'dialog',
    { class: 'sheet odds', 'aria-labelledby': 'odds-title', 'data-testid': 'odds' },
    element('div', { class: 'grip', 'aria-hidden': 'true' }),
    title,
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, words.oddsGives),
          element('th', { scope: 'col' }, words.oddsChance),
        ),
      ),
      rows,
    ),
    pity,
    element('p', { class: 'odds-hash' }, words.oddsTable, ' ', hash),
    close,
  );
  parent.append(dialog);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });

  return {
    show(draw, state) {
      say(title, words.oddsOf(draw.name));
      rows.replaceChildren(...rarestFirst(draw).map((entry) => row(entry, draw, state)));
      pity.hidden = !draw.pity;
      if (draw.pity) {
        const names = draw.entries.filter(({ key }) => draw.pity?.entries.includes(key));
        const list = names.map(({ grants, gives }) => giftText(state, grants, gives));
        const either = new Intl.ListFormat(format.locale, { type: 'disjunction' }).format(list);
        say(pity, words.pity(draw.pity.after, either));
      }
      say(hash, `${draw.tableHash.slice(0, 16)}…`);
      hash.title = draw.tableHash;
      dialog.showModal();
      close.focus();
    },
  };
}

const rarestFirst = ({ entries }: Draw) =>
  [...entries].sort((left, right) => left.weight - right.weight);

function row(entry: Draw['entries'][number], { pity }: Draw, state: ShopState): HTMLElement {
  const { probability, percent, grants, gives, key } = entry;
  const fraction = `${format.gems(probability.numerator)} / ${format.gems(probability.denominator)}`;
  const sure = pity?.entries.includes(key) ?? false;
  return element(
    'tr',
    { class: sure ? 'is-rare' : '' },
    element('th', { scope: 'row' }, giftText(state, grants, gives)),
    element(
      'td',
      {},
      element('strong', {}, format.percent(percent)),
      element('small', {}, fraction),
    ),
  );
}
