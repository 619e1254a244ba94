import type { App } from '../apps.js';
import type { Purchase } from '../purchases/purchase.js';
import { environmentNames } from './transaction.js';

/** The payload of a signed app transaction: that a customer has the app, and which one. */
export function appTransactionPayload(
  purchase: Purchase,
  app: App,
  signedDate: number,
): Record<string, unknown> {
  return {
    receiptType: environmentNames[purchase.environment],
    ...(purchase.environment === 'production' && { appAppleId: app.appAppleId }),
    bundleId: app.bundleId,
    applicationVersion: '1',
    ...(purchase.environment === 'production' && { versionExternalIdentifier: 1 }),
    receiptCreationDate: signedDate,
    originalPurchaseDate: purchase.createdAt,
    originalApplicationVersion: '1',
    ...(purchase.appTransactionId !== null && { appTransactionId: purchase.appTransactionId }),
    originalPlatform: 'iOS',
  };
}
