import { picture } from '../../../page/art/picture.js';
import { element, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import { type GameState, gemsShown, type Store } from '../till/state.js';

/** Of the client, minified and compressed: the build weighs it. */
declare const SDK_BYTES: number;

/** The few numbers that must always be in sight. */
export function showBadges(list: HTMLElement, balance: HTMLElement, store: Store): void {
  const kilobytes = (SDK_BYTES / 1000).toFixed(1);
  const size = element('li', { class: 'badge size' }, `SDK ${kilobytes} kB`);
  const live = element('li', { class: 'badge live', 'data-testid': 'live' });
  const queue = element('li', { class: 'badge queue', 'data-testid': 'queue' });
  const lost = element('li', { class: 'badge lost', 'data-testid': 'tally' });
  list.append(size, live, queue, lost);
  const amount = element('strong', { 'data-testid': 'balance' });
  balance.append(picture('art-gem'), amount, element('span', { class: 'unseen' }, ' gems'));
  store.watch((state) => {
    say(live, LIVE[state.live]);
    live.dataset.state = state.live;
    say(queue, `Queue ${state.queue.pending}`);
    queue.classList.toggle('waits', state.queue.pending > 0);
    say(lost, tallyText(state));
    lost.classList.toggle('wrong', state.tally.lost + state.tally.double > 0);
    lost.title = `Paid in the store: ${state.tally.paid}. Credited: ${state.tally.credited}.`;
    const gems = gemsShown(state);
    say(amount, gems === undefined ? '…' : format.gems(gems));
    balance.classList.toggle('debt', (gems ?? 0) < 0);
    balance.title = (gems ?? 0) < 0 ? 'A refund took gems that were spent. The next pay it.' : '';
  });
}

const LIVE = { streaming: 'Live', polling: 'Asking', offline: 'Offline' } as const;

export const tallyText = ({ tally: { lost, double } }: Pick<GameState, 'tally'>) =>
  `Lost ${lost} / double ${double}`;
