import type { App } from '../apps.js';
import { type Environment, type Purchase, totalQuantity } from '../purchases/purchase.js';
import { fullMilliunits } from '../purchases/refund.js';

/** Apple's name of an environment. */
export const environmentNames: Record<Environment, string> = {
  production: 'Production',
  sandbox: 'Sandbox',
};

const offerCodeType = 3;
const microsPerMilliunit = 1000;

/** Apple's own numbers for the storefronts that tests use most. */
const storefrontIds: Record<string, string> = {
  USA: '143441',
  FRA: '143442',
  DEU: '143443',
  GBR: '143444',
  JPN: '143462',
};

/**
 * The payload of a signed transaction (JWSTransactionDecodedPayload), as it is at `signedDate`.
 *
 * A refund shows only in what is signed after it, never in what a device holds from before.
 */
export function transactionPayload(
  purchase: Purchase,
  app: App,
  signedDate: number,
): Record<string, unknown> {
  const purchaseDate = purchase.purchasedAt ?? purchase.createdAt;
  const storefrontId = storefrontIds[purchase.storefront];
  return {
    transactionId: purchase.id,
    originalTransactionId: purchase.id,
    bundleId: app.bundleId,
    productId: purchase.lineItems[0]?.productId,
    purchaseDate,
    originalPurchaseDate: purchaseDate,
    quantity: totalQuantity(purchase),
    type: purchase.type,
    ...(purchase.accountToken !== null && { appAccountToken: purchase.accountToken }),
    inAppOwnershipType: purchase.ownership,
    signedDate,
    ...revocation(purchase),
    ...(purchase.offerCode && {
      offerType: offerCodeType,
      offerIdentifier: 'simulated-offer',
      offerDiscountType: 'ONE_TIME',
    }),
    ...(purchase.appTransactionId !== null && { appTransactionId: purchase.appTransactionId }),
    environment: environmentNames[purchase.environment],
    transactionReason: 'PURCHASE',
    storefront: purchase.storefront,
    ...(storefrontId && { storefrontId }),
    price: purchase.price.micros / microsPerMilliunit,
    currency: purchase.price.currency,
  };
}

/** Absent again when a refund was taken back. */
function revocation(purchase: Purchase): object {
  if (purchase.revokedMilliunits === null) return {};
  return {
    revocationDate: purchase.revokedAt,
    revocationReason: purchase.revocation?.reason ?? 0,
    revocationType: revocationType(purchase),
    revocationPercentage: purchase.revokedMilliunits,
  };
}

/** Apple's `revocationType`, of a purchase of which something was given back. */
export function revocationType({ revocation, revokedMilliunits }: Purchase): string {
  if (revocation?.cause === 'revoke') return 'FAMILY_REVOKE';
  return revokedMilliunits === fullMilliunits ? 'REFUND_FULL' : 'REFUND_PRORATED';
}
