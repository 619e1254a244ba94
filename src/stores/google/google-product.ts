import type { Purchase } from '../store-gateway.js';
import type { Reading } from '../verification.js';
import {
  accountTokenOf,
  isSoldQuantity,
  orderIdOf,
  regionOf,
  timeOfMillis,
  unitsGivenBack,
} from './google-fields.js';
import {
  type AskedPurchase,
  type GooglePurchaseKind,
  lineGivenBack,
  linesInState,
  refundTold,
} from './google-purchase.js';
import { finalRefusal, unexpectedOfGoogle } from './google-refusal.js';
import type { GoogleReply } from './google-reply.js';

/** Google's `purchaseType`; a normal purchase has none. */
const KINDS: ReadonlyMap<unknown, GooglePurchaseKind> = new Map<unknown, GooglePurchaseKind>([
  [undefined, 'normal'],
  [0, 'test'],
  [1, 'given'], // a promotion code
  [2, 'given'], // a rewarded advertisement
]);

/** How a purchase came about, by a reply of `purchases.products`; null when it does not say. */
export function kindOf(reply: GoogleReply): GooglePurchaseKind | null {
  if (reply.status !== 200 || reply.body === null) return null;
  return KINDS.get(reply.body.purchaseType) ?? null;
}

/**
 * Reads a reply of `purchases.products` for one product as a purchase, or refuses it. The answer is
 * about that product alone, in an older form, and a package that calls every answer successful
 * hands it on: state, product and quantity are looked at here. Throws `StoreUnavailable` as
 * `readGooglePurchase` does.
 */
export function readGoogleProduct(
  reply: GoogleReply,
  asked: Omit<AskedPurchase, 'kind'> & { readonly productId: string },
): Reading {
  const code = finalRefusal(reply);
  if (code !== null) return { code };
  const kind = kindOf(reply);
  if (kind === null || reply.body === null) throw unexpectedOfGoogle(reply);
  const { body } = reply;
  if ((body.productId ?? asked.productId) !== asked.productId) return { code: 'product_mismatch' };
  const environment = kind === 'test' ? 'sandbox' : 'production';
  if (asked.environment !== null && environment !== asked.environment) {
    return { code: 'receipt_sandbox' };
  }
  const quantity = body.quantity ?? 1; // absent means one
  if (!Number.isInteger(quantity)) throw unexpectedOfGoogle(reply);
  if (!isSoldQuantity(Number(quantity))) return { code: 'quantity_unsupported' };
  const state = stateOfProduct(reply, kind);
  const line = lineGivenBack(asked.productId, Number(quantity), body.refundableQuantity);
  if (line === null) throw unexpectedOfGoogle(reply);
  const lines = linesInState([line], state);
  const completed = state === 'purchased' || state === 'revoked';
  const purchase: Purchase = {
    store: 'google',
    environment,
    storeTransactionId: asked.token,
    storeOrderId: orderIdOf(body.orderId),
    app: asked.packageName,
    state,
    lines,
    accountToken: accountTokenOf(body.obfuscatedExternalAccountId),
    price: null, // this call of Google tells none
    country: regionOf(body.regionCode),
    purchasedAt: completed ? timeOfMillis(body.purchaseTimeMillis) : null,
    consumed: body.consumptionState === 1,
    acknowledged: body.acknowledgementState === 1,
    paid: kind !== 'given',
    ...refundTold(lines, asked.refund),
    asOf: asked.asOf,
  };
  return { purchase };
}

/** True when this product was given back, in part or as a whole. */
export function isProductGivenBack(reply: GoogleReply): boolean {
  const { purchaseState, quantity = 1, refundableQuantity } = reply.body ?? {};
  if (purchaseState === 1) return true;
  return purchaseState === 0 && unitsGivenBack(Number(quantity), refundableQuantity) !== 0;
}

function stateOfProduct(reply: GoogleReply, kind: GooglePurchaseKind): Purchase['state'] {
  switch (reply.body?.purchaseState) {
    case 0:
      return 'purchased';
    case 1:
      // One number for "never paid" and "given back": only what was paid, or given, has an order.
      return orderIdOf(reply.body.orderId) === null && kind !== 'given' ? 'cancelled' : 'revoked';
    case 2:
      return 'pending';
    default:
      throw unexpectedOfGoogle(reply);
  }
}
