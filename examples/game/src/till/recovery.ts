import type { GameState, Store } from './state.js';

/** Of this tab: how many payments were credited when its last life ended. */
const NAME = 'gemtill-demo:died';

export function rememberDeath({ tally }: Pick<GameState, 'tally'>): void {
  sessionStorage.setItem(NAME, String(tally.credited));
}

/** This life has not told yet what became of the payment. */
export const isRecovering = () => sessionStorage.getItem(NAME) !== null;

/**
 * Tells once what the payment brought that was made in the moment of death. This life may have
 * claimed it; or the store told the service first, which then has credited and finished it already.
 */
export function watchRecovery(store: Store, tell: (gems: number) => void): void {
  const before = sessionStorage.getItem(NAME);
  if (before === null) return;
  let told = false;
  store.watch(({ tally, books }) => {
    const newest = books.data.find(({ kind }) => kind === 'topup');
    if (told || !newest || tally.credited <= Number(before)) return;
    told = true;
    sessionStorage.removeItem(NAME);
    tell(newest.entries.reduce((sum, { own, amount }) => (own ? sum + amount : sum), 0));
  });
}
