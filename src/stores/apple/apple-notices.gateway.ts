import { Logger } from '@nestjs/common';
import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { TitleId } from '../../kernel/id.js';
import { asObject } from '../calls/json-object.js';
import { withNewerKeys } from '../credentials-refused.js';
import { dayByDay, type Period } from '../day-by-day.js';
import type { StoreAccounts } from '../store-accounts.js';
import {
  type HistoryItem,
  type NotificationReading,
  type StoreNotification,
  type StoreScope,
  StoreUnavailable,
} from '../store-gateway.js';
import type { Reading } from '../verification.js';
import type { AppleClient, ApplePlace } from './apple-client.gateway.js';
import { appleNoticeOf, appleNotificationOf, needsTransaction } from './apple-notification.js';
import { unexpectedOfApple } from './apple-reply.js';
import type { AppleSignatures } from './apple-signatures.gateway.js';
import { isSignedInTime } from './apple-transaction.js';
import type { AppleTransactions } from './apple-transactions.gateway.js';
import type { SignedPayload } from './apple-verifier.js';

const DAY_MS = 24 * 60 * 60_000;
/** Apple forgets notifications after so long; a minute is kept off, since its clock decides. */
const MEMORY_MS: Readonly<Record<Environment, number>> = {
  production: 180 * DAY_MS - 60_000,
  sandbox: 30 * DAY_MS - 60_000,
};
/** More than any day has; a list that never ends must not keep us for ever. */
const PAGES_MAX = 10_000;

/** What the App Store tells by itself (App Store Server Notifications, version 2). */
export class AppleNotices {
  readonly #log = new Logger('AppleNotices');

  constructor(
    private readonly accounts: StoreAccounts,
    private readonly signatures: AppleSignatures,
    private readonly transactions: AppleTransactions,
    private readonly client: AppleClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads what was posted as Apple's. Both signatures, that of the notification and that of the
   * transaction in it, must be Apple's, and both must name the same app of the title.
   */
  async read(titleId: TitleId, signed: unknown): Promise<NotificationReading> {
    if (typeof signed !== 'string') return { outcome: 'forged' };
    const reading = await this.#readOnce(titleId, signed);
    // An app that was added to the simulated title a moment ago is not in what was kept of it.
    const strange = reading.outcome === 'forged' && this.accounts.forget();
    return strange ? this.#readOnce(titleId, signed) : reading;
  }

  /** The purchase in a kept notification, verified anew and equal to the id that it was kept by. */
  async observe(scope: StoreScope, notification: StoreNotification): Promise<Reading> {
    const account = await this.accounts.apple(scope.titleId);
    if (account === null) return { code: 'store_not_configured' };
    const payload = await this.signatures.payloadOf(notification.payload);
    const notice = payload && appleNoticeOf(payload, account.apps);
    if (!notice?.signedTransaction) return { code: 'receipt_invalid' };
    const reading = await this.transactions.signed(notice.signedTransaction, {
      bundleIds: [notice.app],
      environment: scope.environment,
    });
    if ('code' in reading) return reading;
    const { storeTransactionId } = reading.purchase;
    return storeTransactionId === notification.storeTransactionId
      ? reading
      : { code: 'receipt_invalid' };
  }

  /** What Apple could not deliver. Throws `StoreUnavailable`. Nothing without an API key. */
  async *history(
    scope: { titleId: TitleId; environment: Environment },
    { since, until }: Period,
  ): AsyncGenerator<HistoryItem> {
    const aheadMs = Math.max(0, await this.accounts.aheadMs());
    const oldest = this.clock.now() + aheadMs - MEMORY_MS[scope.environment];
    for (const day of dayByDay({ since, until: until + aheadMs }, oldest)) {
      const items = await withNewerKeys(this.accounts, () => this.#day(scope, day));
      yield* items.sort((one, other) => one.at - other.at);
    }
  }

  async #readOnce(titleId: TitleId, signed: string): Promise<NotificationReading> {
    const payload = await this.signatures.payloadOf(signed);
    const account = await this.accounts.apple(titleId);
    const notice = payload && account && appleNoticeOf(payload, account.apps);
    if (!notice) return { outcome: 'forged' };
    // Our clock or Apple's is wrong: later, when both have passed, it can be believed.
    if (!(await this.#isInTime(payload))) return { outcome: 'unavailable' };
    const { id } = notice;
    if (notice.environment === undefined) {
      return { outcome: 'unreadable', id, why: 'it is of an environment that we do not know' };
    }
    if (notice.signedTransaction === null && needsTransaction(notice)) {
      return { outcome: 'unreadable', id, why: `a ${notice.type} names no transaction` };
    }
    const transaction = notice.signedTransaction
      ? await this.signatures.payloadOf(notice.signedTransaction)
      : null;
    if (notice.signedTransaction && transaction === null) return { outcome: 'forged' };
    const notification = appleNotificationOf(notice, transaction, signed);
    return notification ? { outcome: 'genuine', notification } : { outcome: 'forged' };
  }

  async #day(
    { titleId, environment }: { titleId: TitleId; environment: Environment },
    day: Period,
  ): Promise<HistoryItem[]> {
    const account = await this.accounts.apple(titleId);
    const key = account?.apiKey();
    if (!account || !key) return [];
    const items: HistoryItem[] = [];
    for (const { bundleId } of account.apps) {
      const place = { account, key, bundleId, environment };
      for await (const signed of this.#undelivered(place, day)) {
        const item = await this.#itemOf(titleId, signed);
        if (item !== null) items.push(item);
      }
    }
    return items;
  }

  async *#undelivered(place: ApplePlace, day: Period): AsyncGenerator<string> {
    const asked = { startDate: day.since, endDate: day.until, onlyFailures: true };
    let token: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const reply = await this.client.notifications(place, asked, token);
      const list = reply.body?.notificationHistory;
      if (reply.status !== 200 || !Array.isArray(list)) throw unexpectedOfApple(reply);
      for (const item of list) yield String(asObject(item)?.signedPayload);
      if (reply.body?.hasMore !== true) return;
      const { paginationToken } = reply.body;
      if (typeof paginationToken !== 'string' || paginationToken === token) break;
      token = paginationToken;
    }
    throw new StoreUnavailable('the list of notifications of Apple does not end');
  }

  async #itemOf(titleId: TitleId, signed: string): Promise<HistoryItem | null> {
    const reading = await this.read(titleId, signed);
    if (reading.outcome === 'unavailable') {
      throw new StoreUnavailable('a notification of Apple cannot be verified now');
    }
    if (reading.outcome !== 'genuine') {
      this.#log.warn(`Apple lists a notification that cannot be used: ${reading.outcome}`);
      return null;
    }
    const { notification } = reading;
    const { storeTransactionId, storeOrderId, refundReason, sentAt } = notification;
    return {
      notification,
      app: String(notification.app),
      storeTransactionId,
      storeOrderId,
      refundReason,
      at: sentAt,
    };
  }

  async #isInTime(payload: SignedPayload): Promise<boolean> {
    return isSignedInTime(payload, await this.transactions.nowFor(payload));
  }
}
