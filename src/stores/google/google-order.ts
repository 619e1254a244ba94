import { asObject } from '../calls/json-object.js';
import type { RefundReason } from '../store-gateway.js';
import { timeOfText } from './google-fields.js';
import { isPurchaseToken } from './google-paths.js';
import type { GoogleReply } from './google-reply.js';

/** The purchase that an order belongs to (`orders.get`); null when the reply names none. */
export function tokenOfOrder({ status, body }: GoogleReply): string | null {
  return status === 200 && isPurchaseToken(body?.purchaseToken) ? body.purchaseToken : null;
}

/** What an order says of its newest refund; null when it says nothing of one. */
export function refundOfOrder({
  status,
  body,
}: GoogleReply): { reason: RefundReason; at: number | null } | null {
  const history = status === 200 ? asObject(body?.orderHistory) : null;
  const whole = asObject(history?.refundEvent);
  if (whole !== null) {
    const reason = whole.refundReason === 'CHARGEBACK' ? 'chargeback' : 'other';
    return { reason, at: timeOfText(whole.eventTime) };
  }
  const parts: unknown = history?.partialRefundEvents;
  if (!Array.isArray(parts)) return null;
  const times = parts
    .map((part) => timeOfText(asObject(part)?.processTime ?? asObject(part)?.createTime))
    .filter((time) => time !== null);
  return times.length === 0 ? null : { reason: 'other', at: Math.max(...times) };
}

/** Google's numbers for why a purchase was voided (`voidedReason`). */
const VOIDED: readonly RefundReason[] = [
  'other',
  'customer', // remorse
  'customer', // not received
  'customer', // defective
  'customer', // bought by accident
  'other', // fraud
  'other', // friendly fraud
  'chargeback',
  'unacknowledged',
];

/** Why a purchase was voided, by Google's number. */
export function voidedReasonOf(value: unknown): RefundReason {
  return VOIDED[Number(value)] ?? 'other';
}
