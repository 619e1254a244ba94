import type { Notification } from './notification.js';

const hour = 3_600_000;
/** Apple: five retries, each so long after the attempt before it. */
const appleRetriesMs = [1, 12, 24, 48, 72].map((hours) => hours * hour);

/** Google: pauses that double, for a week. */
const googlePauseMs = { first: 10_000, most: 6 * hour };
const googleKeepsMs = 7 * 24 * hour;

/**
 * When a store tries again after its last attempt failed, or null when it gives up. The sandbox
 * of the App Store tries once. Attempts that were asked for by hand do not count.
 */
export function nextAttemptAt(notification: Notification, now: number): number | null {
  const scheduled = notification.attempts.filter(({ kind }) => kind === 'scheduled');
  const last = scheduled.at(-1);
  if (!last) return null;
  const next =
    notification.store === 'apple'
      ? nextOfApple(notification, scheduled.length, last.at)
      : nextOfGoogle(notification, scheduled.length, last.at);
  return next === null ? null : Math.max(next, now);
}

function nextOfApple(notification: Notification, tried: number, last: number): number | null {
  if (notification.environment === 'sandbox') return null;
  const pause = appleRetriesMs[tried - 1];
  return pause === undefined ? null : last + pause;
}

function nextOfGoogle(notification: Notification, tried: number, last: number): number | null {
  const next = last + Math.min(googlePauseMs.first * 2 ** (tried - 1), googlePauseMs.most);
  return next > notification.createdAt + googleKeepsMs ? null : next;
}

const googleAcknowledgements = [102, 200, 201, 202, 204];

/** Whether the store takes this answer as "I have it". */
export function isAcknowledged(store: Notification['store'], status: number): boolean {
  if (store === 'google') return googleAcknowledgements.includes(status);
  return status >= 200 && status <= 206;
}
