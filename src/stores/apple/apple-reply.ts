import { StoreRefused, StoreUnavailable } from '../store-gateway.js';
import type { AppleReply } from './apple-client.gateway.js';

/** "Transaction id not found": also for one of the other environment, or of another app. */
const NOT_FOUND = 4_040_010;
const INVALID_ID = 4_000_006;
/** Apple's own words for "try again", although their status is 404. */
const RETRYABLE: ReadonlySet<number | null> = new Set([4_040_002, 4_040_004, 4_040_006]);

/** True only in Apple's own words: a 404 of a proxy says nothing about the transaction. */
export function isUnknownTransaction({ errorCode }: AppleReply): boolean {
  return errorCode === NOT_FOUND || errorCode === INVALID_ID;
}

/**
 * Nothing when Apple did what it was asked. Throws `StoreRefused` when it says why not, in its own
 * words and for good, otherwise `StoreUnavailable`.
 */
export function assertDone(reply: AppleReply): void {
  const { status, errorCode } = reply;
  if (status >= 200 && status < 300) return;
  const final = status >= 400 && status < 500 && errorCode !== null && !RETRYABLE.has(errorCode);
  if (final) throw new StoreRefused(`Apple refuses for good: ${status}, ${errorCode}`);
  throw unexpectedOfApple(reply);
}

export function unexpectedOfApple({ status, errorCode }: AppleReply): StoreUnavailable {
  const reason = errorCode ?? 'no reason';
  return new StoreUnavailable(`unexpected answer of Apple: ${status}, ${reason}`);
}
