import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ERROR_CODES } from '../kernel/error-codes.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { RepeatingJob } from '../platform/jobs/repeating-job.js';
import type { Payment } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { TopUpsService } from './top-ups.service.js';

const PAUSE_MS = 1_000;
const AT_ONCE = 16;

/** Asks stores again about payments that could not be verified or were not paid yet. */
@Injectable()
export class CheckWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('payments');
  readonly job = new RepeatingJob(
    PAUSE_MS,
    () => this.#round(),
    (text) => this.#logger.warn(`checking payments: ${text}`),
  );

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(TopUpsService) private readonly topUps: TopUpsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.job.start();
  }

  /** Before the connections close: a round that runs is let through. */
  beforeApplicationShutdown(): Promise<void> {
    return this.job.stop();
  }

  async #round(): Promise<boolean> {
    const due = await this.payments.due(this.database.reader, this.clock.now(), AT_ONCE);
    await Promise.all(due.map((payment) => this.#check(payment)));
    return due.length === AT_ONCE;
  }

  async #check(payment: Payment): Promise<void> {
    try {
      await this.topUps.check(payment);
    } catch (error) {
      // A refusal is recorded with the payment; it has no caller to be told to.
      if (!(error instanceof Problem)) throw error;
      this.#logger.warn(`${payment.id} cannot be credited: ${error.code}`);
      // Otherwise it would be due for ever. A repeat of the client looks at it anew.
      if (!ERROR_CODES[error.code].retryable) await this.topUps.refuse(payment, error.code);
    }
  }
}
