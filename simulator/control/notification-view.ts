import { signedPayloadOf } from '../apple/notification-request.js';
import type { Attempt, Notification, NotificationState } from '../notifications/notification.js';
import type { Environment, StoreName } from '../purchases/purchase.js';
import type { World } from '../world.js';

/** What a store told, or will tell, and how it was received. */
export interface NotificationView {
  id: string;
  store: StoreName;
  title: string;
  environment: Environment;
  type: string;
  subtype: string | null;
  purchase: string | null;
  createdAt: string;
  /**
   * `waiting` will be tried (again), `delivered`, `failed` will not be tried any more, and
   * `unaddressed` never was because nobody had said where to.
   */
  state: NotificationState;
  nextAttemptAt: string | null;
  /** Attempts that were asked for by hand and are still to be made. */
  resends: number;
  /** What was done on purpose to the notification as a whole. */
  fault: string | null;
  /** What it says, in clear; what Apple signs within it as well. */
  payload: unknown;
  attempts: AttemptView[];
  /** Apple only, and only where notifications are listed: signed now. */
  signedPayload?: string;
}

/** One try, and the receiver's answer. */
export interface AttemptView {
  at: string;
  kind: Attempt['kind'];
  url: string | null;
  status: number | null;
  answer: string;
  /** In the words of Apple's `sendAttemptResult`, for both stores. */
  result: Attempt['result'];
  durationMs: number;
  fault: string | null;
}

export function notificationView(notification: Notification): NotificationView {
  const { id, store, title, environment, type, subtype, state } = notification;
  const { nextAttemptAt: at, resends } = notification;
  return {
    id,
    store,
    title,
    environment,
    type,
    subtype,
    purchase: notification.purchaseId,
    createdAt: new Date(notification.createdAt).toISOString(),
    state,
    nextAttemptAt: at === null ? null : new Date(at).toISOString(),
    resends,
    fault: notification.fate,
    payload: payloadInClear(notification),
    attempts: notification.attempts.map((attempt) => ({
      ...attempt,
      at: new Date(attempt.at).toISOString(),
    })),
  };
}

/** With what Apple would post, for whoever wants to try it by hand. */
export async function signedNotificationView(
  world: World,
  notification: Notification,
): Promise<NotificationView> {
  const view = notificationView(notification);
  if (notification.store === 'google') return view;
  const signedPayload = await signedPayloadOf(world.authority.chain, notification);
  return { ...view, signedPayload };
}

function payloadInClear({ claims, nested, raw }: Notification): unknown {
  if (raw !== null) return raw;
  if (!nested) return claims;
  const member = claims[nested.member] as object | undefined;
  return { ...claims, [nested.member]: { ...member, [nested.field]: nested.claims } };
}
