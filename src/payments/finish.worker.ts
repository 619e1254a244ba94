import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { Worker } from '../platform/jobs/worker.js';
import { STORE_GATEWAYS, type StoreGateway, StoreRefused } from '../stores/store-gateway.js';
import { type DueTask, StoreTaskStore } from './store-task.store.js';

const PAUSE_MS = 1_000;
const AT_ONCE = 16;
/** While one instance asks the store, no other does. Longer than the gateway's own time limit. */
const TAKEN_MS = 60_000;
const DELAY_MS_FIRST = 2_000;
const DELAY_MS_MAX = 15 * 60_000;
/**
 * Google takes the money back when nothing was acknowledged for three days: tell it much earlier.
 */
const LATE_MS = 24 * 60 * 60_000;

/**
 * Tells stores that purchases were credited (Google: consume), after the commit, until it works.
 */
@Injectable()
export class FinishWorker extends Worker {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StoreTaskStore) private readonly tasks: StoreTaskStore,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super(PAUSE_MS, new Logger('payments'), 'finishing payments');
  }

  protected async round(): Promise<boolean> {
    const due = await this.tasks.due(this.database.reader, this.clock.now(), AT_ONCE);
    const taken = await Promise.all(due.map((task) => this.#finish(task)));
    return due.length === AT_ONCE && taken.some(Boolean);
  }

  async #finish(task: DueTask): Promise<boolean> {
    const now = this.clock.now();
    const mine = await this.database.write((transaction) =>
      this.tasks.take(transaction, task, now + TAKEN_MS),
    );
    if (!mine) return false;
    const gateway = this.gateways.find((one) => one.store === task.store);
    try {
      await gateway?.finish(task, { ...task, app: null, storeOrderId: null });
      await this.database.write((tx) => this.tasks.close(tx, task, this.clock.now(), null));
    } catch (error) {
      await this.#failed(task, error);
    }
    return true;
  }

  async #failed(task: DueTask, error: unknown): Promise<void> {
    const now = this.clock.now();
    const name = error instanceof Error ? error.name : 'unknown';
    if (error instanceof StoreRefused) {
      this.logger.warn(`${task.paymentId} cannot be finished: ${error.message}`);
      await this.database.write((tx) => this.tasks.close(tx, task, now, name));
      return;
    }
    const late = now - task.createdAt > LATE_MS;
    if (late) this.logger.error(`${task.paymentId} is not finished at its store since a day`);
    const delay = Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** Math.min(task.attempts, 20));
    await this.database.write((tx) => this.tasks.postpone(tx, task, now + delay, name));
  }
}
