import type { PurchaseSource, SourceContext, StoreTransaction } from './source.js';

interface OpenIapPurchase {
  readonly id: string;
  readonly transactionId?: string | null;
  readonly productId: string;
  /** Apple: the signed transaction. Google: the purchase token. */
  readonly purchaseToken?: string | null;
  readonly purchaseState: string;
  readonly store: string;
}

interface Subscription {
  remove(): void;
}

/** The part that is used of `react-native-iap` or `expo-iap`. */
export interface OpenIapPlugin {
  initConnection(): Promise<unknown>;
  endConnection(): Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: it calls with purchases of its own type.
  purchaseUpdatedListener(listener: (purchase: any) => void): Subscription;
  // biome-ignore lint/suspicious/noExplicitAny: it calls with errors of its own type.
  purchaseErrorListener(listener: (error: any) => void): Subscription;
  fetchProducts(request: { skus: string[]; type: 'in-app' }): Promise<unknown>;
  requestPurchase(request: {
    request: {
      apple: { sku: string; appAccountToken: string };
      google: { skus: string[]; obfuscatedAccountId: string };
    };
    type: 'in-app';
  }): Promise<unknown>;
  getAvailablePurchases(): Promise<unknown>;
  getPendingTransactionsIOS(): Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: it takes purchases of its own type.
  finishTransaction(request: { purchase: any; isConsumable: boolean }): Promise<unknown>;
}

type Ended = Awaited<ReturnType<PurchaseSource['purchase']>>;

/**
 * Purchases by react-native-iap 16 or expo-iap 5, which share their interface:
 * `openIapSource({ iap: await import('react-native-iap'), os: Platform.OS })`.
 */
export function openIapSource({
  iap,
  os,
}: {
  readonly iap: OpenIapPlugin;
  /** Of React Native's `Platform`: `ios` or `android`. */
  readonly os: string;
}): PurchaseSource {
  const apple = os === 'ios';
  const store = apple ? 'apple' : 'google';
  const purchases = new Map<string, OpenIapPurchase>();
  const subscriptions: Subscription[] = [];
  let context: SourceContext | undefined;
  let wanted: string | undefined;
  let end: (outcome: Ended) => void = () => {};

  function read(purchase: OpenIapPurchase): StoreTransaction | undefined {
    const { purchaseToken: proof, productId, transactionId, id, purchaseState } = purchase;
    if (!proof || purchaseState === 'pending') return;
    const found = { store, transactionId: apple ? transactionId || id : proof, productId, proof };
    purchases.set(found.transactionId, purchase);
    return found;
  }

  async function updated(purchase: OpenIapPurchase): Promise<void> {
    const found = read(purchase);
    if (found && context) await context.onTransaction(found);
    // What another life paid for may be told while this sheet is open.
    if (purchase.productId === wanted) end({ status: found ? 'purchased' : 'deferred' });
  }

  async function pending(): Promise<StoreTransaction[]> {
    // On iOS the available ones are entitlements: a consumable that is paid and not finished is
    // not among them.
    const list = await (apple ? iap.getPendingTransactionsIOS() : iap.getAvailablePurchases());
    return (list as OpenIapPurchase[]).map(read).filter(Boolean) as StoreTransaction[];
  }

  async function failed(code: string, message: string): Promise<void> {
    if (code === 'user-cancelled') end({ status: 'cancelled' });
    else if (code === 'deferred-payment') end({ status: 'deferred' });
    else if (code === 'already-owned') {
      // It was paid in an earlier life and is reported as if it were new.
      try {
        for (const found of await pending()) if (context) await context.onTransaction(found);
        end({ status: 'purchased' });
      } catch (error) {
        // Nobody waits for this function: without an end `purchase` would never resolve.
        end({ status: 'store_error', code, message: `${error}` });
      }
    } else end({ status: 'store_error', code, message });
  }

  return {
    store,
    pending,
    async init(given) {
      const first = !context;
      context = given;
      if (!first) return;
      try {
        // Before the connection: what is waiting in the store is told as soon as it stands.
        subscriptions.push(
          iap.purchaseUpdatedListener(updated),
          iap.purchaseErrorListener(({ code, message }) => failed(code, message)),
        );
        await iap.initConnection();
      } catch (error) {
        for (const one of subscriptions.splice(0)) one.remove();
        context = undefined;
        throw error;
      }
    },
    async products(productIds) {
      const found = await iap.fetchProducts({ skus: [...productIds], type: 'in-app' });
      return (found as { id: string; displayPrice: string }[]).map(({ id, displayPrice }) => ({
        productId: id,
        formatted: displayPrice,
      }));
    },
    purchase(productId) {
      const token = context ? context.accountToken : '';
      return new Promise((resolve) => {
        wanted = productId;
        end = resolve;
        // Its promise says nothing: the listeners do. Only a refusal at once comes this way.
        iap
          .requestPurchase({
            request: {
              apple: { sku: productId, appAccountToken: token },
              google: { skus: [productId], obfuscatedAccountId: token },
            },
            type: 'in-app',
          })
          .catch(({ code, message }) => failed(`${code}`, message));
      });
    },
    async finish({ transactionId }) {
      if (!purchases.has(transactionId)) await pending();
      const purchase = purchases.get(transactionId);
      // What the server consumed already is not there any more, and done.
      if (!purchase) return;
      try {
        await iap.finishTransaction({ purchase, isConsumable: true });
      } catch (error) {
        if ((error as { code?: string }).code !== 'item-not-owned') throw error;
      }
      purchases.delete(transactionId);
    },
    dispose() {
      for (const one of subscriptions.splice(0)) one.remove();
      context = undefined;
      iap.endConnection();
    },
  };
}
