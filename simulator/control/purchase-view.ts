import { currentProof } from '../apple/current-proof.js';
import {
  type Environment,
  isConsumed,
  type LineItem,
  type Purchase,
  type PurchaseState,
  type StoreName,
  totalQuantity,
  visibleOrderId,
} from '../purchases/purchase.js';
import type { World } from '../world.js';

/** What the store believes of a purchase, and what a device would hold of it. */
export interface PurchaseView {
  store: StoreName;
  id: string;
  /** Apple only. */
  transactionId?: string;
  /** Google only. */
  purchaseToken?: string;
  /** Google only; null while pending. */
  orderId?: string | null;
  /** What a device sends to the game's server; null at Apple while there is no transaction. */
  proof: string | null;
  state: PurchaseState;
  /** Google's; false at Apple. */
  acknowledged: boolean;
  /** Google's; false at Apple. */
  consumed: boolean;
  /** Apple's; false at Google. */
  finished: boolean;
  productId: string;
  quantity: number;
  lineItems: LineItem[];
  environment: Environment;
  title: string;
  accountToken: string | null;
  price: { currency: string; micros: number };
  createdAt: string;
  purchasedAt: string | null;
  refund: RefundView | null;
  /** What was sent to the service; nothing yet. */
  notifications: object[];
}

/** How much was given back so far, in the store's own measure. */
interface RefundView {
  percentage?: number;
  quantity?: number;
  refundedAt: string;
}

/** Signs an Apple proof for this view, at `signedDate` or else now. */
export async function purchaseView(
  world: World,
  purchase: Purchase,
  signedDate?: number,
): Promise<PurchaseView> {
  const apple = purchase.store === 'apple';
  return {
    store: purchase.store,
    id: purchase.id,
    ...(apple
      ? { transactionId: purchase.id, proof: await currentProof(world, purchase, signedDate) }
      : { purchaseToken: purchase.id, orderId: visibleOrderId(purchase), proof: purchase.id }),
    state: purchase.state,
    acknowledged: purchase.acknowledged,
    consumed: isConsumed(purchase),
    finished: purchase.finished,
    productId: purchase.lineItems[0]!.productId,
    quantity: totalQuantity(purchase),
    lineItems: purchase.lineItems,
    environment: purchase.environment,
    title: purchase.title,
    accountToken: purchase.accountToken,
    price: purchase.price,
    createdAt: new Date(purchase.createdAt).toISOString(),
    purchasedAt: isoOrNull(purchase.purchasedAt),
    refund: refundView(purchase),
    notifications: [],
  };
}

function refundView(purchase: Purchase): RefundView | null {
  if (purchase.revokedAt === null) return null;
  const refundedAt = new Date(purchase.revokedAt).toISOString();
  if (purchase.revokedMilliunits !== null) {
    return { percentage: purchase.revokedMilliunits / 1000, refundedAt };
  }
  const quantity = purchase.lineItems.reduce((sum, item) => sum + item.refundedQuantity, 0);
  return { quantity, refundedAt };
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
