import type { ErrorCode } from '../../kernel/error-codes.js';
import { StoreRefused, StoreUnavailable } from '../store-gateway.js';
import type { GoogleReply } from './google-reply.js';

/**
 * Refusals that are final. Only Google's own words are believed: a 404 of a proxy, or of a package
 * that the console does not know, says nothing about the purchase.
 */
const REFUSALS: ReadonlyMap<string, ErrorCode> = new Map([
  ['404 purchaseTokenNotFound', 'receipt_invalid'],
  ['410 purchaseTokenNoLongerValid', 'receipt_invalid'],
  ['400 invalid', 'receipt_wrong_app'], // "Invalid Value": the token of another package
]);

/** What Google says when it answers of an order for good: it knows none. */
const ORDER_REFUSALS: ReadonlySet<string> = new Set(['404 orderNotFound']);
/** The same for the answer to a review, whose content or token Google may not take either. */
const REVIEW_REFUSALS: ReadonlySet<string> = new Set([
  ...ORDER_REFUSALS,
  '400 invalidArgument',
  '400 invalid',
]);

/** True only in Google's own words: a proxy's would end the answer to a chargeback for good. */
export function isUnknownOrder({ status, reason }: GoogleReply): boolean {
  return ORDER_REFUSALS.has(`${status} ${reason}`);
}

/** True when Google will never take an answer to this review, in its own words. */
export function isReviewRefused({ status, reason }: GoogleReply): boolean {
  return REVIEW_REFUSALS.has(`${status} ${reason}`);
}

/** The code of a final refusal, or null when the reply is another. */
export function finalRefusal(reply: GoogleReply): ErrorCode | null {
  return REFUSALS.get(`${reply.status} ${reply.reason}`) ?? null;
}

/** Throws `StoreRefused` when Google refuses for good. */
export function assertNotRefused(reply: GoogleReply): void {
  if (finalRefusal(reply) === null) return;
  throw new StoreRefused(`Google refuses for good: ${reply.status}, ${reply.reason}`);
}

export function isDone({ status }: GoogleReply): boolean {
  return status >= 200 && status < 300;
}

export function unexpectedOfGoogle(reply: GoogleReply): StoreUnavailable {
  const reason = reply.reason ?? 'no reason';
  return new StoreUnavailable(`unexpected answer of Google: ${reply.status}, ${reason}`);
}
