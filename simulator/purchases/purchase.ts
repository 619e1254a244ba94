export type StoreName = 'apple' | 'google';
export type Environment = 'production' | 'sandbox';

/**
 * `pending` is Ask to Buy at Apple and a slow payment method at Google; `cancelled` is a pending
 * purchase that was never paid; `refunded` is a paid one that was given back as a whole.
 */
export type PurchaseState = 'pending' | 'purchased' | 'cancelled' | 'refunded';

export interface LineItem {
  productId: string;
  quantity: number;
  refundedQuantity: number;
  consumed: boolean;
}

/** What a store knows of one purchase. Times are virtual milliseconds since 1970. */
export interface Purchase {
  /** The Apple transaction id or the Google purchase token. */
  id: string;
  /** Rises by one with each purchase: the order of the list. */
  number: number;
  store: StoreName;
  title: string;
  environment: Environment;
  state: PurchaseState;
  lineItems: LineItem[];
  accountToken: string | null;
  orderId: string | null;
  /** Apple's product type, such as `Consumable`. */
  type: string;
  /** Apple's `inAppOwnershipType`. */
  ownership: string;
  price: { currency: string; micros: number };
  /** ISO 3166 alpha-3, as Apple writes it. */
  storefront: string;
  /** ISO 3166 alpha-2, as Google writes it. */
  regionCode: string;
  createdAt: number;
  purchasedAt: number | null;
  /** Apple's share that was given back, in thousandths of a percent. */
  revokedMilliunits: number | null;
  revokedAt: number | null;
  acknowledged: boolean;
  finished: boolean;
}

export function isConsumed(purchase: Purchase): boolean {
  return purchase.lineItems.every((item) => item.consumed);
}

export function totalQuantity(purchase: Purchase): number {
  return purchase.lineItems.reduce((sum, item) => sum + item.quantity, 0);
}

/** Google names the order only once it is paid. */
export function visibleOrderId(purchase: Purchase): string | null {
  return purchase.purchasedAt === null ? null : purchase.orderId;
}
