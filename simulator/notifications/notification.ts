import type { Environment, StoreName } from '../purchases/purchase.js';

/** How an attempt ended, in the words of Apple's `sendAttemptResult`. */
export type SendResult =
  | 'SUCCESS'
  | 'TIMED_OUT'
  | 'TLS_ISSUE'
  | 'NO_RESPONSE'
  | 'PREMATURE_CLOSE'
  | 'SOCKET_ISSUE'
  | 'UNSUCCESSFUL_HTTP_RESPONSE_CODE'
  | 'OTHER';

export interface Attempt {
  /** Virtual milliseconds since 1970. */
  at: number;
  /** `copy` is one more of the same moment; `resent` was asked for by hand. */
  kind: 'scheduled' | 'copy' | 'resent';
  url: string | null;
  /** What the receiver answered; null when it did not. */
  status: number | null;
  answer: string;
  result: SendResult;
  durationMs: number;
  /** What was done to it on purpose. */
  fault: string | null;
}

/**
 * `waiting` has another attempt before it; `failed` has none left; `unaddressed` was never to be
 * sent, because nobody had said where to.
 */
export type NotificationState = 'waiting' | 'delivered' | 'failed' | 'unaddressed';

/** Signed data inside of signed data: it is signed when it is sent, as the outer one. */
export interface Nested {
  /** The member of the payload, and its field, such as `data` and `signedTransactionInfo`. */
  member: string;
  field: string;
  claims: Record<string, unknown>;
}

/**
 * One thing that a store tells the studio's server. What it says is fixed when it happens, with
 * its signed date; the signature itself is made anew for each attempt.
 */
export interface Notification {
  /** Apple's `notificationUUID`, Google's `messageId`. */
  id: string;
  /** Rises by one with each notification. */
  number: number;
  store: StoreName;
  title: string;
  bundleId: string | null;
  packageName: string | null;
  environment: Environment;
  purchaseId: string | null;
  type: string;
  subtype: string | null;
  createdAt: number;
  /** Apple's payload, or Google's DeveloperNotification. */
  claims: Record<string, unknown>;
  nested: Nested | null;
  /** Sent as it is, instead of anything signed or encoded. */
  raw: string | null;
  /** How often it is sent at its first attempt. */
  copies: number;
  /** What was done on purpose to the notification as a whole. */
  fate: string | null;
  state: NotificationState;
  /** Null when the store will not try any more by itself. */
  nextAttemptAt: number | null;
  /** Attempts that were asked for by hand and not made yet: they are beside the store's own. */
  resends: number;
  attempts: Attempt[];
}

/** The first versions of the journal knew one wish to send again, or none. */
export type Stored<Thing extends { resends: number }> = Omit<Thing, 'resends'> & {
  resends?: number;
  resend?: boolean;
};

/** A notification, or what became of it, of any version's journal as this version knows it. */
export function upgradeResends<Thing extends { resends: number }>(stored: Stored<Thing>): Thing {
  const { resend = false, resends = resend ? 1 : 0, ...rest } = stored;
  return { ...rest, resends } as unknown as Thing;
}

/** Whether the store would try by itself now, or somebody asked for it. */
export function dueAttempt(
  { nextAttemptAt, resends }: Pick<Notification, 'nextAttemptAt' | 'resends'>,
  now: number,
): 'scheduled' | 'resent' | null {
  if (nextAttemptAt !== null && nextAttemptAt <= now) return 'scheduled';
  return resends > 0 ? 'resent' : null;
}
