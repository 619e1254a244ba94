import type { Notification } from '../notifications/notification.js';
import type { Environment } from '../purchases/purchase.js';
import { AppleRefusal, appleErrors } from './errors.js';

/** The body of a request for the history of notifications. */
export interface HistoryRequest {
  startDate?: unknown;
  endDate?: unknown;
  notificationType?: unknown;
  notificationSubtype?: unknown;
  transactionId?: unknown;
  onlyFailures?: unknown;
}

export interface NotificationPage {
  notifications: Notification[];
  hasMore: boolean;
  paginationToken?: string;
}

const pageSize = 20;
const sendAttemptsMax = 6;
const day = 24 * 3_600_000;
const keptMs: Record<Environment, number> = { production: 180 * day, sandbox: 30 * day };

/**
 * The notifications of a timespan, newest first. Apple does not say in which order it answers, so
 * nobody should rely on this one.
 *
 * @param customersIds the purchases of the customer whose transaction the request names.
 */
export function notificationPage(
  all: readonly Notification[],
  request: HistoryRequest,
  context: {
    environment: Environment;
    now: number;
    paginationToken: string | undefined;
    customersIds: readonly string[] | undefined;
  },
): NotificationPage {
  const { start, end } = timespan(request, context.now, keptMs[context.environment]);
  const { notificationType: type, notificationSubtype: subtype } = request;
  const below = readToken(context.paginationToken);
  const matching = all
    .filter(({ createdAt }) => createdAt >= start && createdAt <= end)
    .filter(({ number }) => number < below)
    .filter((one) => type === undefined || one.type === type)
    .filter((one) => subtype === undefined || one.subtype === subtype)
    .filter(({ state }) => request.onlyFailures !== true || state !== 'delivered')
    .filter(
      ({ purchaseId }) => !context.customersIds || context.customersIds.includes(purchaseId ?? ''),
    )
    .reverse();
  const notifications = matching.slice(0, pageSize);
  const hasMore = matching.length > notifications.length;
  return {
    notifications,
    hasMore,
    ...(hasMore && { paginationToken: writeToken(notifications.at(-1)!.number) }),
  };
}

/** The filters that exclude each other, and those that need each other. */
export function checkFilters(request: HistoryRequest): void {
  const { notificationType, notificationSubtype, transactionId } = request;
  const types = [notificationType, notificationSubtype].filter((value) => value !== undefined);
  const wrongType = types.some((value) => typeof value !== 'string' || !/^[A-Z_]+$/.test(value));
  if (wrongType || (notificationSubtype !== undefined && notificationType === undefined)) {
    throw new AppleRefusal(appleErrors.invalidNotificationType);
  }
  if (transactionId !== undefined && types.length > 0) {
    throw new AppleRefusal(appleErrors.severalFilters);
  }
  if (transactionId !== undefined && typeof transactionId !== 'string') {
    throw new AppleRefusal(appleErrors.invalidTransactionId);
  }
}

/** The attempts as Apple reports them: the last six. */
export function sendAttempts(notification: Notification): object[] {
  return notification.attempts.slice(-sendAttemptsMax).map(({ at, result }) => ({
    attemptDate: at,
    sendAttemptResult: result,
  }));
}

function timespan(request: HistoryRequest, now: number, kept: number) {
  const { startDate, endDate } = request;
  if (!isTime(startDate)) throw new AppleRefusal(appleErrors.invalidStartDate);
  if (!isTime(endDate)) throw new AppleRefusal(appleErrors.invalidEndDate);
  if (startDate >= endDate) throw new AppleRefusal(appleErrors.startAfterEnd);
  if (startDate < now - kept) throw new AppleRefusal(appleErrors.startTooLongAgo);
  return { start: startDate, end: endDate };
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function writeToken(number: number): string {
  return Buffer.from(`below ${number}`).toString('base64url');
}

function readToken(token: string | undefined): number {
  if (token === undefined) return Number.POSITIVE_INFINITY;
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const number = /^below (\d{1,15})$/.exec(text)?.[1];
  if (number === undefined) throw new AppleRefusal(appleErrors.invalidPaginationToken);
  return Number(number);
}
