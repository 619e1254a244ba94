import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../kernel/problem.js';
import { type Failure, failureOf } from './failure.js';

export const ATTEMPTS_MAX = 8;
const DELAY_MS_MIN = 10;
const DELAY_MS_MAX = 500;
/** No try begins later: whoever waits is told. */
const GIVEN_UP_MS = 7_000;

/**
 * Runs the whole work again when the database says that it was rolled back or that its end is
 * unknown: at most eight times, with a random pause that grows to half a second, and never later
 * than seven seconds after `since` (as `performance.now()` tells it). Throws
 * `temporarily_unavailable` after the last try, and at once whatever cannot be mended by trying
 * again.
 */
export async function repeated<Result>(
  work: () => Promise<Result>,
  mendable: (failure: Failure) => boolean = (failure) => failure === 'repeat',
  since = performance.now(),
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem || !mendable(failureOf(error))) throw error;
      if (attempt === ATTEMPTS_MAX || performance.now() - since > GIVEN_UP_MS) {
        throw new Problem('temporarily_unavailable', { retryAfterSeconds: 1 });
      }
      const ceiling = Math.min(DELAY_MS_MAX, DELAY_MS_MIN * 2 ** attempt);
      await sleep(DELAY_MS_MIN + Math.random() * ceiling);
    }
  }
}
