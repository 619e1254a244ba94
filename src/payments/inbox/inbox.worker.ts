import { Inject, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Database } from '../../platform/database/database.js';
import { failureText } from '../../platform/database/failure.js';
import { Worker } from '../../platform/jobs/worker.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { TAKEN_MS } from '../taken.js';
import { type InboxEnd, InboxStore } from './inbox.store.js';
import { CONTENT_KEPT_MS, type InboxEntry, nextTry } from './inbox-entry.js';
import { NotificationHandler } from './notification-handler.service.js';
import { passingFailure } from './passing-failure.js';

const PAUSE_MS = 1_000;
const AT_ONCE = 16;
const BLANKED_AT_ONCE = 100;
/** Nothing new was learned of the purchase. */
const UNKNOWN = { environment: null, storeOrderId: null };

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
    await this.#forget();
    return due.length === AT_ONCE && taken.some(Boolean);
  }

  async #act(entry: InboxEntry): Promise<boolean> {
    const until = this.clock.now() + TAKEN_MS;
    const mine = await this.database.write((tx) => this.inbox.take(tx, entry, until));
    if (!mine) return false;
    const taken = { ...entry, attempts: entry.attempts + 1, dueAt: until };
    try {
      const handled = await this.handler.handle(taken);
      const processedAt = this.clock.now();
      const contentUntil = processedAt + CONTENT_KEPT_MS;
      await this.#end(taken, { ...UNKNOWN, ...handled, dueAt: null, processedAt, contentUntil });
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
    const outcome = passing ?? 'failed';
    const open = { processedAt: null, contentUntil: null };
    await this.#end(entry, { ...UNKNOWN, ...open, state, outcome, dueAt });
  }

  /** What was acted on long ago is not needed to act on anything: a little of it in each round. */
  async #forget(): Promise<void> {
    const stale = await this.inbox.stale(this.database.reader, this.clock.now(), BLANKED_AT_ONCE);
    if (stale.length > 0) await this.database.write((tx) => this.inbox.blank(tx, stale));
  }

  async #end(entry: InboxEntry, end: InboxEnd): Promise<void> {
    // Whoever took the entry over since then says what came of it.
    await this.database.write((tx) => this.inbox.end(tx, entry, end));
  }
}
