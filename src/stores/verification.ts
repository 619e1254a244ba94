import type { Logger } from '@nestjs/common';
import type { ErrorCode } from '../kernel/error-codes.js';
import { CredentialsRefused } from './credentials-refused.js';
import { type Purchase, StoreUnavailable, type Verification } from './store-gateway.js';

/** What a store's answer about one purchase turned out to be. */
export type Reading = { readonly purchase: Purchase } | { readonly code: ErrorCode };

export function refused(code: ErrorCode): Verification {
  return { outcome: 'refused', code };
}

export function verificationOf(reading: Reading): Verification {
  return 'code' in reading
    ? refused(reading.code)
    : { outcome: 'verified', purchases: [reading.purchase] };
}

/** Refusals by which a store says no more than that it does not know a purchase in this place. */
const UNKNOWN_HERE: ReadonlySet<ErrorCode> = new Set(['receipt_invalid', 'receipt_wrong_app']);

/**
 * Asks each place in turn until one knows the purchase: a token does not tell which of a title's
 * apps sold it. Refused only when every place says so, and as another app's only when all say that;
 * throws the first `StoreUnavailable` when one of the places could not be asked.
 */
export async function firstThatKnows<Place>(
  places: readonly Place[],
  ask: (place: Place) => Promise<Reading>,
): Promise<Reading> {
  let unknown: ErrorCode = 'receipt_wrong_app';
  let failure: StoreUnavailable | null = null;
  for (const place of places) {
    try {
      const reading = await ask(place);
      if ('purchase' in reading || !UNKNOWN_HERE.has(reading.code)) return reading;
      if (reading.code !== 'receipt_wrong_app') unknown = reading.code;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return { code: unknown };
}

/**
 * What is said when a store could not be asked: the failure goes to the log, and the caller is told
 * which purchase it may ask for later.
 */
export async function unlessUnavailable<Result>(
  { log, store }: { readonly log: Logger; readonly store: string },
  storeTransactionId: string | null,
  run: () => Promise<Result>,
): Promise<Result | { outcome: 'unavailable'; storeTransactionId: string | null }> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    tellUnavailable({ log, store }, error);
    return { outcome: 'unavailable', storeTransactionId };
  }
}

/** A key that a store does not accept is somebody's work; silence of a store is a warning. */
export function tellUnavailable(
  { log, store }: { readonly log: Logger; readonly store: string },
  error: StoreUnavailable,
): void {
  if (!(error instanceof CredentialsRefused)) log.warn(`${store}: ${error.message}`);
  else log.error(`${store}: ${error.message}. Check the keys that the title has for this store.`);
}
