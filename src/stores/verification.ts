import type { Logger } from '@nestjs/common';
import type { ErrorCode } from '../kernel/error-codes.js';
import type { Deadline } from './calls/deadline.js';
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

/** Somewhere to ask, and until when. */
interface Place {
  readonly deadline: Deadline;
}

/**
 * Asks each place in turn until one knows the purchase: a token does not tell which of a title's
 * apps sold it. Refused only when every place says so, and as another app's only when all say that;
 * throws as `firstDone`.
 */
export async function firstThatKnows<Asked extends Place>(
  places: readonly Asked[],
  ask: (place: Asked) => Promise<Reading>,
): Promise<Reading> {
  let unknown: ErrorCode = 'receipt_wrong_app';
  const known = await firstDone(places, async (place) => {
    const reading = await ask(place);
    if ('purchase' in reading || !UNKNOWN_HERE.has(reading.code)) return reading;
    if (reading.code !== 'receipt_wrong_app') unknown = reading.code;
    return null;
  });
  return known ?? { code: unknown };
}

/**
 * What the first place gives that has something to give; null when none has. A place that cannot be
 * asked does not keep us from the others: only when none of them gives anything, the first
 * `StoreUnavailable` is thrown. No place is asked after the deadline.
 */
export async function firstDone<Asked extends Place, Given>(
  places: readonly Asked[],
  ask: (place: Asked) => Promise<Given | null>,
): Promise<Given | null> {
  let failure: StoreUnavailable | null = null;
  for (const place of places) {
    if (place.deadline.remainingMs() <= 0) {
      failure ??= new StoreUnavailable('no time is left to ask about the other apps');
      break;
    }
    try {
      const given = await ask(place);
      if (given !== null) return given;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return null;
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
