import { Inject, Injectable } from '@nestjs/common';
import type { Environment } from '../../kernel/environment.js';
import type { PlayerId } from '../../kernel/id.js';
import { Database } from '../../platform/database/database.js';
import { ConsentsService } from '../../players/consents.service.js';
import {
  STORE_GATEWAYS,
  type StoreGateway,
  type StoreNotification,
  StoreUnavailable,
} from '../../stores/store-gateway.js';
import { PaymentStore } from '../payment.store.js';
import { SettlementService } from '../settlement.service.js';
import { UsageService } from '../usage/usage.service.js';
import type { InboxEntry, InboxState } from './inbox-entry.js';

/** What came of a notification. */
export interface Handled {
  readonly state: Extract<InboxState, 'processed' | 'ignored'>;
  readonly outcome: string | null;
  /** What the store says of the purchase, where the notification was silent about it. */
  readonly environment?: Environment;
  readonly storeOrderId?: string | null;
}

const PROCESSED: Handled = { state: 'processed', outcome: null };

/**
 * Acts on one kept notification. It is only a hint: what is true comes from what the store signed
 * or says when it is asked, so that repeats and another order change nothing.
 */
@Injectable()
export class NotificationHandler {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(UsageService) private readonly usage: UsageService,
    @Inject(ConsentsService) private readonly consents: ConsentsService,
  ) {}

  /** Throws a passing failure (`passing-failure.ts`) when it should be tried again later. */
  async handle(entry: InboxEntry): Promise<Handled> {
    const { notification } = entry;
    switch (notification.concern) {
      case 'purchase':
        return this.#settle(entry);
      case 'usage_request':
        // Before the question: what the store refunded meanwhile belongs to the answer.
        return this.#answerLater(entry, await this.#settle(entry));
      case 'consent_rescinded':
        return this.#withdraw(entry);
      case 'refund_declined':
        return PROCESSED;
      case 'test':
      case 'unknown':
        return { state: 'ignored', outcome: notification.concern };
    }
  }

  async #answerLater({ titleId, notification }: InboxEntry, settled: Handled): Promise<Handled> {
    await this.usage.asked(titleId, notification);
    return { ...settled, ...PROCESSED };
  }

  async #settle(entry: InboxEntry): Promise<Handled> {
    const { titleId, notification } = entry;
    const verification = await this.#observed(entry);
    if (verification.outcome === 'refused') {
      return { state: 'ignored', outcome: verification.code };
    }
    let known = true;
    for (const seen of verification.purchases) {
      // Why money was given back is told by the message alone where the store does not repeat it.
      const refundReason = seen.refundReason && (notification.refundReason ?? seen.refundReason);
      const purchase = { ...seen, refundReason };
      const payment = await this.settlement.learned(titleId, purchase, { source: 'notification' });
      known &&= payment !== null;
    }
    const [{ environment, storeOrderId }] = verification.purchases;
    return { state: 'processed', outcome: known ? null : 'other_title', environment, storeOrderId };
  }

  /** A consent is a customer's: it ends for every player who was given something they bought. */
  async #withdraw(entry: InboxEntry): Promise<Handled> {
    // Whose it was is asked with a key: without one nobody ever knows, nor is Apple told anything.
    if (!(await this.#gatewayOf(entry.notification).lists(entry.titleId))) {
      return { state: 'ignored', outcome: 'store_not_configured' };
    }
    const verification = await this.#observed(entry);
    if (verification.outcome === 'refused') {
      return { state: 'ignored', outcome: verification.code };
    }
    const players = new Set<PlayerId>();
    for (const { store, environment, storeTransactionId } of verification.purchases) {
      const of = { store, environment, storeTransactionId };
      const payment = await this.payments.findByStoreTransaction(this.database.reader, of);
      if (payment?.playerId && payment.titleId === entry.titleId) players.add(payment.playerId);
    }
    for (const playerId of players) {
      await this.consents.withdraw(playerId, entry.notification.sentAt);
    }
    return players.size > 0 ? PROCESSED : { state: 'ignored', outcome: 'unknown_player' };
  }

  async #observed({ titleId, notification }: InboxEntry) {
    const { environment } = notification;
    const scope = { titleId, environment };
    const verification = await this.#gatewayOf(notification).observe(scope, notification);
    if (verification.outcome === 'unavailable') {
      throw new StoreUnavailable('the store does not answer about a notification');
    }
    return verification;
  }

  #gatewayOf({ store }: StoreNotification): StoreGateway {
    return this.gateways.find((one) => one.store === store)!;
  }
}
