import { currentProof } from '../apple/current-proof.js';
import { revocationType } from '../apple/transaction.js';
import { purchaseJson } from '../google/device-purchase.js';
import {
  type Answer,
  acknowledgeBy,
  type Environment,
  isConsumed,
  type LineItem,
  type Purchase,
  type PurchaseKind,
  type PurchaseState,
  type StoreName,
  totalQuantity,
  visibleOrderId,
} from '../purchases/purchase.js';
import type { World } from '../world.js';
import { type NotificationView, notificationView } from './notification-view.js';
import { possibleEvents } from './purchase-events.js';
import { receiptOf } from './receipt-routes.js';

/** What the store believes of a purchase, and what a device would hold of it. */
export interface PurchaseView {
  store: StoreName;
  id: string;
  /** Apple only. */
  transactionId?: string;
  /** Apple only: names the customer's copy of the app. */
  appTransactionId?: string | null;
  /** Apple only, when it was wished for: a receipt of the old kind. */
  receipt?: string;
  /** Google only. */
  purchaseToken?: string;
  /**
   * Google only, and not in lists: what the Billing Library hands to the app, and Google's
   * signature of it. Null when it was cancelled.
   */
  purchaseJson?: string | null;
  signature?: string | null;
  /** Null at Google while pending and when no money was paid. */
  orderId?: string | null;
  /** What a device sends to the game's server; null at Apple while there is no transaction. */
  proof: string | null;
  state: PurchaseState;
  /** Google's; `normal` at Apple. */
  kind: PurchaseKind;
  /** Apple's; false at Google. */
  offerCode: boolean;
  /** Google's; false at Apple. */
  acknowledged: boolean;
  /** When Google gives the money back by itself; null when it will not. */
  acknowledgeBy: string | null;
  /** Google's; false at Apple. */
  consumed: boolean;
  /** Apple's; false at Google. */
  finished: boolean;
  productId: string;
  quantity: number;
  lineItems: LineItem[];
  environment: Environment;
  title: string;
  /** Apple's; null at Google. */
  bundleId: string | null;
  /** Google's; null at Apple. */
  packageName: string | null;
  accountToken: string | null;
  price: { currency: string; micros: number };
  createdAt: string;
  purchasedAt: string | null;
  refund: RefundView | null;
  /** Apple's questions how much was used, and what the server answered. */
  consumptionQuestions: { askedAt: string; reason: string }[];
  consumption: AnswerView[];
  /** Google's chargebacks, and what the server answered. */
  reviews: ReviewView[];
  /** What could happen to it now: the last parts of paths below it. */
  events: string[];
  /** What was sent to the server, oldest first. */
  notifications: NotificationView[];
}

/** How much was given back so far, in the store's own measure. */
interface RefundView {
  percentage?: number;
  quantity?: number;
  refundedAt: string;
  /** The store's own number. */
  reason: number;
  /** Why: a `refund`, a `chargeback` or, at Apple, a `revoke`. */
  cause: 'refund' | 'chargeback' | 'revoke';
  /** Apple's `revocationType`. */
  type?: string;
  /** Google's: 0 the user, 1 the developer, 2 Google. */
  source?: number;
  /** Google's; false when the player keeps the goods. */
  revoked?: boolean;
}

/** What the server said, and whether it counted. */
type AnswerView = Record<string, unknown> & { receivedAt: string; counted: boolean };

interface ReviewView {
  token: string;
  reason: number;
  openedAt: string;
  decideAt: string;
  outcome: 'upheld' | 'dismissed' | null;
  answers: AnswerView[];
}

const chargebackReason = 7;

/** The view of one purchase alone, with everything that its device holds. */
export async function wholePurchaseView(
  world: World,
  purchase: Purchase,
  signedDate?: number,
): Promise<PurchaseView> {
  const view = await purchaseView(world, purchase, signedDate);
  if (purchase.store === 'apple') return view;
  const json = purchaseJson(purchase);
  const { licenseKeys } = world;
  const signature = json && (await licenseKeys.signature(purchase.packageName ?? '', json));
  return { ...view, purchaseJson: json, signature };
}

/** Signs an Apple proof for this view, at `signedDate` or else now. */
export async function purchaseView(
  world: World,
  purchase: Purchase,
  signedDate?: number,
): Promise<PurchaseView> {
  return {
    store: purchase.store,
    id: purchase.id,
    ...(await storesOwn(world, purchase, signedDate)),
    state: purchase.state,
    kind: purchase.kind,
    offerCode: purchase.offerCode,
    acknowledged: purchase.acknowledged,
    acknowledgeBy: isoOrNull(acknowledgeBy(purchase)),
    consumed: isConsumed(purchase),
    finished: purchase.finished,
    productId: purchase.lineItems[0]!.productId,
    quantity: totalQuantity(purchase),
    lineItems: purchase.lineItems,
    environment: purchase.environment,
    title: purchase.title,
    bundleId: purchase.bundleId,
    packageName: purchase.packageName,
    accountToken: purchase.accountToken,
    price: purchase.price,
    createdAt: iso(purchase.createdAt),
    purchasedAt: isoOrNull(purchase.purchasedAt),
    refund: refundView(purchase),
    consumptionQuestions: purchase.consumptionQuestions.map(({ askedAt, reason }) => ({
      askedAt: iso(askedAt),
      reason,
    })),
    consumption: purchase.consumptionAnswers.map(answerView),
    reviews: purchase.reviews.map((review) => ({
      ...review,
      openedAt: iso(review.openedAt),
      decideAt: iso(review.decideAt),
      answers: review.answers.map(answerView),
    })),
    events: possibleEvents(purchase, world),
    notifications: world.notifications.ofPurchase(purchase.id).map(notificationView),
  };
}

async function storesOwn(world: World, purchase: Purchase, signedDate: number | undefined) {
  if (purchase.store === 'google') {
    const orderId = visibleOrderId(purchase);
    return { purchaseToken: purchase.id, orderId, proof: purchase.id };
  }
  const bought = purchase.purchasedAt !== null;
  return {
    transactionId: purchase.id,
    appTransactionId: purchase.appTransactionId,
    orderId: purchase.orderId,
    proof: await currentProof(world, purchase, signedDate),
    ...(purchase.legacyReceipt && bought && { receipt: receiptOf(world, [purchase]) }),
  };
}

function refundView(purchase: Purchase): RefundView | null {
  if (purchase.revokedAt === null) return null;
  const refundedAt = iso(purchase.revokedAt);
  if (purchase.revokedMilliunits !== null) {
    return {
      percentage: purchase.revokedMilliunits / 1000,
      refundedAt,
      reason: purchase.revocation?.reason ?? 0,
      cause: purchase.revocation?.cause ?? 'refund',
      type: revocationType(purchase),
    };
  }
  const { source = 0, reason = 0, revoked = true } = purchase.refunds.at(-1) ?? {};
  const quantity = purchase.lineItems.reduce((sum, item) => sum + item.refundedQuantity, 0);
  const cause = reason === chargebackReason ? 'chargeback' : 'refund';
  return { quantity, refundedAt, reason, cause, source, revoked };
}

function answerView({ receivedAt, counted, body }: Answer): AnswerView {
  return { ...body, receivedAt: iso(receivedAt), counted };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
