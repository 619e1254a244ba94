import type { Environment } from '../../kernel/environment.js';
import type { AppleApp } from '../../titles/apple-settings.js';
import { asObject, type JsonObject } from '../calls/json-object.js';
import type { StoreNotification } from '../store-gateway.js';
import { isTransactionId } from './apple-proof.js';
import { appleRefundOf } from './apple-refund.js';
import { environmentOf } from './apple-transaction.js';
import type { SignedPayload } from './apple-verifier.js';

/** The frame of a notification that Apple signed (responseBodyV2DecodedPayload). */
export interface AppleNotice {
  readonly id: string;
  readonly type: string;
  readonly subtype: string | null;
  readonly app: string;
  /** undefined: one that we do not know, such as Xcode's. */
  readonly environment: Environment | undefined;
  readonly sentAt: number;
  readonly concern: StoreNotification['concern'];
  /** Signed by itself; null when the notification is not about a transaction. */
  readonly signedTransaction: string | null;
}

/** What we do about a type. Everything else is kept as `unknown`: Apple invents new ones. */
const CONCERNS: ReadonlyMap<string, StoreNotification['concern']> = new Map([
  ['ONE_TIME_CHARGE', 'purchase'],
  ['REFUND', 'purchase'],
  ['REFUND_REVERSED', 'purchase'],
  ['REVOKE', 'purchase'],
  ['REFUND_DECLINED', 'refund_declined'],
  ['CONSUMPTION_REQUEST', 'usage_request'],
  ['RESCIND_CONSENT', 'consent_rescinded'],
  ['TEST', 'test'],
]);
const NEEDS_TRANSACTION: ReadonlySet<StoreNotification['concern']> = new Set([
  'purchase',
  'refund_declined',
  'usage_request',
]);
const ID = /^[\x21-\x7e]{1,64}$/;
const TYPE = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * The frame of what Apple signed, or null when it is no notification to one of these apps. A true
 * signature does not say who sent it: a player holds signed transactions, and another studio signed
 * notifications of its own app.
 */
export function appleNoticeOf(
  payload: SignedPayload,
  apps: readonly AppleApp[],
): AppleNotice | null {
  const { notificationType, notificationUUID, subtype } = payload;
  const content = contentOf(payload);
  const app = apps.find((each) => each.bundleId === content?.bundleId);
  if (!isTextOf(TYPE, notificationType) || !isTextOf(ID, notificationUUID)) return null;
  if (content === null || app === undefined) return null;
  const environment = environmentOf(content.environment);
  // Only the real store knows the number that the app has there.
  const numbered = environment === 'production' || content.appAppleId !== undefined;
  if (numbered && content.appAppleId !== app.appAppleId) return null;
  const { signedTransactionInfo } = content;
  return {
    id: notificationUUID,
    type: notificationType,
    subtype: isTextOf(TYPE, subtype) ? subtype : null,
    app: app.bundleId,
    environment,
    sentAt: payload.signedDate,
    concern: CONCERNS.get(notificationType) ?? 'unknown',
    signedTransaction: typeof signedTransactionInfo === 'string' ? signedTransactionInfo : null,
  };
}

/** True when a notification of this kind says nothing without a transaction. */
export function needsTransaction({ concern }: AppleNotice): boolean {
  return NEEDS_TRANSACTION.has(concern);
}

/**
 * The notification as it is kept, with what its own signed transaction says; null when that is of
 * another app or environment than the frame.
 */
export function appleNotificationOf(
  notice: AppleNotice,
  transaction: SignedPayload | null,
  payload: string,
): StoreNotification | null {
  const { id, type, subtype, app, environment = null, sentAt, concern } = notice;
  if (transaction !== null) {
    const { transactionId, bundleId } = transaction;
    if (!isTransactionId(transactionId) || bundleId !== app) return null;
    if (environmentOf(transaction.environment) !== environment) return null;
  }
  return {
    store: 'apple',
    id,
    type,
    subtype,
    environment,
    app,
    sentAt,
    storeTransactionId: transaction && String(transaction.transactionId),
    storeOrderId: null,
    concern,
    refundReason: (transaction && appleRefundOf(transaction)?.reason) ?? null,
    reviewToken: null,
    payload,
  };
}

/** Apple writes what a notification is about into one of these. */
function contentOf(payload: SignedPayload): JsonObject | null {
  const { data, summary, appData, externalPurchaseToken } = payload;
  return asObject(data ?? summary ?? appData ?? externalPurchaseToken);
}

function isTextOf(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}
