import type { Product, PublishedCatalog } from '../catalog/model.js';
import { type Amount, isOperationAmount } from '../kernel/amount.js';
import { type Money, money } from '../kernel/money.js';
import type { Purchase, PurchaseLine } from '../stores/store-gateway.js';
import type { PaymentLine } from './payment.js';

/** What a purchase brings: gems by currency, and the price that each currency's lot carries. */
export interface CreditedGems {
  readonly grants: Readonly<Record<string, Amount>>;
  /** The store's price when it tells one, else the catalog's reference price of the products. */
  readonly lotPrice: Money | null;
  /** The lines with what a unit of each is worth, which a later refund goes by. */
  readonly lines: readonly PaymentLine[];
  /** The one currency that the price is written to: the premium one. null: none, or several. */
  readonly pricedCurrency: string | null;
}

/**
 * The gems of a purchase by the catalog; null when the catalog lacks one of its products or the sum
 * is out of range. Nothing of it comes from the client.
 */
export function creditedGems(catalog: PublishedCatalog, purchase: Purchase): CreditedGems | null {
  const grants: Record<string, Amount> = {};
  const sold: { product: Product; line: PurchaseLine }[] = [];
  for (const line of purchase.lines) {
    const product = catalog.productsByStoreId[purchase.store].get(line.productId);
    if (!product) return null;
    sold.push({ product, line });
    for (const [currency, gems] of Object.entries(product.grants)) {
      const sum = (grants[currency] ?? 0) + gems * line.quantity;
      // Checked before it becomes an amount, whose own refusal would be final for a paid purchase.
      if (!isOperationAmount(sum)) return null;
      grants[currency] = sum;
    }
  }
  const codes = Object.keys(grants);
  if (codes.length === 0) return null;
  const premium = codes.filter((code) => catalog.model.currencies.get(code)?.kind === 'premium');
  return {
    grants,
    lines: sold.map(({ product, line }) => ({ ...line, unitGems: product.grants })),
    lotPrice: purchase.price ?? referencePrice(sold),
    pricedCurrency: premium.length === 1 ? premium[0]! : null,
  };
}

/** What the catalog says that these lines cost; null: not known, or in several currencies. */
export function referencePrice(
  sold: readonly { product: Product; line: PurchaseLine }[],
): Money | null {
  let total: Money | null = null;
  for (const { product, line } of sold) {
    const price = product.referencePrice;
    if (!price || (total && total.currency !== price.currency)) return null;
    total = money(price.currency, (total?.micros ?? 0) + price.micros * line.quantity);
  }
  return total;
}
