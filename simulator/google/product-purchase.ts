import {
  type LineItem,
  type Purchase,
  type PurchaseKind,
  type PurchaseState,
  visibleOrderId,
} from '../purchases/purchase.js';

const stateNames: Record<PurchaseState, string> = {
  pending: 'PENDING',
  purchased: 'PURCHASED',
  cancelled: 'CANCELLED',
  refunded: 'CANCELLED',
};

/** The legacy numbers; note that 2 is pending, and that success says nothing of payment. */
const stateNumbers: Record<PurchaseState, number> = {
  purchased: 0,
  cancelled: 1,
  refunded: 1,
  pending: 2,
};

/** The legacy numbers of what was not simply bought. */
const kindNumbers: Partial<Record<PurchaseKind, number>> = { test: 0, promo: 1, rewarded: 2 };

/**
 * `purchases.productsv2.getproductpurchasev2`: names the products itself, and tests, no other kind.
 */
export function productPurchaseV2(purchase: Purchase): object {
  return {
    kind: 'androidpublisher#productPurchaseV2',
    productLineItem: purchase.lineItems.map(lineItemV2),
    purchaseStateContext: { purchaseState: stateNames[purchase.state] },
    ...(purchase.kind === 'test' && { testPurchaseContext: { fopType: 'TEST' } }),
    ...orderIdOf(purchase),
    ...accountOf(purchase),
    regionCode: purchase.regionCode,
    ...(purchase.purchasedAt !== null && {
      purchaseCompletionTime: new Date(purchase.purchasedAt).toISOString(),
    }),
    acknowledgementState: purchase.acknowledged
      ? 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED'
      : 'ACKNOWLEDGEMENT_STATE_PENDING',
  };
}

function lineItemV2(item: LineItem): object {
  return {
    productId: item.productId,
    productOfferDetails: {
      purchaseOptionId: 'default',
      quantity: item.quantity,
      refundableQuantity: item.quantity - item.refundedQuantity,
      consumptionState: item.consumed
        ? 'CONSUMPTION_STATE_CONSUMED'
        : 'CONSUMPTION_STATE_YET_TO_BE_CONSUMED',
    },
  };
}

/** `purchases.products.get`, for one product of the purchase. */
export function productPurchase(purchase: Purchase, item: LineItem): object {
  return {
    kind: 'androidpublisher#productPurchase',
    purchaseTimeMillis: String(purchase.purchasedAt ?? purchase.createdAt),
    purchaseState: stateNumbers[purchase.state],
    consumptionState: item.consumed ? 1 : 0,
    acknowledgementState: purchase.acknowledged ? 1 : 0,
    developerPayload: '',
    ...(purchase.kind !== 'normal' && { purchaseType: kindNumbers[purchase.kind] }),
    ...orderIdOf(purchase),
    ...accountOf(purchase),
    ...(item.quantity !== 1 && { quantity: item.quantity }),
    refundableQuantity: item.quantity - item.refundedQuantity,
    regionCode: purchase.regionCode,
  };
}

function orderIdOf(purchase: Purchase): object {
  const orderId = visibleOrderId(purchase);
  return orderId === null ? {} : { orderId };
}

function accountOf(purchase: Purchase): object {
  const { accountToken } = purchase;
  return accountToken === null ? {} : { obfuscatedExternalAccountId: accountToken };
}
