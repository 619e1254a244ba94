import type { Environment } from '../kernel/environment.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import { type Money, moneyOfMilliunits } from '../kernel/money.js';
import type { SignedPayload } from './apple-verifier.js';
import type { Purchase, Verification } from './store-gateway.js';

/** What the caller's title and environment expect of a transaction. */
export interface AppleExpectation {
  readonly bundleId: string;
  readonly environment: Environment;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** StoreKit lets a player buy at most ten of a consumable at once. */
const QUANTITY_MAX = 10;
const SIGNED_AT_MIN = Date.UTC(2015, 0);
const SIGNED_AHEAD_MS_MAX = 5 * 60_000;
const TRANSACTION_ID = /^\d{1,32}$/;
const PRODUCT_ID = /^[\x21-\x7e]{1,255}$/;
const STOREFRONT = /^[A-Z]{3}$/;
const APPLE_ENVIRONMENTS: ReadonlyMap<unknown, Environment> = new Map([
  ['Production', 'production'],
  ['Sandbox', 'sandbox'],
]);

/**
 * Reads a payload that the App Store signed (JWSTransactionDecodedPayload) as a purchase of this
 * title, or refuses it. A true signature says nothing about fitness: what is signed may be another
 * app's, a subscription, shared by a relative, or taken back.
 *
 * The checks run in this order and the first that fails names the reason: form, app, environment,
 * type, owner, quantity. A refund is no refusal but a state.
 */
export function readAppleTransaction(
  payload: SignedPayload,
  expected: AppleExpectation,
): Verification {
  const { transactionId, productId, quantity, bundleId } = payload;
  const environment = APPLE_ENVIRONMENTS.get(payload.environment);
  if (!matches(TRANSACTION_ID, transactionId)) return refused('receipt_invalid');
  if (!matches(PRODUCT_ID, productId)) return refused('receipt_invalid');
  if (payload.signedDate < SIGNED_AT_MIN) return refused('receipt_invalid');
  if (payload.signedDate > expected.now + SIGNED_AHEAD_MS_MAX) return refused('receipt_invalid');
  if (environment === undefined) return refused('receipt_invalid');
  if (bundleId !== expected.bundleId) return refused('receipt_wrong_app');
  if (environment !== expected.environment) return refused('receipt_sandbox');
  if (payload.type !== 'Consumable') return refused('product_type_unsupported');
  if (payload.inAppOwnershipType !== 'PURCHASED') return refused('family_shared_not_allowed');
  if (!isQuantity(quantity)) return refused('quantity_unsupported');
  const lines = [{ productId, quantity }];
  const purchase: Purchase = {
    store: 'apple',
    environment,
    storeTransactionId: transactionId,
    storeOrderId: textOf(TRANSACTION_ID, payload.originalTransactionId),
    state: isPresent(payload.revocationDate) ? 'revoked' : 'purchased',
    lines,
    accountToken: accountTokenOf(payload.appAccountToken),
    price: priceOf(payload, quantity),
    country: textOf(STOREFRONT, payload.storefront),
    purchasedAt: timeOf(payload.purchaseDate),
    consumed: false, // only the device finishes, and Apple does not sign that it did
  };
  return { outcome: 'verified', purchase };
}

function refused(code: ErrorCode): Verification {
  return { outcome: 'refused', code };
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function textOf(pattern: RegExp, value: unknown): string | null {
  return matches(pattern, value) ? value : null;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isQuantity(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= QUANTITY_MAX;
}

/** Anything that is there names an owner: what is no UUID fits no player, and is not "nobody". */
function accountTokenOf(value: unknown): string | null {
  return isPresent(value) ? String(value).toLowerCase() : null;
}

function timeOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : null;
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
