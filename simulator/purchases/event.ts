import type { Purchase } from './purchase.js';

/**
 * What happened to a purchase, in no store's words. Each store says it in its own, or says
 * nothing: only Google tells of a cancelled one, only Apple of a refund that was taken back.
 */
export type PurchaseEvent =
  | { kind: 'purchased' }
  | { kind: 'cancelled' }
  /** `whole` is false for Google's refund of a few of several units. */
  | { kind: 'refunded'; whole: boolean }
  | { kind: 'refund_reversed' }
  | { kind: 'refund_declined' }
  | { kind: 'consumption_asked'; reason: string }
  | { kind: 'revoked' }
  | { kind: 'consent_rescinded' }
  | { kind: 'review_opened'; token: string; reason: number };

/** A purchase after a change, and what the studio's server is to be told of it. */
export interface Decision {
  purchase: Purchase;
  events: PurchaseEvent[];
}
