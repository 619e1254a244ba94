import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ERROR_CODES } from '../kernel/error-codes.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
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

  async #check(payment: Payment): Promise<void> {
    try {
      await this.topUps.check(payment);
    } catch (error) {
      // A refusal is recorded with the payment; it has no caller to be told to.
      if (!(error instanceof Problem)) throw error;
      this.logger.warn(`${payment.id} cannot be credited: ${error.code}`);
      // Otherwise it would be due for ever. A repeat of the client looks at it anew.
      if (!ERROR_CODES[error.code].retryable) await this.topUps.refuse(payment, error.code);
    }
  }
}
