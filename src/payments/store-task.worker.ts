import { Inject, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { uuidOf } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { Worker } from '../platform/jobs/worker.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { STORE_GATEWAYS, type StoreGateway, StoreRefused } from '../stores/store-gateway.js';
import { type Payment, storePaymentOf } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { DifferencesService } from './reconciliation/differences.service.js';
import { type DueTask, StoreTaskStore, type TaskEnd } from './store-task.store.js';
import { TAKEN_MS } from './taken.js';

const PAUSE_MS = 1_000;
const AT_ONCE = 32;
const DELAY_MS_FIRST = 2_000;
const DELAY_MS_MAX = 15 * 60_000;
/**
 * Google takes the money back when nothing was acknowledged for three days: tell it much earlier,
 * and acknowledge what cannot be consumed.
 */
const LATE_MS = 24 * 60 * 60_000;

/**
 * Tells stores what they must know, after the commit, until it works: that a purchase was credited,
 * and who owns one that named nobody.
 */
@Injectable()
export class StoreTaskWorker extends Worker {
  readonly #late: Gauge;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StoreTaskStore) private readonly tasks: StoreTaskStore,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(DifferencesService) private readonly differences: DifferencesService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Metrics) { registry }: Metrics,
  ) {
    super(PAUSE_MS, new Logger('payments'), 'telling stores of payments');
    this.#late = new Gauge({
      name: 'gemtill_store_tasks_late',
      help: 'Purchases that their store does not know to be credited since a day',
      registers: [registry],
    });
  }

  protected async round(): Promise<boolean> {
    const now = this.clock.now();
    const due = await this.tasks.due(this.database.reader, now, AT_ONCE);
    this.#late.set(await this.tasks.late(this.database.reader, now - LATE_MS));
    if (due.length === 0) return false;
    const mine = await this.database.write((tx) => this.tasks.take(tx, due, now + TAKEN_MS));
    const ends = await Promise.all(mine.map((task) => this.#tell(task)));
    await this.database.write((tx) => this.tasks.end(tx, ends));
    return due.length === AT_ONCE && mine.length > 0;
  }

  async #tell(task: DueTask): Promise<TaskEnd> {
    const payment = await this.payments.findById(this.database.reader, task.paymentId);
    if (!payment) return { task, outcome: 'given_up', error: 'no_payment' };
    const gateway = this.gateways.find((one) => one.store === payment.store);
    try {
      if (gateway) await tell(gateway, task, payment);
      return { task, outcome: 'done', at: this.clock.now() };
    } catch (error) {
      return this.#failed(task, { error, payment, gateway });
    }
  }

  async #failed(
    task: DueTask,
    {
      error,
      payment,
      gateway,
    }: { error: unknown; payment: Payment; gateway?: StoreGateway | undefined },
  ): Promise<TaskEnd> {
    const now = this.clock.now();
    const name = error instanceof Error ? error.name : 'unknown';
    if (error instanceof StoreRefused) {
      this.logger.warn(`${task.paymentId}: the store refuses to ${task.kind}: ${error.message}`);
      await this.#keepRefusal(task, payment, error);
      return { task, outcome: 'given_up', error: name };
    }
    if (now - task.createdAt > LATE_MS) {
      this.logger.error(`${task.paymentId}: the store could not be told to ${task.kind} for a day`);
      const scope = { titleId: payment.titleId, environment: payment.environment };
      if (task.kind === 'finish') {
        await gateway?.acknowledge(scope, storePaymentOf(payment)).catch(() => {});
      }
    }
    const delay = Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** Math.min(task.attempts, 20));
    return { task, outcome: 'later', dueAt: now + delay, error: name };
  }

  /** It is never tried again: people must see it. */
  async #keepRefusal(task: DueTask, payment: Payment, error: StoreRefused): Promise<void> {
    const { store, storeTransactionId: subject, id: paymentId } = payment;
    const words = { ours: `${task.kind} given up`, theirs: error.message };
    const found = { store, kind: 'task' as const, subject, paymentId, ...words };
    await this.differences.found(payment, { ...found, state: 'open' });
  }
}

async function tell(gateway: StoreGateway, task: DueTask, payment: Payment): Promise<void> {
  const { titleId, environment, playerId } = payment;
  const scope = { titleId, environment };
  if (task.kind === 'finish') await gateway.finish(scope, storePaymentOf(payment));
  else if (playerId !== null)
    await gateway.assign(scope, storePaymentOf(payment), uuidOf(playerId));
}
