import type { Environment } from '../../kernel/environment.js';
import type { TitleId } from '../../kernel/id.js';
import type { Store, UsageReport } from '../../stores/store-gateway.js';

/**
 * `no_consent`: the player did not allow it, so nothing was said. `refused`: the store did not take
 * the answer. `too_late`: the store had stopped waiting.
 */
export type UsageRequestState =
  | 'open'
  | 'answered'
  | 'no_consent'
  | 'unknown_payment'
  | 'refused'
  | 'too_late';

/** A store asks how a purchase was used, before it decides about a refund. */
export interface UsageRequest {
  /** A UUID of ours. */
  readonly id: string;
  readonly titleId: TitleId;
  readonly environment: Environment | null;
  readonly store: Store;
  readonly notificationId: string;
  readonly storeTransactionId: string | null;
  readonly storeOrderId: string | null;
  readonly reviewToken: string | null;
  readonly askedAt: number;
  /** After this the store does not listen any more. */
  readonly answerBy: number;
  readonly dueAt: number | null;
  readonly attempts: number;
  readonly state: UsageRequestState;
  readonly answer: UsageReport | null;
}

const HOUR_MS = 60 * 60_000;

/** Apple decides after twelve hours, Google after a day; a little earlier is late enough. */
export const ANSWER_MS: Readonly<Record<Store, number>> = {
  apple: 12 * HOUR_MS,
  google: 24 * HOUR_MS,
};

const DELAY_MS_FIRST = 5_000;
const DELAY_MS_MAX = 20 * 60_000;

/** When a question is tried again after a number of attempts: 5 s, doubling up to 20 minutes. */
export function nextAnswer(now: number, attempts: number): number {
  return now + Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** Math.min(attempts, 20));
}
