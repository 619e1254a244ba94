import type { Environment } from '../kernel/environment.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import type { GoogleReply } from './google-reply.js';
import { asObject, type JsonObject } from './json-object.js';
import {
  type Purchase,
  type PurchaseLine,
  StoreUnavailable,
  type Verification,
} from './store-gateway.js';

/** The most of one product that Google sells at once is less; more is a mistake of somebody. */
const QUANTITY_MAX = 1_000;
const LINES_MAX = 100;
const PRODUCT_ID = /^[\x21-\x7e]{1,255}$/;
const ORDER_ID = /^[\x21-\x7e]{1,255}$/;
const REGION = /^[A-Z]{2}$/;

/**
 * Refusals that are final. Only Google's own words are believed: a 404 of a proxy, or of a package
 * that the console does not know, says nothing about the purchase.
 */
const REFUSALS: ReadonlyMap<string, ErrorCode> = new Map([
  ['404 purchaseTokenNotFound', 'receipt_invalid'],
  ['410 purchaseTokenNoLongerValid', 'receipt_invalid'],
  ['400 invalid', 'receipt_wrong_app'], // "Invalid Value": the token of another package
]);

/** The code of a final refusal, or null when the reply is another. */
export function finalRefusal(reply: GoogleReply): ErrorCode | null {
  return REFUSALS.get(`${reply.status} ${reply.reason}`) ?? null;
}

/**
 * Reads a reply of `purchases.productsv2` as a purchase by a caller of this environment, or refuses
 * it. Throws `StoreUnavailable` for whatever Google does not say in such a reply: half an answer
 * must never become a final refusal of a payment.
 */
export function readGooglePurchase(
  reply: GoogleReply,
  asked: { readonly token: string; readonly environment: Environment },
): Verification {
  const code = finalRefusal(reply);
  if (code !== null) return { outcome: 'refused', code };
  if (reply.status !== 200 || reply.body === null) throw unexpected(reply);
  const lines = linesOf(reply.body);
  const state = stateOf(reply.body);
  if (lines === null || state === null) throw unexpected(reply);
  const environment = asObject(reply.body.testPurchaseContext) ? 'sandbox' : 'production';
  if (environment !== asked.environment) return { outcome: 'refused', code: 'receipt_sandbox' };
  if (!lines.every(({ quantity }) => quantity >= 1 && quantity <= QUANTITY_MAX)) {
    return { outcome: 'refused', code: 'quantity_unsupported' };
  }
  const purchase: Purchase = {
    store: 'google',
    environment,
    storeTransactionId: asked.token,
    storeOrderId: textOf(ORDER_ID, reply.body.orderId),
    state,
    lines,
    accountToken: accountTokenOf(reply.body.obfuscatedExternalAccountId),
    price: null, // this call of Google tells none
    country: textOf(REGION, reply.body.regionCode),
    purchasedAt: completedAt(reply.body),
    // Acknowledged alone does not count: some games acknowledge on the device, before they ask us.
    consumed: itemsOf(reply.body).some(isItemConsumed),
  };
  return { outcome: 'verified', purchase };
}

/** True when Google has seen this product of a purchase consumed. */
export function isLineConsumed(body: JsonObject, productId: string): boolean {
  return itemsOf(body).some((item) => item.productId === productId && isItemConsumed(item));
}

/** The state of a purchase, or null when Google does not say it in words that we know. */
export function stateOf(body: JsonObject): Purchase['state'] | null {
  switch (asObject(body.purchaseStateContext)?.purchaseState) {
    case 'PURCHASED':
      return 'purchased';
    case 'PENDING':
      return 'pending';
    case 'CANCELLED':
      // The same word for "never paid" and "paid and given back"; only what was paid has a time.
      return completedAt(body) === null ? 'cancelled' : 'revoked';
    default:
      return null;
  }
}

function unexpected(reply: GoogleReply): StoreUnavailable {
  const reason = reply.reason ?? 'no reason';
  return new StoreUnavailable(`unexpected answer of Google: ${reply.status}, ${reason}`);
}

function itemsOf(body: JsonObject): JsonObject[] {
  const items: unknown = body.productLineItem;
  if (!Array.isArray(items)) return [];
  return items.map(asObject).filter((item) => item !== null);
}

/** null when it is no list of products; a quantity may still be out of range. */
function linesOf(body: JsonObject): PurchaseLine[] | null {
  const lines: PurchaseLine[] = [];
  const items: unknown = body.productLineItem;
  if (!Array.isArray(items) || items.length < 1 || items.length > LINES_MAX) return null;
  for (const item of items) {
    const line = lineOf(asObject(item));
    if (line === null || lines.some((other) => other.productId === line.productId)) return null;
    lines.push(line);
  }
  return lines;
}

function lineOf(item: JsonObject | null): PurchaseLine | null {
  const productId = textOf(PRODUCT_ID, item?.productId);
  const quantity = asObject(item?.productOfferDetails)?.quantity ?? 1; // absent means one
  if (productId === null || !Number.isInteger(quantity)) return null;
  return { productId, quantity: Number(quantity) };
}

function isItemConsumed(item: JsonObject): boolean {
  const details = asObject(item.productOfferDetails);
  return details?.consumptionState === 'CONSUMPTION_STATE_CONSUMED';
}

function completedAt(body: JsonObject): number | null {
  const time = Date.parse(String(body.purchaseCompletionTime));
  return Number.isNaN(time) ? null : time;
}

/** Anything that is there names an owner: what is no UUID fits no player, and is not "nobody". */
function accountTokenOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value).toLowerCase();
}

function textOf(pattern: RegExp, value: unknown): string | null {
  return typeof value === 'string' && pattern.test(value) ? value : null;
}
