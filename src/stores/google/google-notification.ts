import { createHash } from 'node:crypto';
import { asObject, type JsonObject, jsonObject } from '../calls/json-object.js';
import type {
  IncomingNotification,
  NotificationReading,
  StoreNotification,
} from '../store-gateway.js';
import { orderIdOf, productIdOf, timeOfMillis, timeOfText } from './google-fields.js';
import { isPurchaseToken } from './google-paths.js';

/** What a title expects of a push. */
export interface GoogleExpectation {
  readonly subscription: string;
  readonly packageNames: readonly string[];
  readonly now: number;
}

type Told = Pick<StoreNotification, 'type' | 'concern'> & Partial<StoreNotification>;

const ID = /^[\x21-\x7e]{1,64}$/;
const TYPE = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const REVIEW_TOKEN = /^[\x21-\x7e]{1,4096}$/;
/** A DeveloperNotification has these, and one more that says what happened. */
const FRAME: ReadonlySet<string> = new Set(['version', 'packageName', 'eventTimeMillis']);
const ONE_TIME: ReadonlyMap<unknown, string> = new Map([
  [1, 'PURCHASED'],
  [2, 'CANCELED'],
]);
const REFUND_TYPES: ReadonlyMap<unknown, string> = new Map([
  [1, 'FULL'],
  [2, 'QUANTITY_BASED_PARTIAL'],
]);
const ONE_TIME_PRODUCT = 2;
const CHARGEBACK = 7;

/**
 * Reads a push of Pub/Sub whose sender is known to be genuine (Real-time developer notifications).
 * What is not for this title or not readable is told apart: refusing it would only bring it again,
 * for a week.
 */
export function readGooglePush(
  body: IncomingNotification['body'],
  expected: GoogleExpectation,
): NotificationReading {
  const message = asObject(body.message);
  const id = idOf(message, body);
  const unreadable = (why: string) => ({ outcome: 'unreadable', id, why }) as const;
  if (body.subscription !== expected.subscription) return unreadable('of another subscription');
  const payload = payloadOf(message);
  if (payload === null) return unreadable('its data is no JSON in base64');
  const { packageName } = payload.content;
  if (typeof packageName !== 'string' || !expected.packageNames.includes(packageName)) {
    return unreadable('of another app');
  }
  const told = toldBy(payload.content);
  if (told === null) return unreadable('it does not say what it is about');
  const sentAt =
    timeOfMillis(payload.content.eventTimeMillis) ??
    timeOfText(message?.publishTime) ??
    expected.now;
  const notification: StoreNotification = {
    store: 'google',
    id,
    subtype: null,
    environment: null, // only the API tells
    app: packageName,
    sentAt,
    storeTransactionId: null,
    storeOrderId: null,
    refundReason: null,
    reviewToken: null,
    ...told,
    payload: payload.text,
  };
  return { outcome: 'genuine', notification };
}

/** The product that a kept notification names, for a verifier that must be asked by product. */
export function productNamedBy(payload: string): string | null {
  const content = jsonObject(Buffer.from(payload));
  return productIdOf(asObject(content?.oneTimeProductNotification)?.sku);
}

/** A message without a name of its own is known again by its content. */
function idOf(message: JsonObject | null, body: IncomingNotification['body']): string {
  const id = message?.messageId ?? message?.message_id;
  if (typeof id === 'string' && ID.test(id)) return id;
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  return `unnamed-${hash}`;
}

function payloadOf(message: JsonObject | null): { content: JsonObject; text: string } | null {
  const data = message?.data;
  if (typeof data !== 'string') return null;
  const bytes = Buffer.from(data, 'base64');
  const content = jsonObject(bytes);
  return content && { content, text: bytes.toString('utf8') };
}

/** What happened; null for a type that we know, without what it is about. */
function toldBy(content: JsonObject): Told | null {
  const type = Object.keys(content).find((name) => !FRAME.has(name)) ?? '';
  const about = asObject(content[type]);
  if (!TYPE.test(type) || about === null) return null;
  switch (type) {
    case 'oneTimeProductNotification':
      return oneTime(about);
    case 'voidedPurchaseNotification':
      return voided(about);
    case 'pendingRefundReviewNotification':
      return review(about);
    case 'testNotification':
      return { type, concern: 'test' };
    default:
      // Subscriptions are no gems, and Google invents new types: kept, and nothing is done.
      return { type, concern: 'unknown' };
  }
}

function oneTime({ notificationType, purchaseToken }: JsonObject): Told | null {
  const subtype = ONE_TIME.get(notificationType) ?? null;
  if (!isPurchaseToken(purchaseToken)) return null;
  return {
    type: 'oneTimeProductNotification',
    subtype,
    concern: subtype === null ? 'unknown' : 'purchase',
    storeTransactionId: purchaseToken,
  };
}

function voided({ purchaseToken, orderId, productType, refundType }: JsonObject): Told | null {
  if (!isPurchaseToken(purchaseToken)) return null;
  return {
    type: 'voidedPurchaseNotification',
    subtype: REFUND_TYPES.get(refundType) ?? null,
    concern: productType === ONE_TIME_PRODUCT ? 'purchase' : 'unknown',
    storeTransactionId: purchaseToken,
    storeOrderId: orderIdOf(orderId),
  };
}

function review({ pendingRefundToken, orderId, refundReason }: JsonObject): Told | null {
  const storeOrderId = orderIdOf(orderId);
  const usable = typeof pendingRefundToken === 'string' && REVIEW_TOKEN.test(pendingRefundToken);
  if (!usable || storeOrderId === null) return null;
  return {
    type: 'pendingRefundReviewNotification',
    concern: 'usage_request',
    storeOrderId,
    refundReason: refundReason === CHARGEBACK ? 'chargeback' : 'other',
    reviewToken: pendingRefundToken,
  };
}
