import type { Environment } from '../../kernel/environment.js';
import { type Money, moneyOfMilliunits } from '../../kernel/money.js';
import { isWhole } from '../refunded-share.js';
import { type Purchase, StoreUnavailable } from '../store-gateway.js';
import type { Reading } from '../verification.js';
import { isTransactionId } from './apple-proof.js';
import { appleRefundOf } from './apple-refund.js';
import type { SignedPayload } from './apple-verifier.js';

/** What the caller's title and environment expect of a transaction. */
export interface AppleExpectation {
  /** The bundle ids of the title's apps. */
  readonly bundleIds: readonly string[];
  /** null: either. */
  readonly environment: Environment | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** StoreKit lets a player buy at most ten of a consumable at once. */
const QUANTITY_MAX = 10;
const SIGNED_AT_MIN = Date.UTC(2015, 0);
/** How far a signature may come from the future: clocks differ by less. */
export const SIGNED_AHEAD_MS_MAX = 5 * 60_000;
const PRODUCT_ID = /^[\x21-\x7e]{1,255}$/;
const STOREFRONT = /^[A-Z]{3}$/;
const APPLE_ENVIRONMENTS: ReadonlyMap<unknown, Environment> = new Map([
  ['Production', 'production'],
  ['Sandbox', 'sandbox'],
]);

/** Our name of an environment that Apple names; undefined for Xcode and whatever else there is. */
export function environmentOf(name: unknown): Environment | undefined {
  return APPLE_ENVIRONMENTS.get(name);
}

/**
 * Reads a payload that the App Store signed (JWSTransactionDecodedPayload) as a purchase of this
 * title, or refuses it. A true signature says nothing about fitness: what is signed may be another
 * app's, a subscription, shared by a relative, or no transaction at all.
 *
 * The checks run in this order and the first that fails names the reason: form, app, environment,
 * type, owner, quantity. A refund is no refusal but a state; throws `StoreUnavailable` for one of
 * which Apple does not tell the share, since a refusal would end its notification for good.
 */
export function readAppleTransaction(payload: SignedPayload, expected: AppleExpectation): Reading {
  const { transactionId, productId, quantity, bundleId } = payload;
  const environment = environmentOf(payload.environment);
  if (!isTransactionId(transactionId)) return { code: 'receipt_invalid' };
  if (!isProductId(productId)) return { code: 'receipt_invalid' };
  if (!isSignedInTime(payload, expected.now)) return { code: 'receipt_invalid' };
  if (environment === undefined) return { code: 'receipt_invalid' };
  if (!isOneOf(expected.bundleIds, bundleId)) return { code: 'receipt_wrong_app' };
  if (expected.environment !== null && environment !== expected.environment) {
    return { code: 'receipt_sandbox' };
  }
  if (payload.type !== 'Consumable') return { code: 'product_type_unsupported' };
  if (payload.inAppOwnershipType !== 'PURCHASED') return { code: 'family_shared_not_allowed' };
  if (!isAppleQuantity(quantity)) return { code: 'quantity_unsupported' };
  const refund = appleRefundOf(payload);
  if (refund === null) throw new StoreUnavailable('Apple does not tell how much it gave back');
  const { originalTransactionId, storefront } = payload;
  const purchase: Purchase = {
    store: 'apple',
    environment,
    storeTransactionId: transactionId,
    storeOrderId: isTransactionId(originalTransactionId) ? originalTransactionId : null,
    app: bundleId,
    state: isWhole(refund.share) ? 'revoked' : 'purchased',
    lines: [{ productId, quantity, refunded: refund.share }],
    accountToken: accountTokenOf(payload.appAccountToken),
    price: priceOf(payload, quantity),
    country: typeof storefront === 'string' && STOREFRONT.test(storefront) ? storefront : null,
    purchasedAt: timeOf(payload.purchaseDate),
    consumed: false, // Apple does not sign that a transaction was finished
    acknowledged: false,
    paid: payload.price !== 0, // what an offer code gives for nothing has this price
    refundReason: refund.reason,
    refundedAt: refund.at,
    asOf: payload.signedDate,
  };
  return { purchase };
}

/** False for a date that no true signature of today can have. */
export function isSignedInTime({ signedDate }: SignedPayload, now: number): boolean {
  return signedDate >= SIGNED_AT_MIN && signedDate <= now + SIGNED_AHEAD_MS_MAX;
}

export function isProductId(value: unknown): value is string {
  return typeof value === 'string' && PRODUCT_ID.test(value);
}

export function isAppleQuantity(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= QUANTITY_MAX;
}

/** Anything that is there names an owner: what is no UUID fits no player, and is not "nobody". */
export function accountTokenOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value).toLowerCase();
}

export function timeOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : null;
}

function isOneOf(texts: readonly string[], value: unknown): value is string {
  return typeof value === 'string' && texts.includes(value);
}

/** Apple signs the price of one. A strange price is no reason to withhold what was paid for. */
function priceOf(payload: SignedPayload, quantity: number): Money | null {
  const { price, currency } = payload;
  if (!Number.isSafeInteger(price) || typeof currency !== 'string') return null;
  try {
    return moneyOfMilliunits(currency, Number(price) * quantity);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
