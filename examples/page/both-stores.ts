import { simulatorSource } from '../../sdk/src/simulator.js';
import type { PurchaseSource, SourceContext } from '../../sdk/src/source.js';
import type { Confirm, StoreName } from './payment-choice.js';

export interface BothStores {
  readonly source: PurchaseSource;
  /** Which store the next payment sheet belongs to. */
  choose(store: StoreName): void;
  /** The player's UUID in the stores, once signed in. */
  accountToken(): string | undefined;
}

/**
 * A game has one store; the demo plays both, so that one page shows both. What either of them holds
 * as paid and not finished is reported, whichever is chosen.
 */
export function bothStores(url: string, confirm: Confirm, paid: () => Promise<void>): BothStores {
  let chosen: StoreName = 'apple';
  let context: SourceContext | undefined;
  const fetchAndTell: typeof fetch = async (path, init) => {
    const answer = await fetch(path, init);
    if (init?.method === 'POST' && `${path}`.endsWith('/control/purchases') && answer.ok)
      await paid();
    return answer;
  };
  const open = (store: StoreName) =>
    simulatorSource({
      url,
      store,
      fetch: (path, init) => fetchAndTell(path, init),
      confirm: (productId) => confirm(store, productId, context?.accountToken),
    });
  const stores = { apple: open('apple'), google: open('google') };
  const both = Object.values(stores);
  return {
    choose(store) {
      chosen = store;
    },
    accountToken: () => context?.accountToken,
    source: {
      get store() {
        return chosen;
      },
      async init(given) {
        context = given;
        for (const one of both) await one.init(given);
      },
      products: (productIds) => stores[chosen].products(productIds),
      purchase: (productId) => stores[chosen].purchase(productId),
      pending: async () => (await Promise.all(both.map((one) => one.pending()))).flat(),
      finish: (transaction) => stores[transaction.store as StoreName].finish(transaction),
    },
  };
}
