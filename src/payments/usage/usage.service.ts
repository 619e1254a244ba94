import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { type TitleId, uuidOf } from '../../kernel/id.js';
import type { IdSource } from '../../kernel/id-source.js';
import { ID_SOURCE } from '../../kernel/injection.js';
import { Database } from '../../platform/database/database.js';
import { failureOf } from '../../platform/database/failure.js';
import { ConsentsService } from '../../players/consents.service.js';
import type { StoreNotification, UsageReport } from '../../stores/store-gateway.js';
import { TitlesService } from '../../titles/titles.service.js';
import { type Payment } from '../payment.js';
import { PaymentStore } from '../payment.store.js';
import { isCredited } from '../payment-status.js';
import { consumedMilliunits, preferenceFor } from './usage.js';
import { ANSWER_MS, type UsageRequest } from './usage-request.js';
import { UsageRequestStore } from './usage-request.store.js';

/** Google takes so many uses in one answer. */
const USES_MAX = 1_000;

/** What may be told of a purchase: the report, or why nothing is said. */
export type UsageAnswer =
  | { readonly report: UsageReport; readonly payment: Payment }
  | { readonly silent: 'no_consent' | 'unknown_payment' };

/** Tells stores how purchases were used, from the lots of the payment and nothing else. */
@Injectable()
export class UsageService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UsageRequestStore) private readonly requests: UsageRequestStore,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(ConsentsService) private readonly consents: ConsentsService,
    @Inject(TitlesService) private readonly titles: TitlesService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  /** Keeps a store's question; a repeat of it changes nothing. */
  async asked(titleId: TitleId, notification: StoreNotification): Promise<void> {
    const { store, environment, storeTransactionId, storeOrderId, reviewToken } = notification;
    const request: UsageRequest = {
      id: this.ids.next('question'),
      titleId,
      environment,
      store,
      notificationId: notification.id,
      storeTransactionId,
      storeOrderId,
      reviewToken,
      askedAt: notification.sentAt,
      answerBy: notification.sentAt + ANSWER_MS[store],
      dueAt: this.clock.now(),
      attempts: 0,
      state: 'open',
      answer: null,
    };
    try {
      await this.database.write((tx) => this.requests.insert(tx, request));
    } catch (error) {
      if (failureOf(error) !== 'duplicate') throw error;
    }
  }

  /**
   * What the books say to a question now. Apple may only be told with the player's consent; Google
   * asks for no consent, and is told nothing of where or who the player is.
   */
  async answerTo(request: UsageRequest): Promise<UsageAnswer> {
    const payment = await this.#paymentOf(request);
    if (!payment?.playerId || payment.titleId !== request.titleId) {
      return { silent: 'unknown_payment' };
    }
    const { playerId, store } = payment;
    const consented = store === 'google' || (await this.consents.of(playerId)).consumption;
    if (!consented) return { silent: 'no_consent' };
    const { consumption } = await this.titles.settings(request.titleId);
    const { reader } = this.database;
    const delivered = isCredited(payment.status);
    const lots = await this.requests.lotsOf(reader, playerId, payment.id);
    const consumed = delivered ? consumedMilliunits(lots) : 0;
    const report: UsageReport = {
      consumedMilliunits: consumed,
      delivered,
      sampleProvided: consumption.sampleProvided,
      preference: preferenceFor(consumed, consumption.preference),
      accountToken: uuidOf(playerId),
      reviewToken: request.reviewToken,
      uses: await this.requests.usesOf(reader, playerId, payment.id, USES_MAX),
    };
    return { report, payment };
  }

  async #paymentOf(request: UsageRequest): Promise<Payment | null> {
    const { store, environment, storeTransactionId, storeOrderId } = request;
    const { reader } = this.database;
    if (environment !== null && storeTransactionId !== null) {
      const of = { store, environment, storeTransactionId };
      return this.payments.findByStoreTransaction(reader, of);
    }
    return storeOrderId === null ? null : this.payments.findByOrder(reader, store, storeOrderId);
  }
}
