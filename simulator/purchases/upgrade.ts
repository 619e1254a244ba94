import type { Purchase, Refund } from './purchase.js';

/** What the first version of the simulator wrote into its journal lacks these fields. */
export type StoredPurchase = Omit<Purchase, keyof typeof absent> & Partial<Purchase>;

const absent = {
  revision: 0,
  bundleId: null,
  packageName: null,
  kind: 'normal',
  appTransactionId: null,
  offerCode: false,
  legacyReceipt: false,
  revocation: null,
  refunds: [],
  secondConsume: 400,
  consumptionQuestions: [],
  consumptionAnswers: [],
  reviews: [],
} satisfies Partial<Purchase>;

/** A purchase of any version's journal, as this version knows it. */
export function upgradePurchase(
  stored: StoredPurchase,
  app: { bundleId?: string | undefined; packageName?: string | undefined } | undefined,
): Purchase {
  if (stored.refunds !== undefined) return { ...absent, ...stored };
  const apple = stored.store === 'apple';
  const refunded = stored.revokedAt !== null;
  return {
    ...absent,
    ...stored,
    bundleId: apple ? (app?.bundleId ?? null) : null,
    packageName: apple ? null : (app?.packageName ?? null),
    kind: !apple && stored.environment === 'sandbox' ? 'test' : 'normal',
    // Any digits do, as long as they are this purchase's own.
    appTransactionId: apple ? `70${stored.id}` : null,
    revocation: apple && refunded ? { cause: 'refund', reason: 0 } : null,
    refunds: apple || !refunded ? [] : [formerRefund(stored)],
  };
}

function formerRefund(stored: StoredPurchase): Refund {
  const at = stored.revokedAt!;
  const units = stored.lineItems.reduce((sum, item) => sum + item.refundedQuantity, 0);
  const quantity = stored.state === 'refunded' ? null : units;
  return { at, recordedAt: at, quantity, revoked: true, source: 0, reason: 0 };
}
