import { Logger } from '@nestjs/common';
import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { TitleId } from '../../kernel/id.js';
import { type AppList, readApps } from '../app-lists.js';
import { asObject } from '../calls/json-object.js';
import type { CredentialsRefused } from '../credentials-refused.js';
import { dayByDay, type Period } from '../day-by-day.js';
import type { StoreAccounts } from '../store-accounts.js';
import { type HistoryItem, StoreUnavailable } from '../store-gateway.js';
import type { AppleClient, ApplePlace } from './apple-client.gateway.js';
import type { AppleNotices } from './apple-notices.gateway.js';
import { unexpectedOfApple } from './apple-reply.js';

const DAY_MS = 24 * 60 * 60_000;
/** Apple forgets notifications after so long; a minute is kept off, since its clock decides. */
const MEMORY_MS: Readonly<Record<Environment, number>> = {
  production: 180 * DAY_MS - 60_000,
  sandbox: 30 * DAY_MS - 60_000,
};
/** More than any day has; a list that never ends must not keep us for ever. */
const PAGES_MAX = 10_000;

/** What the App Store could not deliver, by its own list of notifications. */
export class AppleHistory {
  readonly #log = new Logger('AppleHistory');

  constructor(
    private readonly accounts: StoreAccounts,
    private readonly notices: AppleNotices,
    private readonly client: AppleClient,
    private readonly clock: Clock,
  ) {}

  /**
   * In a period, oldest first. Throws `StoreUnavailable`. Nothing without an API key. An app that
   * our key may not read keeps us from no other, as at Google.
   */
  async *undelivered(
    scope: { titleId: TitleId; environment: Environment },
    { since, until }: Period,
  ): AsyncGenerator<HistoryItem> {
    const aheadMs = Math.max(0, await this.accounts.aheadMs());
    const oldest = this.clock.now() + aheadMs - MEMORY_MS[scope.environment];
    let forbidden: CredentialsRefused | null = null;
    for (const day of dayByDay({ since, until: until + aheadMs }, oldest)) {
      const read = await readApps(this.accounts, () => this.#appsOn(scope, day));
      yield* read.items.sort((one, other) => one.at - other.at);
      forbidden ??= read.forbidden;
    }
    if (forbidden !== null) throw forbidden;
  }

  async #appsOn(
    { titleId, environment }: { titleId: TitleId; environment: Environment },
    day: Period,
  ): Promise<readonly AppList<HistoryItem>[]> {
    const account = await this.accounts.apple(titleId);
    const key = account?.apiKey();
    if (!account || !key) return [];
    return account.apps.map(({ bundleId }) => () => {
      return this.#items(titleId, { account, key, bundleId, environment }, day);
    });
  }

  async *#items(titleId: TitleId, place: ApplePlace, day: Period): AsyncGenerator<HistoryItem> {
    for await (const signed of this.#pages(place, day)) {
      const item = await this.#itemOf(titleId, signed);
      if (item !== null) yield item;
    }
  }

  async *#pages(place: ApplePlace, day: Period): AsyncGenerator<unknown> {
    const asked = { startDate: day.since, endDate: day.until, onlyFailures: true };
    let token: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const reply = await this.client.notifications(place, asked, token);
      const list = reply.body?.notificationHistory;
      if (reply.status !== 200 || !Array.isArray(list)) throw unexpectedOfApple(reply);
      for (const item of list) yield asObject(item)?.signedPayload;
      if (reply.body?.hasMore !== true) return;
      const { paginationToken } = reply.body;
      if (typeof paginationToken !== 'string' || paginationToken === token) break;
      token = paginationToken;
    }
    throw new StoreUnavailable('the list of notifications of Apple does not end');
  }

  /**
   * What Apple itself lists is no forgery: when its signature cannot be verified, something on the
   * way or with our root is broken, and a list without it would be called complete.
   */
  async #itemOf(titleId: TitleId, signed: unknown): Promise<HistoryItem | null> {
    const reading = await this.notices.readListed(titleId, signed);
    if (reading.outcome === 'unavailable' || reading.outcome === 'forged') {
      throw new StoreUnavailable('a notification in the list of Apple cannot be verified');
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
}
