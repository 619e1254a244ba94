import type { Environment } from '../../kernel/environment.js';
import { asObject, type JsonObject } from '../calls/json-object.js';
import { isPartlyGivenBack, isWhollyGivenBack, shareGivenBack } from '../refunded-share.js';
import type { Purchase, PurchaseLine, RefundReason } from '../store-gateway.js';
import type { Reading } from '../verification.js';
import {
  accountTokenOf,
  isSoldQuantity,
  itemsOf,
  orderIdOf,
  productIdOf,
  regionOf,
  timeOfText,
  unitsGivenBack,
} from './google-fields.js';
import { finalRefusal, unexpectedOfGoogle } from './google-refusal.js';
import type { GoogleReply } from './google-reply.js';

const LINES_MAX = 100;

/** How a purchase came about. Google tells tests here, and the rest only by product. */
export type GooglePurchaseKind = 'normal' | 'test' | 'given';

/** What is known beside the reply. */
export interface AskedPurchase {
  readonly token: string;
  readonly packageName: string;
  /** The caller's; null: either. */
  readonly environment: Environment | null;
  /** Our time just before Google was asked. */
  readonly asOf: number;
  readonly kind: GooglePurchaseKind;
  /** What the order says of a refund; null when it was not asked or does not say. */
  readonly refund: { readonly reason: RefundReason; readonly at: number | null } | null;
}

/**
 * Reads a reply of `purchases.productsv2` as a purchase by a caller of this environment, or refuses
 * it. Throws `StoreUnavailable` for whatever Google does not say in such a reply: half an answer
 * must never become a final refusal of a payment.
 */
export function readGooglePurchase(reply: GoogleReply, asked: AskedPurchase): Reading {
  const code = finalRefusal(reply);
  if (code !== null) return { code };
  if (reply.status !== 200 || reply.body === null) throw unexpectedOfGoogle(reply);
  const { body } = reply;
  const state = stateOf(body);
  const lines = linesOf(body, state);
  if (lines === null || state === null) throw unexpectedOfGoogle(reply);
  const environment = asked.kind === 'test' ? 'sandbox' : 'production';
  if (asked.environment !== null && environment !== asked.environment) {
    return { code: 'receipt_sandbox' };
  }
  if (!lines.every(({ quantity }) => isSoldQuantity(quantity))) {
    return { code: 'quantity_unsupported' };
  }
  const purchase: Purchase = {
    store: 'google',
    environment,
    storeTransactionId: asked.token,
    storeOrderId: orderIdOf(body.orderId),
    app: asked.packageName,
    state,
    lines,
    accountToken: accountTokenOf(body.obfuscatedExternalAccountId),
    price: null, // this call of Google tells none
    country: regionOf(body.regionCode),
    purchasedAt: timeOfText(body.purchaseCompletionTime),
    // Acknowledged alone does not count: some games acknowledge on the device, before they ask us.
    consumed: itemsOf(body).some(isItemConsumed),
    acknowledged: isAcknowledged(body),
    paid: asked.kind !== 'given',
    ...refundTold(lines, asked.refund),
    asOf: asked.asOf,
  };
  return { purchase };
}

/** Reason and time of a refund: only of what was given back, and only as far as Google tells. */
function refundTold(
  lines: readonly PurchaseLine[],
  told: AskedPurchase['refund'],
): Pick<Purchase, 'refundReason' | 'refundedAt'> {
  if (!isPartlyGivenBack(lines)) return { refundReason: null, refundedAt: null };
  return { refundReason: told?.reason ?? 'other', refundedAt: told?.at ?? null };
}

/**
 * The lines with what was given back of them, in a purchase of this state. Everything, where Google
 * took the purchase back. Nothing, where no unit is left to be refunded and the purchase still
 * stands: then the studio itself gave the money back and let the player keep the goods. How many
 * units were voided before that cannot be seen any more.
 */
function linesInState(
  lines: readonly PurchaseLine[],
  state: Purchase['state'],
): readonly PurchaseLine[] {
  const kept = state === 'purchased' && isWhollyGivenBack(lines);
  if (state === 'purchased' && !kept) return lines;
  return lines.map((line) => {
    const { quantity } = line;
    const refunded = shareGivenBack(state === 'revoked' ? quantity : 0, quantity);
    return { ...line, refunded, ...(kept && { shareUntold: true as const }) };
  });
}

/** True when Google has seen this product of a purchase consumed. */
export function isLineConsumed(body: JsonObject, productId: string): boolean {
  return itemsOf(body).some((item) => item.productId === productId && isItemConsumed(item));
}

export function isAcknowledged(body: JsonObject): boolean {
  return body.acknowledgementState === 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED';
}

export function isTest(body: JsonObject): boolean {
  return asObject(body.testPurchaseContext) !== null;
}

/** True when something of a purchase, or all of it, was given back. */
export function isGivenBack(body: JsonObject): boolean {
  return isPartlyGivenBack(linesOf(body, stateOf(body)) ?? []);
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
      return timeOfText(body.purchaseCompletionTime) === null ? 'cancelled' : 'revoked';
    default:
      return null;
  }
}

/** null when it is no list of products; a quantity may still be out of range. */
function linesOf(
  body: JsonObject,
  state: Purchase['state'] | null,
): readonly PurchaseLine[] | null {
  const lines: PurchaseLine[] = [];
  const items: unknown = body.productLineItem;
  if (!Array.isArray(items) || items.length < 1 || items.length > LINES_MAX) return null;
  for (const item of items) {
    const line = lineOf(asObject(item));
    if (line === null || lines.some((other) => other.productId === line.productId)) return null;
    lines.push(line);
  }
  return state && linesInState(lines, state);
}

function lineOf(item: JsonObject | null): PurchaseLine | null {
  const productId = productIdOf(item?.productId);
  const details = asObject(item?.productOfferDetails);
  const quantity = details?.quantity ?? 1; // absent means one
  if (productId === null || !Number.isInteger(quantity)) return null;
  return lineGivenBack(productId, Number(quantity), details?.refundableQuantity);
}

/** A line with the units that cannot be refunded any more; null when their number is no sense. */
function lineGivenBack(
  productId: string,
  quantity: number,
  refundable: unknown,
): PurchaseLine | null {
  // A quantity that is out of range is refused by its own name.
  const units = isSoldQuantity(quantity) ? unitsGivenBack(quantity, refundable) : 0;
  return units === null ? null : { productId, quantity, refunded: shareGivenBack(units, quantity) };
}

function isItemConsumed(item: JsonObject): boolean {
  const details = asObject(item.productOfferDetails);
  return details?.consumptionState === 'CONSUMPTION_STATE_CONSUMED';
}
