/** A token has fewer characters than what our database keeps of it. */
const TOKEN = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,254}$/;
const ORDER_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;
const PREFIX = '/androidpublisher/v3/applications';

/** True when a text has the form of a Google purchase token; nothing in it can bend a path. */
export function isPurchaseToken(text: unknown): text is string {
  return typeof text === 'string' && TOKEN.test(text);
}

/** True when a text has the form of an order id such as `GPA.3300-0000-0000-00000`. */
export function isOrderId(text: unknown): text is string {
  return typeof text === 'string' && ORDER_ID.test(text);
}

/**
 * `purchases.productsv2.getproductpurchasev2`: the product comes from Google, not from a client.
 */
export function purchasePath(packageName: string, token: string): string {
  return `${PREFIX}/${part(packageName)}/purchases/productsv2/tokens/${part(token)}`;
}

/** One product of a purchase, as `purchases.products` speaks of it. */
export interface ProductOfPurchase {
  readonly packageName: string;
  readonly productId: string;
  readonly token: string;
}

/** `purchases.products.get`, or with a verb `consume`, which acknowledges too, or `acknowledge`. */
export function productPath(of: ProductOfPurchase, verb?: 'consume' | 'acknowledge'): string {
  const app = `${PREFIX}/${part(of.packageName)}`;
  const path = `${app}/purchases/products/${part(of.productId)}/tokens/${part(of.token)}`;
  return verb === undefined ? path : `${path}:${verb}`;
}

/** `orders.get`, or with the verb `orders.reviewrefund`. */
export function orderPath(packageName: string, orderId: string, verb?: 'reviewrefund'): string {
  const path = `${PREFIX}/${part(packageName)}/orders/${part(orderId)}`;
  return verb === undefined ? path : `${path}:${verb}`;
}

/** Which voided purchases, by when Google took notice of them. */
export interface VoidedQuestion {
  readonly since: number;
  /** null: until now, by Google's clock, which takes no later time. */
  readonly until: number | null;
  readonly page: string | null;
}

/** `purchases.voidedpurchases.list`: one-time products only, refunds of some units too. */
export function voidedPath(packageName: string, { since, until, page }: VoidedQuestion): string {
  const query = new URLSearchParams({
    startTime: String(since),
    ...(until !== null && { endTime: String(until) }),
    type: '0',
    includeQuantityBasedPartialRefund: 'true',
    maxResults: '1000',
    ...(page !== null && { token: page }),
  });
  return `${PREFIX}/${part(packageName)}/purchases/voidedpurchases?${query}`;
}

/** One part of a path. Dots alone would be walked, however they are encoded. */
function part(text: string): string {
  if (/^\.*$/.test(text)) throw new Error('a part of a store path is empty or made of dots');
  return encodeURIComponent(text);
}
