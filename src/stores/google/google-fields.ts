import { asObject, type JsonObject } from '../calls/json-object.js';
import { isOrderId } from './google-paths.js';

/** The most of one product that Google sells at once is less; more is a mistake of somebody. */
const QUANTITY_MAX = 1_000;
/** Dots alone would be walked where they stand in a path. */
const PRODUCT_ID = /^(?!\.+$)[\x21-\x7e]{1,255}$/;
const REGION = /^[A-Z]{2}$/;

export function productIdOf(value: unknown): string | null {
  return typeof value === 'string' && PRODUCT_ID.test(value) ? value : null;
}

export function orderIdOf(value: unknown): string | null {
  return isOrderId(value) ? value : null;
}

export function regionOf(value: unknown): string | null {
  return typeof value === 'string' && REGION.test(value) ? value : null;
}

/** Anything that is there names an owner: what is no UUID fits no player, and is not "nobody". */
export function accountTokenOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value).toLowerCase();
}

/** A time in RFC 3339, or null. */
export function timeOfText(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** A time in milliseconds, which Google writes as text, or null. */
export function timeOfMillis(value: unknown): number | null {
  const time = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
  return time !== null && time > 0 ? time : null;
}

/** True for a number of units that is sold. */
export function isSoldQuantity(quantity: number): boolean {
  return quantity >= 1 && quantity <= QUANTITY_MAX;
}

/**
 * How many units of a line were given back, by how many could still be; null when that makes no
 * sense. What is absent was never told: older purchases have no such number.
 */
export function unitsGivenBack(quantity: number, refundable: unknown): number | null {
  if (refundable === undefined || refundable === null) return 0;
  if (!Number.isInteger(refundable)) return null;
  const left = Number(refundable);
  return left >= 0 && left <= quantity ? quantity - left : null;
}

/** The products in a reply of `purchases.productsv2`. */
export function itemsOf(body: JsonObject): JsonObject[] {
  const items: unknown = body.productLineItem;
  if (!Array.isArray(items)) return [];
  return items.map(asObject).filter((item) => item !== null);
}
