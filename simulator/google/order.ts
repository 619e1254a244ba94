import {
  isRefundedWhole,
  type LineItem,
  type Purchase,
  type PurchaseState,
  type Refund,
} from '../purchases/purchase.js';

interface Money {
  currencyCode: string;
  units: string;
  nanos: number;
}

const chargebackReason = 7;
const microsPerUnit = 1_000_000;
const nanosPerMicro = 1000;

/** An order as `orders.get` shows it. The price is that of one unit, and no tax is in it. */
export function orderOf(purchase: Purchase): object {
  const { currency } = purchase.price;
  const total = money(
    currency,
    purchase.lineItems.reduce((sum, one) => sum + price(purchase, one), 0),
  );
  const created = new Date(purchase.createdAt).toISOString();
  const last = Math.max(purchase.purchasedAt ?? 0, ...purchase.refunds.map(({ at }) => at));
  return {
    orderId: purchase.orderId,
    purchaseToken: purchase.id,
    state: stateOf(purchase),
    createTime: created,
    lastEventTime: new Date(last || purchase.createdAt).toISOString(),
    buyerAddress: { buyerCountry: purchase.regionCode },
    lineItems: purchase.lineItems.map((item) => lineItem(purchase, item)),
    orderDetails: { taxInclusive: true },
    orderHistory: history(purchase),
    salesChannel: 'IN_APP',
    total,
    tax: money(currency, 0),
    developerRevenueInBuyerCurrency: total,
  };
}

function lineItem(purchase: Purchase, item: LineItem): object {
  const { currency, micros } = purchase.price;
  return {
    productId: item.productId,
    productTitle: item.productId,
    listingPrice: money(currency, micros),
    total: money(currency, price(purchase, item)),
    tax: money(currency, 0),
    oneTimePurchaseDetails: { purchaseOptionId: 'default', quantity: item.quantity },
  };
}

function price(purchase: Purchase, item: LineItem): number {
  return purchase.price.micros * item.quantity;
}

const unpaid: Partial<Record<PurchaseState, string>> = {
  pending: 'PENDING',
  cancelled: 'CANCELED',
};

function stateOf(purchase: Purchase): string {
  const { state } = purchase;
  const untouched = unpaid[state];
  if (untouched) return untouched;
  if (isRefundedWhole(purchase)) return 'REFUNDED';
  return purchase.refunds.length > 0 ? 'PARTIALLY_REFUNDED' : 'PROCESSED';
}

function history(purchase: Purchase): object {
  const { purchasedAt, refunds } = purchase;
  const whole = refunds.find(({ quantity }) => quantity === null);
  const parts = refunds.filter(({ quantity }) => quantity !== null);
  return {
    ...(purchasedAt !== null && {
      processedEvent: { eventTime: new Date(purchasedAt).toISOString() },
    }),
    ...(whole && { refundEvent: refundEvent(purchase, whole) }),
    ...(parts.length > 0 && {
      partialRefundEvents: parts.map((part) => partialRefundEvent(purchase, part)),
    }),
  };
}

function refundEvent(purchase: Purchase, refund: Refund): object {
  const units = purchase.lineItems.reduce((sum, { quantity }) => sum + quantity, 0);
  const earlier = purchase.refunds.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0);
  return {
    eventTime: new Date(refund.at).toISOString(),
    refundReason: refund.reason === chargebackReason ? 'CHARGEBACK' : 'OTHER',
    refundDetails: details(purchase, units - earlier),
  };
}

function partialRefundEvent(purchase: Purchase, refund: Refund): object {
  return {
    createTime: new Date(refund.at).toISOString(),
    processTime: new Date(refund.at).toISOString(),
    state: 'PROCESSED_SUCCESSFULLY',
    refundDetails: details(purchase, refund.quantity ?? 0),
  };
}

function details({ price: { currency, micros } }: Purchase, units: number): object {
  return { total: money(currency, micros * units), tax: money(currency, 0) };
}

function money(currencyCode: string, micros: number): Money {
  return {
    currencyCode,
    units: String(Math.trunc(micros / microsPerUnit)),
    nanos: (micros % microsPerUnit) * nanosPerMicro,
  };
}
