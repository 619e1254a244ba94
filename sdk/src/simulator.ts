import type { Fetch } from './http.js';
import type { PurchaseSource, SourceContext, StoreTransaction } from './source.js';

export interface SimulatorOptions {
  /** Where the store simulator answers. */
  readonly url: string;
  /** Which store it plays. Default `apple`. */
  readonly store?: 'apple' | 'google';
  readonly title?: string;
  /** Stands for the payment sheet; `pending` is a payment that somebody must still approve. */
  confirm?(productId: string): Promise<boolean | 'pending'>;
  readonly fetch?: Fetch;
}

interface Purchase {
  readonly store: string;
  readonly id: string;
  readonly productId: string;
  readonly proof: string | null;
  readonly state: string;
  readonly finished: boolean;
  readonly consumed: boolean;
}

/** A source over the store simulator's control surface: development and tests only. */
export function simulatorSource(options: SimulatorOptions): PurchaseSource {
  const { url, store = 'apple', title, confirm } = options;
  const send = options.fetch || ((path, init) => fetch(path, init));
  let context: SourceContext | undefined;

  async function control<T>(path: string, body?: object): Promise<T | undefined> {
    const answer = await send(`${url}/control/purchases${path}`, {
      method: body ? 'POST' : 'GET',
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status === 404) return undefined;
    if (answer.status > 299) throw new Error(`simulator ${answer.status}: ${text}`);
    return JSON.parse(text || '{}') as T;
  }

  const transactionOf = ({ id, productId, proof }: Purchase): StoreTransaction => ({
    store,
    transactionId: id,
    productId,
    proof: proof as string,
  });

  return {
    store,
    async init(given) {
      context = given;
    },
    async products(productIds) {
      return productIds.map((productId) => ({ productId, formatted: productId }));
    },
    async purchase(productId) {
      const answer = confirm ? await confirm(productId) : true;
      if (!answer) return { status: 'cancelled' };
      const state = answer === 'pending' ? 'pending' : 'purchased';
      const accountToken = context && context.accountToken;
      const request = { store, productId, accountToken, title, state };
      const purchase = await control<Purchase>('', request);
      // Apple has no transaction before the payment is approved.
      if (!purchase || !purchase.proof) return { status: 'deferred' };
      if (context) await context.onTransaction(transactionOf(purchase));
      return { status: 'purchased' };
    },
    async pending() {
      if (!context) return [];
      const token = encodeURIComponent(context.accountToken);
      const listed = await control<{ data: Purchase[] }>(`?limit=500&accountToken=${token}`);
      return (listed ? listed.data : [])
        .filter((one) => one.store === store && one.proof && !one.finished && !one.consumed)
        .map(transactionOf);
    },
    async finish({ transactionId }) {
      // Not found is done: the server consumes and finishes too, and may have been faster.
      await control(`/${encodeURIComponent(transactionId)}/finish`, {});
    },
  };
}
