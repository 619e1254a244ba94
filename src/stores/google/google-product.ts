import type { ErrorCode } from '../../kernel/error-codes.js';
import type { GooglePurchaseKind } from './google-purchase.js';
import { finalRefusal, unexpectedOfGoogle } from './google-refusal.js';
import type { GoogleReply } from './google-reply.js';

/** Google's `purchaseType`; a normal purchase has none. */
const KINDS: ReadonlyMap<unknown, GooglePurchaseKind> = new Map<unknown, GooglePurchaseKind>([
  [undefined, 'normal'],
  [0, 'test'],
  [1, 'given'], // a promotion code
  [2, 'given'], // a rewarded advertisement
]);
/** Purchased, cancelled, pending. */
const STATES: ReadonlySet<unknown> = new Set([0, 1, 2]);

/** How a purchase came about, by a reply of `purchases.products`; null when it does not say. */
export function kindOf(reply: GoogleReply): GooglePurchaseKind | null {
  if (reply.status !== 200 || reply.body === null) return null;
  return KINDS.get(reply.body.purchaseType) ?? null;
}

/**
 * Whether a reply of `purchases.products` is of a purchase of this product at all, and how that
 * came about. It tells one product of what may be several, and the package that hands it on calls
 * every answer successful: in which state the purchase is, and what else is in it, must be asked by
 * its token. Throws `StoreUnavailable` as `readGooglePurchase` does.
 */
export function readGoogleProduct(
  reply: GoogleReply,
  asked: { readonly productId: string },
): { readonly code: ErrorCode } | { readonly kind: GooglePurchaseKind } {
  const code = finalRefusal(reply);
  if (code !== null) return { code };
  const kind = kindOf(reply);
  const { productId = asked.productId, purchaseState } = reply.body ?? {};
  if (kind === null || !STATES.has(purchaseState)) throw unexpectedOfGoogle(reply);
  return productId === asked.productId ? { kind } : { code: 'product_mismatch' };
}
