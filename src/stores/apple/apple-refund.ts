import { NOTHING, shareGivenBack } from '../refunded-share.js';
import type { RefundReason, Share } from '../store-gateway.js';

/** What Apple gave back of a transaction. */
export interface AppleRefund {
  readonly share: Share;
  readonly reason: RefundReason | null;
  readonly at: number | null;
}

/** Apple's measure of shares (`revocationPercentage`). */
const MILLIUNITS = 100_000;
const WHOLE: ReadonlySet<unknown> = new Set(['REFUND_FULL', 'FAMILY_REVOKE', 'ASSIGNMENT_REVOKE']);

/**
 * Reads the revocation of a signed transaction; null when it does not tell how much was given back.
 * A reversed refund has no revocation at all. A share is told since 2025 only: without one
 * everything was given back. Not so where Apple says that it was a part: then neither everything
 * nor nothing is true, and whoever took either would take too much or forget a refund.
 */
export function appleRefundOf(payload: Readonly<Record<string, unknown>>): AppleRefund | null {
  const { revocationDate: date, revocationType: type, revocationPercentage: part } = payload;
  if (date === undefined || date === null) return { share: NOTHING, reason: null, at: null };
  const at = Number.isSafeInteger(date) && Number(date) > 0 ? Number(date) : null;
  const share = shareOf(type, part);
  if (share === null) return null;
  return share.parts === 0
    ? { share, reason: null, at: null }
    : { share, reason: reasonOf(type, payload.revocationReason), at };
}

function shareOf(type: unknown, part: unknown): Share | null {
  if (WHOLE.has(type)) return shareGivenBack(MILLIUNITS, MILLIUNITS);
  if (part === undefined || part === null) {
    return type === 'REFUND_PRORATED' ? null : shareGivenBack(MILLIUNITS, MILLIUNITS);
  }
  if (!Number.isInteger(part) || Number(part) < 0 || Number(part) > MILLIUNITS) return null;
  return shareGivenBack(Number(part), MILLIUNITS);
}

/** Apple gives 1 for trouble with the app and 0 for anything else that a customer asks for. */
function reasonOf(type: unknown, reason: unknown): RefundReason {
  const refunded = type === undefined || type === 'REFUND_FULL' || type === 'REFUND_PRORATED';
  return refunded && (reason === 0 || reason === 1) ? 'customer' : 'other';
}
