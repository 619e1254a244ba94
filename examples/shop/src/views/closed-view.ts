import { picture } from '../../../page/art/picture.js';
import { element, say } from '../../../page/element.js';
import type { ShopState, Store } from '../state.js';
import { words } from '../words/words.js';

/** What stands in place of the shop while there is none. */
export function showClosed(panel: HTMLElement, store: Store, again: () => void): void {
  const title = element('h2');
  const text = element('p');
  const requestId = element('small');
  const button = element(
    'button',
    { type: 'button', class: 'plain-button', onclick: again },
    words.again,
  );
  panel.append(picture('hero-plain', 'asleep'), title, text, requestId, button);
  store.watch((state) => {
    const { phase, failure } = state;
    document.body.dataset.phase = phase;
    const closed = phase !== 'open' && phase !== 'loading';
    panel.hidden = !closed;
    if (!closed) return;
    const [heading, hint] = wordsFor(state);
    say(title, heading);
    say(text, hint);
    say(requestId, failure?.requestId ? words.requestId(failure.requestId) : '');
  });
}

function wordsFor({ phase, failure }: ShopState): readonly [string, string] {
  switch (phase) {
    case 'no_catalog':
      return [words.noCatalog, words.noCatalogHint];
    case 'unreachable':
      return [words.unreachable, words.unreachableHint];
    default:
      return [words.failedTitle, failure?.text ?? ''];
  }
}
