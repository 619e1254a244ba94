import type { PurchaseSource, SourceContext, StoreTransaction } from './source.js';

interface CapgoTransaction {
  readonly transactionId: string;
  readonly productIdentifier: string;
  readonly jwsRepresentation?: string;
  readonly purchaseToken?: string;
  /** Android: `1` is paid, `2` is pending. */
  readonly purchaseState?: string;
}

/** The part that is used of `NativePurchases` of @capgo/native-purchases. */
export interface CapgoPlugin {
  addListener(
    event: 'transactionUpdated',
    // biome-ignore lint/suspicious/noExplicitAny: it calls with transactions of its own type.
    listener: (transaction: any) => void,
  ): Promise<{ remove(): Promise<void> }>;
  // biome-ignore lint/suspicious/noExplicitAny: its product types are an enum of the plug-in.
  getProducts(request: any): Promise<{
    products: readonly { readonly identifier: string; readonly priceString: string }[];
  }>;
  // biome-ignore lint/suspicious/noExplicitAny: its product types are an enum of the plug-in.
  getPurchases(request: any): Promise<{ purchases: readonly CapgoTransaction[] }>;
  // biome-ignore lint/suspicious/noExplicitAny: its product types are an enum of the plug-in.
  purchaseProduct(request: any): Promise<CapgoTransaction>;
  consumePurchase(request: { purchaseToken: string }): Promise<void>;
  acknowledgePurchase(request: { purchaseToken: string }): Promise<void>;
}

/**
 * Purchases by @capgo/native-purchases 8. On iOS its listener finishes what arrives outside of a
 * payment sheet before it tells anybody: there App Store Server Notifications must be set up, or
 * such a payment is lost when the app dies in that moment. `capacitor-plugin-cdv-purchase` does not
 * have this fault.
 */
export function capgoSource({
  NativePurchases: plugin,
  platform,
}: {
  readonly NativePurchases: CapgoPlugin;
  /** `Capacitor.getPlatform()`: `ios` or `android`. */
  readonly platform: string;
}): PurchaseSource {
  const apple = platform === 'ios';
  const store = apple ? 'apple' : 'google';
  const productType = 'inapp';
  let context: SourceContext | undefined;
  let listener: { remove(): Promise<void> } | undefined;

  function read(transaction: CapgoTransaction): StoreTransaction | undefined {
    const { transactionId, productIdentifier, jwsRepresentation, purchaseToken } = transaction;
    const proof = apple ? jwsRepresentation : purchaseToken;
    const { purchaseState = '1' } = transaction;
    if (!proof || purchaseState !== '1') return;
    const id = apple ? transactionId : proof;
    return { store, transactionId: id, productId: productIdentifier, proof };
  }

  /** Written down before anything else happens: on iOS it may be the only trace. */
  async function report(transaction: CapgoTransaction): Promise<void> {
    const found = read(transaction);
    if (found && context) await context.onTransaction(found);
  }

  async function pending(): Promise<StoreTransaction[]> {
    const { purchases } = await plugin.getPurchases({ productType });
    return purchases.map(read).filter(Boolean) as StoreTransaction[];
  }

  return {
    store,
    pending,
    async init(given) {
      context = given;
      if (!listener) listener = await plugin.addListener('transactionUpdated', report);
    },
    async products(productIds) {
      const productIdentifiers = [...productIds];
      const { products } = await plugin.getProducts({ productIdentifiers, productType });
      return products.map(({ identifier, priceString }) => ({
        productId: identifier,
        formatted: priceString,
      }));
    },
    async purchase(productIdentifier) {
      try {
        const paid = await plugin.purchaseProduct({
          productIdentifier,
          productType,
          appAccountToken: context && context.accountToken,
          // Either of the two would consume it before the server has seen it.
          isConsumable: false,
          autoAcknowledgePurchases: false,
        });
        if (paid.purchaseState === '2') return { status: 'deferred' };
        await report(paid);
      } catch (error) {
        const { code = 'unknown', message } = error as { code?: string; message: string };
        const said = `${code} ${message}`;
        if (/cancel/i.test(said)) return { status: 'cancelled' };
        if (/pending/i.test(said)) return { status: 'deferred' };
        if (!/already.?owned/i.test(said)) return { status: 'store_error', code, message };
        // It was paid in an earlier life and is reported as if it were new.
        for (const found of await pending()) if (context) await context.onTransaction(found);
      }
      return { status: 'purchased' };
    },
    async finish({ transactionId: purchaseToken }) {
      try {
        await (apple
          ? plugin.acknowledgePurchase({ purchaseToken })
          : plugin.consumePurchase({ purchaseToken }));
      } catch (error) {
        // The server may have been faster.
        if (!/not.?(found|owned)/i.test(String((error as Error).message))) throw error;
      }
    },
    dispose() {
      if (listener) listener.remove();
      listener = undefined;
    },
  };
}
