import type { Account } from './account.js';
import type { CatalogCache } from './catalog.js';
import type { Delivery } from './delivery.js';
import { expected } from './failure.js';
import { sleep, TIMEOUT_MS } from './http.js';
import type { Intent } from './outbox.js';
import type { CheckResult, ClaimResult, TopUpResult } from './results.js';
import type { Product, TopUpCheck } from './shapes.js';
import type { PurchaseSource, StoreTransaction } from './source.js';

/** A proof that the game holds itself, without a source. */
export interface Claim {
  readonly store: string;
  readonly proof: string;
  readonly productId?: string;
}

export interface TopUps {
  /** Connects the source and writes down what its store holds as paid and not finished. */
  collect(): Promise<void>;
  topUp(product: string | Product): Promise<TopUpResult>;
  check(product: string | Product): Promise<CheckResult>;
  claim(claim: Claim): Promise<ClaimResult>;
}

/** A plug-in may throw anything, at once or later. */
async function guard<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw { status: 'store_error', code: 'exception', message: String(error) };
  }
}

function intentOf(
  { store, proof, productId }: Claim,
  name: string,
  transaction?: StoreTransaction,
): Intent {
  const body = { store, proof, productId };
  return { id: `topup:${store}:${name}`, kind: 'topup', path: '/topups', body, transaction };
}

export function createTopUps(
  account: Account,
  shop: CatalogCache,
  { keep, deliver }: Delivery,
): TopUps {
  const { source, timeoutMs = TIMEOUT_MS } = account.options;
  /** Whom the source binds purchases to. */
  let connected: string | undefined;
  const keepTransaction = (transaction: StoreTransaction) =>
    keep(intentOf(transaction, transaction.transactionId, transaction));

  async function onTransaction(transaction: StoreTransaction): Promise<void> {
    deliver(await keepTransaction(transaction));
  }

  /**
   * Tells the source, once for each player, what can be bought and for whom. Returns the store's own
   * id for each key: without the catalog a key could be taken for another product's id.
   */
  async function connect(plugin: PurchaseSource) {
    const ids: Record<string, string> = {};
    for (const { stores, key } of (await shop.load()).catalog.products)
      ids[key] = stores[plugin.store] || key;
    // Only now: another player may have signed in since. One at a time: the last is who pays.
    const { accountToken } = await account.open();
    while (connected !== accountToken)
      await account.once('auth', () =>
        guard(async () => {
          await plugin.init({ accountToken, onTransaction, productIds: Object.values(ids) });
          connected = accountToken;
        }),
      );
    return ids;
  }

  async function look(product: string | Product) {
    if (!source) throw new TypeError('source');
    const key = (product as Product).key || (product as string);
    const productId = (await connect(source))[key] || key;
    const asked = { store: source.store, productId };
    const check = (await account.call<TopUpCheck>('/topups/checks', asked)).body;
    return { productId, check };
  }

  return {
    async collect() {
      if (!source) return;
      try {
        await connect(source);
        for (const transaction of await guard(() => source.pending()))
          await keepTransaction(transaction);
      } catch (failure) {
        const { status } = failure as TopUpResult;
        if (status === 'store_error') account.emit('topup', { result: failure as TopUpResult });
      }
    },
    check: expected(async (product) => ({ ...(await look(product)), status: 'ok' })),
    topUp: expected(async (product): Promise<TopUpResult> => {
      const { check, productId } = await look(product);
      if (!check.allowed) return { status: 'not_allowed', productId, check };
      let stop!: () => unknown;
      const settled = new Promise<TopUpResult>((resolve) => {
        stop = account.on('topup', ({ transaction, result }) => {
          if (transaction && transaction.productId === productId) resolve(result);
        });
      });
      try {
        const outcome = await guard(() => (source as PurchaseSource).purchase(productId));
        if (outcome.status !== 'purchased') return outcome;
        const slow: TopUpResult = { status: 'pending', key: productId, cause: 'store' };
        return await Promise.race([settled, sleep(timeoutMs * 3).then(() => slow)]);
      } finally {
        stop();
      }
    }),
    claim: async (claim) =>
      deliver(await keep(intentOf(claim, claim.proof))) as Promise<ClaimResult>,
  };
}
