import { type Purchase, totalQuantity, visibleOrderId } from '../purchases/purchase.js';

/** The numbers of the Billing Library. */
const purchased = 0;
const pending = 4;

/**
 * The text that the Billing Library hands to the app (`getOriginalJson`). A device does not learn
 * that something was given back, and holds nothing of what was never paid.
 *
 * @returns null of a cancelled purchase.
 */
export function purchaseJson(purchase: Purchase): string | null {
  const { state, lineItems, accountToken, purchasedAt, createdAt } = purchase;
  if (state === 'cancelled') return null;
  const orderId = visibleOrderId(purchase);
  const products = lineItems.map(({ productId }) => productId);
  return JSON.stringify({
    ...(orderId !== null && { orderId }),
    packageName: purchase.packageName,
    productId: products[0],
    ...(products.length > 1 && { productIds: products }),
    purchaseTime: purchasedAt ?? createdAt,
    purchaseState: state === 'pending' ? pending : purchased,
    purchaseToken: purchase.id,
    quantity: totalQuantity(purchase),
    acknowledged: purchase.acknowledged,
    ...(accountToken !== null && { obfuscatedAccountId: accountToken }),
  });
}
