import { element, say } from '../../../page/element.js';
import type { Store } from '../state.js';
import { words } from '../words/words.js';

const CLOSE = 'gemtill-demo:close-after-paying';

export interface DeveloperActions {
  readonly settle: () => void;
  readonly player: () => string | undefined;
}

/** True when the page should reload between the payment and the claim. */
export const closesAfterPaying = () => sessionStorage.getItem(CLOSE) === 'yes';
/** Once is enough to show it; the next payment is an ordinary one again. */
export const forgetClosing = () => sessionStorage.removeItem(CLOSE);

export function showDeveloper(drawer: HTMLElement, store: Store, actions: DeveloperActions): void {
  const player = element('code');
  const box = element('input', {
    type: 'checkbox',
    'data-testid': 'close-after-paying',
    checked: closesAfterPaying(),
    onchange: () => sessionStorage.setItem(CLOSE, box.checked ? 'yes' : 'no'),
  });
  drawer.append(
    element(
      'details',
      {},
      element('summary', {}, words.developer),
      element(
        'div',
        { class: 'drawer' },
        element('p', { class: 'player' }, `${words.playerIs} `, player),
        element(
          'label',
          { class: 'choice' },
          box,
          element('span', {}, words.closeAfterPaying, element('small', {}, words.closeHint)),
        ),
        element(
          'div',
          { class: 'drawer-buttons' },
          button(words.settle, 'settle', actions.settle),
          button(words.reload, 'reload', () => location.reload()),
        ),
        element('small', {}, words.settleHint),
      ),
    ),
  );
  store.watch(() => say(player, actions.player() ?? '—'));
}

const button = (label: string, name: string, run: () => void) =>
  element(
    'button',
    { type: 'button', class: 'plain-button', 'data-testid': name, onclick: run },
    label,
  );
