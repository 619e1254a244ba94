import type { Clock } from '../../kernel/clock.js';
import type { Environment } from '../../kernel/environment.js';
import type { TitleId } from '../../kernel/id.js';
import { type AppList, readApps } from '../app-lists.js';
import { storeDeadline } from '../calls/deadline.js';
import { asObject, type JsonObject } from '../calls/json-object.js';
import type { CredentialsRefused } from '../credentials-refused.js';
import { dayByDay, type Period } from '../day-by-day.js';
import type { StoreAccounts } from '../store-accounts.js';
import {
  type HistoryItem,
  type IncomingNotification,
  type NotificationReading,
  type StoreNotification,
  type StoreScope,
  StoreUnavailable,
} from '../store-gateway.js';
import type { Reading } from '../verification.js';
import type { GoogleClient, GooglePlace } from './google-client.gateway.js';
import { orderIdOf, timeOfMillis } from './google-fields.js';
import type { GoogleLookup } from './google-lookup.gateway.js';
import { productNamedBy, readGooglePush } from './google-notification.js';
import { voidedReasonOf } from './google-order.js';
import { isPurchaseToken, type VoidedQuestion } from './google-paths.js';
import { GooglePush } from './google-push.gateway.js';
import { unexpectedOfGoogle } from './google-refusal.js';

const DAY_MS = 24 * 60 * 60_000;
/** Google lists no older ones; a minute is kept off, since its clock decides. */
const MEMORY_MS = 30 * DAY_MS - 60_000;
/** Clocks differ: what ends so close to now ends at Google's now. */
const NOW_MS = 60_000;
/** More than any day has; a list that never ends must not keep us for ever. */
const PAGES_MAX = 10_000;
/** By one of these an answer without a list is known to be a page of it. */
const PAGE_FIELDS: ReadonlySet<string> = new Set(['pageInfo', 'tokenPagination', 'kind']);

type VoidedDay = Omit<VoidedQuestion, 'page'>;

/** What Google Play tells by itself, and what it lists of what it took back. */
export class GoogleNotices {
  readonly #push: GooglePush;

  constructor(
    private readonly accounts: StoreAccounts,
    private readonly client: GoogleClient,
    private readonly lookup: GoogleLookup,
    private readonly clock: Clock,
  ) {
    this.#push = new GooglePush(clock);
  }

  /** Nothing of the body is looked at before the sender is known. Throws `StoreUnavailable`. */
  async read(titleId: TitleId, incoming: IncomingNotification): Promise<NotificationReading> {
    const reading = await this.#readOnce(titleId, incoming);
    // A simulator that was reset has other keys, and its titles get apps while we look on.
    if (reading.outcome === 'genuine' || !this.accounts.forget()) return reading;
    this.#push.forget();
    return this.#readOnce(titleId, incoming);
  }

  /** Google's message is a hint to ask. Throws `StoreUnavailable`. */
  async observe(scope: StoreScope, notification: StoreNotification): Promise<Reading> {
    const { app, storeOrderId: orderId } = notification;
    const token =
      notification.storeTransactionId ??
      (orderId && (await this.lookup.tokenOf(scope, { orderId, app })));
    if (!isPurchaseToken(token)) return { code: 'receipt_invalid' };
    const productId = productNamedBy(notification.payload);
    return this.lookup.purchase(scope, { token, app, productId });
  }

  /**
   * What was taken back. Google does not say of which environment it was. An app that our key may
   * not read keeps us from no other: what the others have is given, day by day, and then its
   * failure is thrown, since the list is not complete.
   */
  async *history(
    scope: { titleId: TitleId; environment: Environment },
    { since, until }: Period,
  ): AsyncGenerator<HistoryItem> {
    const aheadMs = Math.max(0, await this.accounts.aheadMs());
    const now = this.clock.now() + aheadMs;
    let forbidden: CredentialsRefused | null = null;
    for (const day of dayByDay({ since, until: until + aheadMs }, now - MEMORY_MS)) {
      const asked = { since: day.since, until: day.until > now - NOW_MS ? null : day.until };
      const read = await readApps(this.accounts, () => this.#appsOn(scope.titleId, asked));
      yield* read.items.sort((one, other) => one.at - other.at);
      forbidden ??= read.forbidden;
    }
    if (forbidden !== null) throw forbidden;
  }

  async #readOnce(
    titleId: TitleId,
    { authorization, body }: IncomingNotification,
  ): Promise<NotificationReading> {
    const account = await this.accounts.google(titleId);
    if (!account?.push) return { outcome: 'forged' };
    if (!(await this.#push.isGenuine(account, authorization))) return { outcome: 'forged' };
    const { subscription } = account.push;
    const { packageNames } = account;
    return readGooglePush(body, { subscription, packageNames, now: this.clock.now() });
  }

  async #appsOn(titleId: TitleId, day: VoidedDay): Promise<readonly AppList<HistoryItem>[]> {
    const account = await this.accounts.google(titleId);
    if (account === null) return [];
    return account.packageNames.map((packageName) => () => {
      return this.#items({ account, packageName }, day);
    });
  }

  async *#items(place: Omit<GooglePlace, 'deadline'>, day: VoidedDay): AsyncGenerator<HistoryItem> {
    for await (const voided of this.#voided(place, day)) {
      const item = itemOf(voided, place.packageName);
      if (item !== null) yield item;
    }
  }

  async *#voided(place: Omit<GooglePlace, 'deadline'>, day: VoidedDay): AsyncGenerator<JsonObject> {
    let page: string | null = null;
    for (let count = 0; count < PAGES_MAX; count++) {
      const limited = { ...place, deadline: storeDeadline() };
      const reply = await this.client.voided(limited, { ...day, page });
      const list = reply.status === 200 ? voidedIn(reply.body) : null;
      if (list === null) throw unexpectedOfGoogle(reply);
      for (const voided of list) yield asObject(voided) ?? {};
      const next = asObject(reply.body?.tokenPagination)?.nextPageToken;
      if (typeof next !== 'string' || next === '') return;
      if (next === page) break;
      page = next;
    }
    throw new StoreUnavailable('the list of voided purchases of Google does not end');
  }
}

/** Google leaves an empty list out; null for what says something else instead. */
function voidedIn(body: JsonObject | null): readonly unknown[] | null {
  if (body === null) return null;
  const { voidedPurchases: list } = body;
  if (list !== undefined) return Array.isArray(list) ? list : null;
  const names = Object.keys(body);
  return names.length === 0 || names.some((name) => PAGE_FIELDS.has(name)) ? [] : null;
}

function itemOf(voided: JsonObject, app: string): HistoryItem | null {
  const { purchaseToken, orderId, voidedReason, voidedTimeMillis } = voided;
  const at = timeOfMillis(voidedTimeMillis);
  if (!isPurchaseToken(purchaseToken) || at === null) return null;
  return {
    notification: null,
    app,
    storeTransactionId: purchaseToken,
    storeOrderId: orderIdOf(orderId),
    refundReason: voidedReasonOf(voidedReason),
    at,
  };
}
