import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { isId, type TitleId } from '../../kernel/id.js';
import type { IdSource } from '../../kernel/id-source.js';
import { ID_SOURCE } from '../../kernel/injection.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import { failureOf } from '../../platform/database/failure.js';
import type { ServerCaller } from '../../platform/http/caller.js';
import { Cursors } from '../../platform/http/cursor.js';
import {
  type IncomingNotification,
  STORE_GATEWAYS,
  type Store,
  type StoreGateway,
  type StoreNotification,
} from '../../stores/store-gateway.js';
import { type InboxName, InboxStore } from './inbox.store.js';
import {
  CONTENT_KEPT_MS,
  type InboxEntry,
  type InboxSource,
  type InboxState,
  inboxView,
} from './inbox-entry.js';

/** Which entries to show, and after which. */
export interface InboxQuery {
  readonly state: InboxState | null;
  readonly limit: number;
  readonly cursor: string | null;
}

/** Keeps what stores tell before anything is done about it. */
@Injectable()
export class InboxService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(InboxStore) private readonly inbox: InboxStore,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  /**
   * Keeps a notification that is the store's; a repeat changes nothing. Throws `signature_invalid`
   * for one that is not, and `store_unavailable` while that cannot be told.
   */
  async receive(titleId: TitleId, store: Store, incoming: IncomingNotification): Promise<void> {
    const gateway = this.gateways.find((one) => one.store === store);
    if (!gateway) throw new Problem('not_found');
    const reading = await gateway.readNotification(titleId, incoming);
    switch (reading.outcome) {
      case 'genuine':
        await this.keep(titleId, reading.notification, 'store');
        return;
      case 'unreadable':
        await this.#keepUnreadable(titleId, store, reading);
        return;
      case 'forged':
        throw new Problem('signature_invalid');
      case 'unavailable':
        throw new Problem('store_unavailable', { retryAfterSeconds: 30 });
    }
  }

  /** True when it was not kept before. */
  async keep(
    titleId: TitleId,
    notification: StoreNotification,
    source: InboxSource,
  ): Promise<boolean> {
    const now = this.clock.now();
    // Nothing is to be done about these: they are kept for whoever asks what a store said.
    const idle = notification.concern === 'test' || notification.concern === 'unknown';
    return this.#insert({
      ...this.#fresh(titleId, notification, source),
      state: idle ? 'ignored' : 'received',
      outcome: idle ? notification.concern : null,
      dueAt: idle ? null : now,
      processedAt: idle ? now : null,
      contentUntil: idle ? now + CONTENT_KEPT_MS : null,
    });
  }

  /** True when a kept notification was acted on, or needs no action. */
  async isDone(name: InboxName): Promise<boolean> {
    const state = await this.inbox.stateOf(this.database.reader, name);
    return state === 'processed' || state === 'ignored';
  }

  async list(server: ServerCaller, { state, limit, cursor }: InboxQuery) {
    const list = `notifications ${state ?? 'all'} ${server.environment}`;
    const before = cursor ? this.cursors.read(list, server.titleId, cursor) : null;
    const wish = { state, before, limit: limit + 1 };
    const entries = await this.inbox.list(this.database.reader, server, wish);
    const data = entries.slice(0, limit).map(inboxView);
    const last = entries.length > limit ? data.at(-1) : undefined;
    return { data, nextCursor: last ? this.cursors.write(list, server.titleId, last.id) : null };
  }

  /** A poisoned entry is tried again; throws `not_found` for any other. */
  async retry(server: ServerCaller, id: string): Promise<void> {
    const now = this.clock.now();
    const revived =
      isId('notification', id) &&
      (await this.database.write((tx) => this.inbox.revive(tx, server, { id, now })));
    if (!revived) throw new Problem('not_found');
  }

  async #keepUnreadable(
    titleId: TitleId,
    store: Store,
    { id, why }: { id: string; why: string },
  ): Promise<void> {
    const now = this.clock.now();
    const notification: StoreNotification = {
      store,
      id,
      type: 'unreadable',
      subtype: null,
      environment: null,
      app: null,
      sentAt: now,
      storeTransactionId: null,
      storeOrderId: null,
      concern: 'unknown',
      refundReason: null,
      reviewToken: null,
      payload: why,
    };
    await this.#insert({
      ...this.#fresh(titleId, notification, 'store'),
      state: 'ignored',
      outcome: 'unreadable',
      dueAt: null,
      processedAt: now,
      contentUntil: now + CONTENT_KEPT_MS,
    });
  }

  #fresh(titleId: TitleId, notification: StoreNotification, source: InboxSource) {
    const { environment, storeOrderId } = notification;
    const id = this.ids.next('notification');
    const facts = { titleId, source, notification, environment, storeOrderId };
    return { ...facts, id, attempts: 0, receivedAt: this.clock.now() };
  }

  async #insert(entry: InboxEntry): Promise<boolean> {
    const { titleId, notification } = entry;
    const name = { titleId, store: notification.store, notificationId: notification.id };
    // Stores repeat themselves: most repeats are seen here, those at the same time below.
    if (await this.inbox.has(this.database.reader, name)) return false;
    try {
      await this.database.write((tx) => this.inbox.insert(tx, entry));
      return true;
    } catch (error) {
      if (failureOf(error) === 'duplicate') return false;
      throw error;
    }
  }
}
