import { answering, type Interception } from './store-front.js';

type Fields = Record<string, unknown>;

const STATES = ['PURCHASED', 'CANCELLED', 'PENDING'];

/**
 * Answers with this purchase, as `purchases.products` writes it of its one product, to whichever of
 * the two calls it is asked by.
 */
export function answeringBoth(product: Fields): Interception {
  const whole = asProductsV2(product);
  return ({ url }, response) => {
    const answer = /\/purchases\/productsv2\//.test(url)
      ? whole
      : /\/purchases\/products\//.test(url) && product;
    if (answer) answering(200, answer)(response);
    return Boolean(answer);
  };
}

function asProductsV2(product: Fields): Fields {
  const { purchaseState, purchaseType, orderId, quantity, refundableQuantity } = product;
  const paid = purchaseState !== 2 && (orderId ?? purchaseType) !== undefined;
  const consumed = product.consumptionState === 1 ? 'CONSUMED' : 'YET_TO_BE_CONSUMED';
  const acknowledged = product.acknowledgementState === 1 ? 'ACKNOWLEDGED' : 'PENDING';
  return {
    productLineItem: [
      {
        productId: 'gems_500',
        productOfferDetails: {
          quantity,
          refundableQuantity,
          consumptionState: `CONSUMPTION_STATE_${consumed}`,
        },
      },
    ],
    purchaseStateContext: { purchaseState: STATES[Number(purchaseState)] },
    ...(purchaseType === 0 && { testPurchaseContext: {} }),
    ...(paid && { purchaseCompletionTime: '2026-01-01T00:00:00Z' }),
    acknowledgementState: `ACKNOWLEDGEMENT_STATE_${acknowledged}`,
    orderId,
  };
}
