import { element } from './element.js';

export interface Notice {
  readonly tone: 'good' | 'info' | 'bad';
  readonly text: string;
  readonly requestId?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** How long it stays; `Infinity`: until it is closed. */
  readonly shownMs?: number;
}

export interface Notices {
  show(notice: Notice): void;
}

const SHOWN_MS = 5000;
const SHOWN_MAX = 2;

export interface NoticeWords {
  readonly close: string;
  requestId(id: string): string;
}

/** Short news at the edge of the screen. The region is live: a screen reader reads what comes. */
export function createNotices(region: HTMLElement, words: NoticeWords): Notices {
  return {
    show({ tone, text, requestId, action, shownMs = SHOWN_MS }) {
      const note = element(
        'div',
        { class: `notice ${tone}`, 'data-testid': 'notice' },
        element('span', { class: 'notice-mark', 'aria-hidden': 'true' }),
        element('p', {}, text, requestId ? element('small', {}, words.requestId(requestId)) : null),
      );
      const close = () => note.remove();
      if (action) {
        const run = () => {
          close();
          action.run();
        };
        note.append(
          element('button', { type: 'button', class: 'notice-action', onclick: run }, action.label),
        );
      }
      note.append(
        element(
          'button',
          {
            type: 'button',
            class: 'notice-close',
            'aria-label': words.close,
            onclick: close,
          },
          '×',
        ),
      );
      region.append(note);
      while (region.children.length > SHOWN_MAX) region.firstElementChild?.remove();
      // What needs an answer, or has to be reported, must not vanish while it is being read.
      if (shownMs < Number.POSITIVE_INFINITY && !action && tone !== 'bad') {
        setTimeout(close, shownMs);
      }
    },
  };
}
