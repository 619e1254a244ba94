import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Database } from '../../platform/database/database.js';
import { Worker } from '../../platform/jobs/worker.js';
import { STORE_GATEWAYS, type StoreGateway, StoreRefused } from '../../stores/store-gateway.js';
import { storePaymentOf } from '../payment.js';
import { TAKEN_MS } from '../taken.js';
import { UsageService } from './usage.service.js';
import { nextAnswer, type UsageRequest } from './usage-request.js';
import { type UsageEnd, UsageRequestStore } from './usage-request.store.js';

const PAUSE_MS = 2_000;
const AT_ONCE = 16;

/** Answers the questions of stores while they listen. */
@Injectable()
export class UsageWorker extends Worker {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UsageRequestStore) private readonly requests: UsageRequestStore,
    @Inject(UsageService) private readonly usage: UsageService,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super(PAUSE_MS, new Logger('payments'), 'answering stores about usage');
  }

  protected async round(): Promise<boolean> {
    const due = await this.requests.due(this.database.reader, this.clock.now(), AT_ONCE);
    const taken = await Promise.all(due.map((request) => this.#answer(request)));
    return due.length === AT_ONCE && taken.some(Boolean);
  }

  async #answer(request: UsageRequest): Promise<boolean> {
    const now = this.clock.now();
    const mine = await this.database.write((tx) => this.requests.take(tx, request, now + TAKEN_MS));
    if (!mine) return false;
    const end = now > request.answerBy ? this.#tooLate(request) : await this.#tried(request);
    await this.database.write((tx) => this.requests.end(tx, request, end));
    return true;
  }

  async #tried(request: UsageRequest): Promise<UsageEnd> {
    const answer = await this.usage.answerTo(request);
    const closedAt = this.clock.now();
    const later = nextAnswer(closedAt, request.attempts + 1);
    if ('silent' in answer) {
      // Whose it is may still become known in time.
      const waits = answer.silent === 'unknown_payment' && later < request.answerBy;
      if (waits) return { state: 'open', dueAt: later, answer: null, closedAt: null };
      return { state: answer.silent, dueAt: null, answer: null, closedAt };
    }
    const { report, payment } = answer;
    const gateway = this.gateways.find((one) => one.store === request.store)!;
    const { titleId, environment } = payment;
    try {
      await gateway.reportUsage({ titleId, environment }, storePaymentOf(payment), report);
      return { state: 'answered', dueAt: null, answer: report, closedAt };
    } catch (error) {
      if (error instanceof StoreRefused) {
        this.logger.warn(`${request.id}: the store takes no answer: ${error.message}`);
        return { state: 'refused', dueAt: null, answer: report, closedAt };
      }
      const dueAt = nextAnswer(this.clock.now(), request.attempts + 1);
      return { state: 'open', dueAt, answer: null, closedAt: null };
    }
  }

  #tooLate(request: UsageRequest): UsageEnd {
    this.logger.error(`${request.id}: a question of ${request.store} was not answered in time`);
    return { state: 'too_late', dueAt: null, answer: null, closedAt: this.clock.now() };
  }
}
