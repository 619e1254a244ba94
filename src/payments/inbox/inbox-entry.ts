import { timestamp } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { TitleId } from '../../kernel/id.js';
import type { StoreNotification } from '../../stores/store-gateway.js';

/**
 * `received`: to be acted on. `ignored`: kept, nothing to do. `poisoned`: it failed so often that
 * people must look; the others go on without it.
 */
export const INBOX_STATES = ['received', 'processed', 'ignored', 'poisoned'] as const;
export type InboxState = (typeof INBOX_STATES)[number];

/** How it came: the store sent it, or its own list told that it could not. */
export type InboxSource = 'store' | 'history';

/** What a store told, as it was kept before anything was done about it. */
export interface InboxEntry {
  /** A UUID of ours. */
  readonly id: string;
  readonly titleId: TitleId;
  readonly source: InboxSource;
  readonly notification: StoreNotification;
  /** What it is about, as far as that is known by now: Google's messages tell neither. */
  readonly environment: Environment | null;
  readonly storeOrderId: string | null;
  readonly state: InboxState;
  /** What came of it: a code. */
  readonly outcome: string | null;
  readonly attempts: number;
  readonly receivedAt: number;
  readonly dueAt: number | null;
  readonly processedAt: number | null;
  /** When its content is blanked; null: it is still needed, or blank already. */
  readonly contentUntil: number | null;
}

/** So long is kept what a notification says of an account, once it was acted on. */
export const CONTENT_KEPT_MS = 30 * 24 * 60 * 60_000;

const DELAY_MS_FIRST = 5_000;
const DELAY_MS_MAX = 60 * 60_000;
/** A defect of ours shows in a few tries. */
const FAILURES_MAX = 8;
/** A store, a till or a database that is out is waited for much longer: about three days. */
const SILENCES_MAX = 80;

/** When a failed entry is tried again: 5 s, doubling up to an hour. null: it is poisoned. */
export function nextTry(
  now: number,
  { attempts }: Pick<InboxEntry, 'attempts'>,
  why: 'failed' | 'silent',
): number | null {
  const most = why === 'failed' ? FAILURES_MAX : SILENCES_MAX;
  if (attempts >= most) return null;
  return now + Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** Math.min(attempts - 1, 20));
}

/**
 * An entry as support sees it. Neither the payload, which holds account data, nor a purchase token
 * of Google is shown: who holds the token could claim the purchase.
 */
export function inboxView(entry: InboxEntry) {
  const { notification, environment, storeOrderId, source, state, outcome, attempts } = entry;
  const { store, type, subtype, storeTransactionId } = notification;
  return {
    id: entry.id,
    store,
    notificationId: notification.id,
    type,
    subtype,
    environment,
    storeTransactionId: store === 'google' ? null : storeTransactionId,
    storeOrderId,
    source,
    state,
    outcome,
    attempts,
    sentAt: timestamp(notification.sentAt),
    receivedAt: timestamp(entry.receivedAt),
    processedAt: entry.processedAt === null ? null : timestamp(entry.processedAt),
  };
}
