import type { Purchase, StoreName } from './purchase.js';

export type RefusalCode =
  | 'not_pending'
  | 'not_refundable'
  | 'not_refunded'
  | 'not_purchased'
  | 'not_paid'
  | 'already_consumed'
  | 'unknown_product'
  | 'invalid_refund'
  | 'review_open'
  | 'not_at_this_store';

/** A store says no: the purchase exists, and its state or the wish does not allow the change. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

/** For what one of the stores does not do at all. */
export function requireStore(purchase: Purchase, store: StoreName): void {
  if (purchase.store !== store) {
    const names = { apple: 'the App Store', google: 'Google Play' };
    throw new Refusal('not_at_this_store', `Only ${names[store]} does this.`);
  }
}

export function requirePurchased(purchase: Purchase): void {
  if (purchase.state !== 'purchased') {
    throw new Refusal('not_purchased', `This purchase is ${purchase.state}.`);
  }
}
