import type { PurchaseEvent } from '../purchases/event.js';
import { type Purchase, visibleOrderId } from '../purchases/purchase.js';

/** The one member that a DeveloperNotification has beside its frame. */
export interface GoogleNotice {
  type: string;
  subtype?: string;
  body: unknown;
  /** Replaces fields of the frame: for what no store would send. */
  content?: Record<string, unknown>;
}

const version = '1.0';
const oneTimeProduct = 2;

/** Google Play's words for what happened, or nothing when it keeps silent. */
export function googleNotice(event: PurchaseEvent, purchase: Purchase): GoogleNotice | undefined {
  switch (event.kind) {
    case 'purchased':
      return oneTime(purchase, 1);
    case 'cancelled':
      return oneTime(purchase, 2);
    case 'refunded':
      return {
        type: 'voidedPurchaseNotification',
        subtype: event.whole ? 'FULL' : 'QUANTITY_BASED_PARTIAL',
        body: {
          purchaseToken: purchase.id,
          orderId: visibleOrderId(purchase) ?? '',
          productType: oneTimeProduct,
          refundType: event.whole ? 1 : 2,
        },
      };
    case 'review_opened':
      return {
        type: 'pendingRefundReviewNotification',
        body: {
          version,
          pendingRefundToken: event.token,
          orderId: visibleOrderId(purchase) ?? '',
          refundReason: event.reason,
          ...(purchase.accountToken !== null && { obfuscatedAccountId: purchase.accountToken }),
        },
      };
    default:
      return undefined;
  }
}

function oneTime(purchase: Purchase, notificationType: 1 | 2): GoogleNotice {
  return {
    type: 'oneTimeProductNotification',
    subtype: notificationType === 1 ? 'PURCHASED' : 'CANCELED',
    body: {
      version,
      notificationType,
      purchaseToken: purchase.id,
      sku: purchase.lineItems[0]?.productId,
    },
  };
}

export const testNotice: GoogleNotice = { type: 'testNotification', body: { version } };

/** A DeveloperNotification: what is in the data of the pushed message. */
export function developerNotification(
  notice: GoogleNotice,
  circumstances: { packageName: string; now: number },
): Record<string, unknown> {
  return {
    version,
    packageName: circumstances.packageName,
    eventTimeMillis: String(circumstances.now),
    [notice.type]: notice.body,
    ...notice.content,
  };
}
