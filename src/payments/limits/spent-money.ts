import type { PublishedCatalog } from '../../catalog/model.js';
import type { Money } from '../../kernel/money.js';
import type { PurchaseLine, Store } from '../../stores/store-gateway.js';
import { referencePrice } from '../credited-gems.js';

/** What must be known of a payment to count it. */
export interface CountedPayment {
  readonly store: Store;
  readonly createdAt: number;
  readonly lines: readonly PurchaseLine[];
  /** As the store told it; Google tells none with a purchase. */
  readonly price: Money | null;
}

/**
 * What payments since a moment count for in a currency, in micros: the store's own price where it
 * is in this currency, else the reference price of the products. No rate of exchange is invented,
 * and no payment counts for nothing because its store tells no price, or one in another currency.
 */
export function countedMicros(
  payments: readonly CountedPayment[],
  counting: {
    readonly currency: string;
    readonly from: number;
    readonly catalog: PublishedCatalog;
  },
): number {
  const { currency, from, catalog } = counting;
  let micros = 0;
  for (const payment of payments) {
    if (payment.createdAt < from) continue;
    const told = payment.price;
    const counted = told?.currency === currency ? told : catalogPrice(payment, catalog);
    if (counted?.currency === currency) micros += counted.micros;
  }
  return micros;
}

function catalogPrice({ store, lines }: CountedPayment, catalog: PublishedCatalog): Money | null {
  const known = catalog.productsByStoreId[store];
  const sold = lines.flatMap((line) => {
    const product = known.get(line.productId);
    return product ? [{ product, line }] : [];
  });
  return referencePrice(sold);
}

/** The currencies that products are priced in: a limit in another one would never hold. */
export function pricedCurrencies(catalog: PublishedCatalog): ReadonlySet<string> {
  const prices = [...catalog.model.products.values()].map((product) => product.referencePrice);
  return new Set(prices.flatMap((price) => (price ? [price.currency] : [])));
}
