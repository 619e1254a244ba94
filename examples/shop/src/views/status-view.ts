import { element, say } from '../../../page/element.js';
import type { ShopState, Store } from '../state.js';
import { words } from '../words/words.js';

/** One line: connected or not, and what still waits. */
export function showStatus(line: HTMLElement, store: Store): void {
  const connection = element('span', { class: 'connection' });
  const queue = element('span', { class: 'queue', 'data-testid': 'queue' });
  const awaited = element('span', { class: 'awaited', 'data-testid': 'awaited' });
  line.append(connection, queue, awaited);
  store.watch((state) => {
    const { connected, awaitedPayments } = state;
    line.classList.toggle('is-offline', !connected);
    line.classList.toggle('is-waiting', state.queue.pending > 0 || awaitedPayments > 0);
    say(connection, connectionText(connected));
    say(queue, queueText(state));
    say(awaited, awaitedPayments > 0 ? words.awaitedCount(awaitedPayments) : '');
  });
}

function connectionText(connected: boolean): string {
  if (connected) return words.online;
  return navigator.onLine ? words.connecting : words.offline;
}

function queueText({ queue }: ShopState): string {
  const text = queue.pending > 0 ? words.queued(queue.pending) : words.allSent;
  return queue.durable ? text : `${text} (${words.notDurable})`;
}
