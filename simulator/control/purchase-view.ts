import { currentProof } from '../apple/current-proof.js';
import { isConsumed, type Purchase, totalQuantity, visibleOrderId } from '../purchases/purchase.js';
import type { World } from '../world.js';

/**
 * What the store believes of a purchase, and what a device would hold of it. An Apple proof is
 * signed for this view, at `signedDate` or else now.
 */
export async function purchaseView(
  world: World,
  purchase: Purchase,
  signedDate?: number,
): Promise<object> {
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
    productId: purchase.lineItems[0]?.productId,
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

function refundView(purchase: Purchase): object | null {
  if (purchase.revokedAt === null) return null;
  const refundedAt = isoOrNull(purchase.revokedAt);
  if (purchase.revokedMilliunits !== null) {
    return { percentage: purchase.revokedMilliunits / 1000, refundedAt };
  }
  const quantity = purchase.lineItems.reduce((sum, item) => sum + item.refundedQuantity, 0);
  return { quantity, refundedAt };
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
