import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ERROR_CODES } from '../kernel/error-codes.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { failureText } from '../platform/database/failure.js';
import { Worker } from '../platform/jobs/worker.js';
import type { Payment } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { TopUpsService } from './top-ups.service.js';

const PAUSE_MS = 1_000;
const AT_ONCE = 16;

/** Asks stores again about payments that could not be verified or were not paid yet. */
@Injectable()
export class CheckWorker extends Worker {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(TopUpsService) private readonly topUps: TopUpsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super(PAUSE_MS, new Logger('payments'), 'checking payments');
  }

  protected async round(): Promise<boolean> {
    const due = await this.payments.due(this.database.reader, this.clock.now(), AT_ONCE);
    await Promise.all(due.map((payment) => this.#check(payment)));
    return due.length === AT_ONCE;
  }

  /** One that fails for a defect of ours must not keep the others from being asked about. */
  async #check(payment: Payment): Promise<void> {
    try {
      await this.topUps.check(payment);
    } catch (error) {
      const retryable = error instanceof Problem && ERROR_CODES[error.code].retryable;
      if (!retryable) this.logger.error(`${payment.id} cannot be checked: ${failureText(error)}`);
      await this.topUps.postpone(payment);
    }
  }
}
