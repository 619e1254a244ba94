import type { Account } from './account.js';
import type { CatalogKeeper } from './catalog.js';
import type { Delivery } from './delivery.js';
import { sleep, TIMEOUT_MS } from './http.js';
import type { Intent } from './outbox.js';
import type { CatalogResult, ClaimResult, TopUpResult } from './results.js';
import type { Product } from './shapes.js';
import type { Session } from './sign-in.js';
import type { PurchaseSource, StoreTransaction } from './source.js';

/** A proof that the game holds itself, without a source. */
export interface Claim {
  readonly store: string;
  readonly proof: string;
  readonly productId?: string;
}

export interface TopUps {
  /** Connects the source and writes down what its store holds as paid and not finished. */
  collect(session: Session): Promise<void>;
  topUp(product: string | Product): Promise<TopUpResult>;
  claim(claim: Claim): Promise<ClaimResult>;
}

/** Wrapped, so that handing it over does not wait for it. */
interface Settling {
  readonly result: Promise<ClaimResult>;
}

const storeError = (error: unknown) => ({
  status: 'store_error' as const,
  code: 'exception',
  message: String(error),
});

function intentOf(
  { store, proof, productId }: Claim,
  name: string,
  transaction?: StoreTransaction,
): Intent {
  const id = `topup:${store}:${name}`;
  // An idempotency key is at most 255 visible ASCII characters. The end of a token or signature
  // tells payments apart; should two meet in one key, the server says so and it is replaced.
  const key = id.replace(/[^!-~]/g, '_').slice(-255);
  const body = { store, proof, productId };
  return { id, key, kind: 'topup', path: '/topups', body, transaction };
}

export function createTopUps(
  { options, open, emit }: Account,
  catalog: CatalogKeeper,
  { keep, deliver }: Delivery,
): TopUps {
  const { source, timeoutMs = TIMEOUT_MS } = options;
  /** Who waits for a transaction: a device shows one payment sheet at a time. */
  let waiting: { productId: string; arrived(settled: Settling): void } | undefined;
  /** Whom the source binds purchases to. */
  let connected: string | undefined;
  const keepTransaction = (transaction: StoreTransaction) =>
    keep(intentOf(transaction, transaction.transactionId, transaction));

  async function onTransaction(transaction: StoreTransaction): Promise<void> {
    const intent = await keepTransaction(transaction);
    const result = deliver(intent) as Promise<ClaimResult>;
    if (waiting && waiting.productId === transaction.productId) waiting.arrived({ result });
  }

  async function connect(
    plugin: PurchaseSource,
    { accountToken }: Session,
  ): Promise<CatalogResult> {
    const known = await catalog.get();
    if (known.status === 'ok' && connected !== accountToken) {
      const { products } = known.catalog;
      const productIds = products.map(({ stores, key }) => stores[plugin.store] || key);
      await plugin.init({ accountToken, productIds, onTransaction });
      connected = accountToken;
    }
    return known;
  }

  return {
    async collect(session) {
      try {
        if (source && (await connect(source, session)).status === 'ok')
          for (const transaction of await source.pending()) await keepTransaction(transaction);
      } catch (error) {
        emit('topup', { result: storeError(error) });
      }
    },
    async topUp(product) {
      if (!source) throw new TypeError('no source');
      const opened = await open();
      if (opened.status !== 'ok') return opened;
      const key = (product as Product).key || (product as string);
      try {
        // Without the catalog a key could be taken for another product's id in the store.
        const known = await connect(source, opened.body);
        if (known.status !== 'ok') return known;
        const found = known.catalog.products.find((one) => one.key === key);
        const productId = (found && found.stores[source.store]) || key;
        const arrival = new Promise<Settling>((arrived) => {
          waiting = { productId, arrived };
        });
        const outcome = await source.purchase(productId);
        if (outcome.status !== 'purchased') return outcome;
        const settled = await Promise.race([arrival, sleep(timeoutMs)]);
        return settled ? await settled.result : { status: 'pending', key, cause: 'store' };
      } catch (error) {
        return storeError(error);
      } finally {
        waiting = undefined;
      }
    },
    claim: async (claim) =>
      deliver(await keep(intentOf(claim, claim.proof))) as Promise<ClaimResult>,
  };
}
