import { Inject, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Database } from '../../platform/database/database.js';
import { failureText } from '../../platform/database/failure.js';
import { Worker } from '../../platform/jobs/worker.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { TAKEN_MS } from '../taken.js';
import { InboxStore } from './inbox.store.js';
import { type InboxEntry, nextTry } from './inbox-entry.js';
import { NotificationHandler } from './notification-handler.service.js';
import { passingFailure } from './passing-failure.js';

const PAUSE_MS = 1_000;
const AT_ONCE = 16;

/** Acts on what stores told, one entry after the other failing alone. */
@Injectable()
export class InboxWorker extends Worker {
  readonly #poisoned: Gauge;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(InboxStore) private readonly inbox: InboxStore,
    @Inject(NotificationHandler) private readonly handler: NotificationHandler,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Metrics) { registry }: Metrics,
  ) {
    super(PAUSE_MS, new Logger('payments'), 'acting on store notifications');
    this.#poisoned = new Gauge({
      name: 'gemtill_store_notifications_poisoned',
      help: 'Notifications of stores that were set aside for people',
      registers: [registry],
    });
  }

  protected async round(): Promise<boolean> {
    const due = await this.inbox.due(this.database.reader, this.clock.now(), AT_ONCE);
    const taken = await Promise.all(due.map((entry) => this.#act(entry)));
    // In each round, so that a new process knows of it before anything new comes.
    this.#poisoned.set(await this.inbox.countPoisoned(this.database.reader));
    return due.length === AT_ONCE && taken.some(Boolean);
  }

  async #act(entry: InboxEntry): Promise<boolean> {
    const until = this.clock.now() + TAKEN_MS;
    const mine = await this.database.write((tx) => this.inbox.take(tx, entry, until));
    if (!mine) return false;
    const taken = { ...entry, attempts: entry.attempts + 1 };
    try {
      const { state, outcome } = await this.handler.handle(taken);
      const processedAt = this.clock.now();
      await this.#end(taken, { state, outcome, dueAt: null, processedAt });
    } catch (error) {
      await this.#failed(taken, error);
    }
    return true;
  }

  async #failed(entry: InboxEntry, error: unknown): Promise<void> {
    const passing = passingFailure(error);
    const dueAt = nextTry(this.clock.now(), entry, passing ? 'silent' : 'failed');
    if (!passing) this.logger.error(`${entry.id} cannot be acted on: ${failureText(error)}`);
    if (dueAt === null) this.logger.error(`${entry.id} is poisoned: it is set aside for people`);
    const state = dueAt === null ? 'poisoned' : 'received';
    await this.#end(entry, { state, outcome: passing ?? 'failed', dueAt, processedAt: null });
  }

  #end(entry: InboxEntry, end: Parameters<InboxStore['end']>[2]): Promise<void> {
    return this.database.write((tx) => this.inbox.end(tx, entry, end));
  }
}
