export type StoreName = 'apple' | 'google';
export type Environment = 'production' | 'sandbox';

/**
 * `pending` is Ask to Buy at Apple and a slow payment method at Google; `cancelled` is a pending
 * purchase that was never paid; `refunded` is a paid one that was given back as a whole.
 */
export type PurchaseState = 'pending' | 'purchased' | 'cancelled' | 'refunded';

/** Google's: paid with money, by a licence tester, by a promotion code, by watching an advert. */
export type PurchaseKind = 'normal' | 'test' | 'promo' | 'rewarded';

/** Why Apple's revocation fields are there. */
export type RevocationCause = 'refund' | 'chargeback' | 'revoke';

export interface LineItem {
  productId: string;
  quantity: number;
  refundedQuantity: number;
  consumed: boolean;
}

/** What Google gave back, once. Numbers are those of `voidedPurchase`. */
export interface Refund {
  at: number;
  /** When Google's systems took notice: what lists of voided purchases are filtered by. */
  recordedAt: number;
  /** Units of a partial refund; null is all that was left. */
  quantity: number | null;
  /** False when the studio gave the money back and left the goods: such a refund is no void. */
  revoked: boolean;
  /** 0 the user, 1 the developer, 2 Google. */
  source: 0 | 1 | 2;
  /** 0 other … 7 chargeback, 8 unacknowledged. */
  reason: number;
}

/** What the studio's server said when it was asked, as it said it. */
export interface Answer {
  receivedAt: number;
  /** False for what came too late, or second. */
  counted: boolean;
  body: Record<string, unknown>;
}

/** Apple asked how much of a purchase was used. */
export interface ConsumptionQuestion {
  askedAt: number;
  reason: string;
}

/** A chargeback that Google lets the studio speak to before it decides. */
export interface Review {
  token: string;
  /** As in `pendingRefundReviewNotification`; 7 is a chargeback. */
  reason: number;
  openedAt: number;
  decideAt: number;
  outcome: 'upheld' | 'dismissed' | null;
  answers: Answer[];
}

/** What a store knows of one purchase. Times are virtual milliseconds since 1970. */
export interface Purchase {
  /** The Apple transaction id or the Google purchase token. */
  id: string;
  /** Rises by one with each purchase: the order of the list. */
  number: number;
  /** Rises with each change of any purchase: what a store calls "recently modified". */
  revision: number;
  store: StoreName;
  title: string;
  /** Apple's app; null at Google. */
  bundleId: string | null;
  /** Google's app; null at Apple. */
  packageName: string | null;
  environment: Environment;
  state: PurchaseState;
  kind: PurchaseKind;
  lineItems: LineItem[];
  accountToken: string | null;
  orderId: string | null;
  /**
   * Apple's name of this customer's copy of the app: the same for all that one player buys. Null at
   * Google, and where Apple has no transaction of the app.
   */
  appTransactionId: string | null;
  /** Apple's: redeemed outside of the game, so nobody passed an account token. */
  offerCode: boolean;
  /** Apple's: the device would also hold a receipt of the old kind. */
  legacyReceipt: boolean;
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
  /** Apple's; null when nothing was given back. */
  revocation: { cause: RevocationCause; reason: number } | null;
  /** Google's, oldest first. */
  refunds: Refund[];
  acknowledged: boolean;
  /** Google's: what it answers to a consume of what is consumed. */
  secondConsume: 400 | 410;
  finished: boolean;
  /** Apple's questions, and everything that was answered to them or unasked. */
  consumptionQuestions: ConsumptionQuestion[];
  consumptionAnswers: Answer[];
  /** Google's, oldest first. */
  reviews: Review[];
}

export function isConsumed(purchase: Purchase): boolean {
  return purchase.lineItems.every((item) => item.consumed);
}

export function totalQuantity(purchase: Purchase): number {
  return purchase.lineItems.reduce((sum, item) => sum + item.quantity, 0);
}

/** True when nothing is left that could be given back. */
export function isRefundedWhole(purchase: Purchase): boolean {
  return purchase.lineItems.every((item) => item.refundedQuantity === item.quantity);
}

/** Google names an order only once it is paid, and never when no money was. */
export function visibleOrderId(purchase: Purchase): string | null {
  const free = purchase.kind === 'promo' || purchase.kind === 'rewarded';
  return purchase.purchasedAt === null || free ? null : purchase.orderId;
}

const day = 24 * 3_600_000;
/** Google gives the money back for what nobody acknowledged within this time. */
const acknowledgeMsMax = { test: 3 * 60_000, real: 3 * day };

/** When Google gives the money back by itself; null when there is no reason to. */
export function acknowledgeBy(purchase: Purchase): number | null {
  const due =
    purchase.store === 'google' &&
    purchase.state === 'purchased' &&
    purchase.purchasedAt !== null &&
    !purchase.acknowledged &&
    !isRefundedWhole(purchase);
  if (!due) return null;
  const limit = purchase.kind === 'test' ? acknowledgeMsMax.test : acknowledgeMsMax.real;
  return purchase.purchasedAt! + limit;
}

/** The chargeback that is not decided yet. */
export function openReview(purchase: Purchase): Review | undefined {
  return purchase.reviews.find((review) => review.outcome === null);
}
