import type { PurchaseSource, SourceContext, StoreTransaction } from './source.js';

interface CdvError {
  readonly code: number;
  readonly message: string;
}

interface CdvTransaction {
  readonly transactionId: string;
  readonly platform: string;
  readonly state: string;
  readonly products: readonly { readonly id: string }[];
  readonly parentReceipt: object;
  finish(): Promise<unknown>;
}

interface CdvOffer {
  readonly pricingPhases: readonly { readonly price: string }[];
}

interface CdvListeners {
  approved(callback: (transaction: CdvTransaction) => void): CdvListeners;
  pending(callback: (transaction: CdvTransaction) => void): CdvListeners;
}

/** The part that is used of the global `CdvPurchase`. */
export interface CdvPlugin {
  readonly store: {
    obfuscator?: unknown;
    applicationUsername?: unknown;
    readonly localTransactions: readonly CdvTransaction[];
    defaultPlatform(): string;
    // biome-ignore lint/suspicious/noExplicitAny: its types are enums of the plug-in.
    register(products: any): void;
    // biome-ignore lint/suspicious/noExplicitAny: its types are enums of the plug-in.
    initialize(platforms: any): Promise<readonly CdvError[]>;
    restorePurchases(): Promise<unknown>;
    // biome-ignore lint/suspicious/noExplicitAny: it calls with transactions of its own class.
    when(): any;
    // biome-ignore lint/suspicious/noExplicitAny: its types are enums of the plug-in.
    get(id: string, platform?: any): { getOffer(): CdvOffer | undefined } | undefined;
    // biome-ignore lint/suspicious/noExplicitAny: it takes offers of its own class.
    order(offer: any): Promise<CdvError | undefined>;
  };
}

/** What its receipts and transactions carry besides, depending on the store. */
interface Proofs {
  /** Apple, by the companion plug-in for StoreKit 2. */
  readonly jwsRepresentation?: string;
  /** Google. */
  readonly purchaseToken?: string;
  /** Apple, by StoreKit 1. */
  readonly nativeData?: { readonly appStoreReceipt?: string };
}

const APPLE = 'ios-appstore';
const PAYMENT_CANCELLED = 6777006;

/**
 * Purchases by cordova-plugin-purchase 13 or capacitor-plugin-cdv-purchase. Create it after
 * `deviceready`, with the global `CdvPurchase`, and leave `store.validator` unset: the SDK verifies.
 */
export function cdvSource({ CdvPurchase: { store } }: { CdvPurchase: CdvPlugin }): PurchaseSource {
  const platform = store.defaultPlatform();
  const name = platform === APPLE ? 'apple' : 'google';
  const deferred = new Set<string>();
  let context: SourceContext | undefined;

  /** Of both plug-ins' transactions; undefined: nothing that a server could verify. */
  function read(transaction: CdvTransaction): StoreTransaction | undefined {
    const receipt = transaction.parentReceipt as Proofs;
    const { purchaseToken, nativeData } = receipt;
    const proof =
      (transaction as Proofs).jwsRepresentation ||
      purchaseToken ||
      (nativeData && nativeData.appStoreReceipt);
    const [product] = transaction.products;
    if (!product || !proof) return;
    const transactionId = purchaseToken || transaction.transactionId;
    return { store: name, transactionId, productId: product.id, proof };
  }

  function offerOf(productId: string): CdvOffer | undefined {
    const product = store.get(productId, platform);
    return product && product.getOffer();
  }

  const approved = () =>
    store.localTransactions.filter((one) => one.platform === platform && one.state === 'approved');

  async function report(transaction: CdvTransaction): Promise<void> {
    const found = read(transaction);
    if (found && context) await context.onTransaction(found);
  }

  return {
    store: name,
    async init(given) {
      const first = !context;
      context = given;
      const { accountToken, productIds } = given;
      // Any other obfuscator hashes the UUID, and StoreKit 2 drops what is none.
      store.obfuscator = 'disabled';
      store.applicationUsername = () => accountToken;
      store.register(productIds.map((id) => ({ id, type: 'consumable', platform })));
      if (first) {
        const when: CdvListeners = store.when();
        when.approved(report).pending(({ products: [product] }) => {
          if (product) deferred.add(product.id);
        });
      }
      const [error] = await store.initialize([platform]);
      if (error) throw new Error(error.message);
    },
    async products(productIds) {
      const prices = [];
      for (const productId of productIds) {
        const offer = offerOf(productId);
        const phase = offer && offer.pricingPhases[0];
        if (phase) prices.push({ productId, formatted: phase.price });
      }
      return prices;
    },
    async purchase(productId) {
      const offer = offerOf(productId);
      if (!offer) return { status: 'store_error', code: 'product_unknown', message: productId };
      deferred.delete(productId);
      const error = await store.order(offer);
      if (error) {
        const { code, message } = error;
        if (code === PAYMENT_CANCELLED) return { status: 'cancelled' };
        if (!/already.?owned/i.test(message))
          return { status: 'store_error', code: `${code}`, message };
        // It was paid in an earlier life: asked for again, it is approved like a new one.
        await store.restorePurchases();
        await Promise.all(approved().map(report));
      }
      return { status: deferred.has(productId) ? 'deferred' : 'purchased' };
    },
    async pending() {
      return approved().map(read).filter(Boolean) as StoreTransaction[];
    },
    async finish({ transactionId }) {
      // What the server consumed already is not there any more, and done.
      for (const one of store.localTransactions) {
        const found = read(one);
        if (found && found.transactionId === transactionId) await one.finish();
      }
    },
  };
}
