import { type Purchase, totalQuantity } from '../purchases/purchase.js';
import type { Receipt } from './receipt.js';

/** What the endpoint of old receipts answers about a receipt that is good: texts throughout. */
export function receiptAnswer(
  receipt: Receipt,
  context: { purchases: readonly Purchase[]; appAppleId: number | undefined; now: number },
): object {
  const sandbox = receipt.environment === 'sandbox';
  const number = sandbox ? 0 : (context.appAppleId ?? 0);
  const firstPurchase = Math.min(...context.purchases.map(({ createdAt }) => createdAt));
  return {
    status: 0,
    environment: sandbox ? 'Sandbox' : 'Production',
    receipt: {
      receipt_type: sandbox ? 'ProductionSandbox' : 'Production',
      adam_id: number,
      app_item_id: number,
      bundle_id: receipt.bundleId,
      application_version: '1',
      download_id: 0,
      version_external_identifier: 0,
      ...dates('receipt_creation_date', receipt.createdAt),
      ...dates('request_date', context.now),
      ...dates('original_purchase_date', firstPurchase),
      original_application_version: '1',
      in_app: context.purchases.map(inApp),
    },
  };
}

/** A refunded entry says when; how much was given back this endpoint never learnt to say. */
function inApp(purchase: Purchase): object {
  const purchasedAt = purchase.purchasedAt!;
  return {
    quantity: String(totalQuantity(purchase)),
    product_id: purchase.lineItems[0]!.productId,
    transaction_id: purchase.id,
    original_transaction_id: purchase.id,
    ...dates('purchase_date', purchasedAt),
    ...dates('original_purchase_date', purchasedAt),
    is_trial_period: 'false',
    in_app_ownership_type: purchase.ownership,
    ...(purchase.accountToken !== null && { app_account_token: purchase.accountToken }),
    ...(purchase.revokedAt !== null && {
      ...dates('cancellation_date', purchase.revokedAt),
      cancellation_reason: String(purchase.revocation?.reason ?? 0),
    }),
  };
}

/** Apple gives each date three times. */
function dates(name: string, time: number): Record<string, string> {
  return {
    [name]: `${clockText(time, 'UTC')} Etc/GMT`,
    [`${name}_ms`]: String(time),
    [`${name}_pst`]: `${clockText(time, 'America/Los_Angeles')} America/Los_Angeles`,
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function clockText(time: number, timeZone: string): string {
  const options = { dateStyle: 'short', timeStyle: 'medium', timeZone } as const;
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', options);
  formats.set(timeZone, format);
  return format.format(time);
}
