import type { ExtractedPurchase } from 'node-apple-receipt-verify';
import type { Environment } from '../../kernel/environment.js';
import { NOTHING, shareGivenBack } from '../refunded-share.js';
import type { Purchase, Verification } from '../store-gateway.js';
import { type Reading, refused } from '../verification.js';
import { isTransactionId } from './apple-proof.js';
import type { ReceiptAnswer } from './apple-receipt-answer.js';
import { accountTokenOf, isAppleQuantity, isProductId, timeOf } from './apple-transaction.js';

/** What is known when a receipt was found to be genuine. */
export interface ReceiptExpectation {
  readonly bundleIds: readonly string[];
  /** The caller's; null: either. */
  readonly wanted: Environment | null;
  /** Whose address called it genuine. */
  readonly asked: Environment;
  readonly now: number;
}

/**
 * Reads what `verifyReceipt` answered with status 0 as the purchases of this title in it, by the
 * entries that node-apple-receipt-verify extracted. That package hands on refunded purchases and
 * those of other apps as if they were ours, so everything is looked at here: app, environment, and
 * for each entry form, kind, owner, quantity and refund.
 *
 * Entries that are not ours are left out; the receipt is refused only when nothing is left.
 */
export function readAppleReceipt(
  told: ReceiptAnswer,
  entries: readonly ExtractedPurchase[],
  expected: ReceiptExpectation,
): Verification {
  const { app, environment = expected.asked } = told;
  if (environment !== expected.asked) return refused('receipt_invalid');
  if (!expected.bundleIds.includes(app)) return refused('receipt_wrong_app');
  if (expected.wanted !== null && environment !== expected.wanted) {
    return refused('receipt_sandbox');
  }
  const asOf = told.requestedAt ?? expected.now;
  return together(entries.map((entry) => readEntry(entry, told, { app, environment, asOf })));
}

function readEntry(
  entry: ExtractedPurchase,
  { cancelled, shared }: ReceiptAnswer,
  known: Pick<Purchase, 'app' | 'environment' | 'asOf'>,
): Reading {
  const { transactionId, originalTransactionId, productId, quantity } = entry;
  if (!isTransactionId(transactionId) || !isProductId(productId)) {
    return { code: 'receipt_invalid' };
  }
  if (shared.has(transactionId)) return { code: 'family_shared_not_allowed' };
  if (Number(entry.expirationDate) > 0) return { code: 'product_type_unsupported' };
  if (!isAppleQuantity(quantity)) return { code: 'quantity_unsupported' };
  // Receipts know no shares: what has a date of cancellation was given back as a whole.
  const givenBack = cancelled.has(transactionId);
  const refunded = givenBack ? shareGivenBack(quantity, quantity) : NOTHING;
  const purchase: Purchase = {
    ...known,
    store: 'apple',
    storeTransactionId: transactionId,
    storeOrderId: isTransactionId(originalTransactionId) ? originalTransactionId : null,
    state: givenBack ? 'revoked' : 'purchased',
    lines: [{ productId, quantity, refunded }],
    accountToken: accountTokenOf(entry.appAccountToken),
    price: null, // receipts tell none, and no country
    country: null,
    purchasedAt: timeOf(entry.purchaseDate),
    consumed: false,
    acknowledged: false,
    paid: true, // receipts do not tell what an offer code gave
    refundReason: givenBack ? 'customer' : null,
    refundedAt: cancelled.get(transactionId) ?? null,
  };
  return { purchase };
}

/** Each transaction once: it may stand in both lists of an answer. */
function together(readings: readonly Reading[]): Verification {
  const found = new Map<string, Purchase>();
  for (const reading of readings) {
    if ('code' in reading) continue;
    const { purchase } = reading;
    found.set(purchase.storeTransactionId, purchase);
  }
  const [first, ...others] = found.values();
  if (first !== undefined) return { outcome: 'verified', purchases: [first, ...others] };
  const reason = readings.find((reading) => 'code' in reading);
  return refused(reason && 'code' in reason ? reason.code : 'receipt_invalid');
}
