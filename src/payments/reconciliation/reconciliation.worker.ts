import { Inject, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { ENVIRONMENTS } from '../../kernel/environment.js';
import { Database } from '../../platform/database/database.js';
import { Worker } from '../../platform/jobs/worker.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { STORE_GATEWAYS, type StoreGateway } from '../../stores/store-gateway.js';
import { TitlesService } from '../../titles/titles.service.js';
import { DifferenceStore, type OpenCount } from './difference.store.js';
import { ReconciliationService } from './reconciliation.service.js';
import {
  newMark,
  type ReconciliationMark,
  ReconciliationMarkStore,
} from './reconciliation-mark.store.js';

const PAUSE_MS = 60_000;
const HOUR_MS = 60 * 60_000;
/** Google forgets after 30 days what it took back: a silence is told long before. */
const LATE_MS = 7 * 24 * HOUR_MS;

/** Reconciles with every store of every title once an hour, on one instance at a time. */
@Injectable()
export class ReconciliationWorker extends Worker {
  readonly #late: Gauge;
  readonly #open: Gauge;
  readonly #uncredited: Gauge;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ReconciliationMarkStore) private readonly marks: ReconciliationMarkStore,
    @Inject(ReconciliationService) private readonly reconciliation: ReconciliationService,
    @Inject(DifferenceStore) private readonly differences: DifferenceStore,
    @Inject(TitlesService) private readonly titles: TitlesService,
    @Inject(STORE_GATEWAYS) private readonly gateways: readonly StoreGateway[],
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(Metrics) { registry }: Metrics,
  ) {
    super(PAUSE_MS, new Logger('payments'), 'reconciling with stores');
    this.#late = new Gauge({
      name: 'gemtill_reconciliations_late',
      help: 'Stores that could not be reconciled with for a week',
      registers: [registry],
    });
    this.#open = new Gauge({
      name: 'gemtill_reconciliation_differences_open',
      help: 'Differences between stores and our books that nobody mended or accepted',
      registers: [registry],
    });
    this.#uncredited = new Gauge({
      name: 'gemtill_payments_uncredited',
      help: 'Payments of a day ago that were paid and brought nobody gems',
      labelNames: ['environment'],
      registers: [registry],
    });
  }

  protected async round(): Promise<boolean> {
    const marks = await this.#marksOfAll();
    for (const mark of marks.filter(({ dueAt }) => dueAt <= this.clock.now())) {
      const until = this.clock.now() + HOUR_MS;
      const taken = await this.database.write((tx) => this.marks.take(tx, mark, until));
      if (taken) await this.reconciliation.one(mark, { thorough: false });
    }
    await this.#tell();
    return false;
  }

  /** Each store that a title sells in has a mark. */
  async #marksOfAll(): Promise<ReconciliationMark[]> {
    const marks = await this.marks.all(this.database.reader);
    const names = new Set(marks.map(nameOf));
    const missing: ReconciliationMark[] = [];
    for (const { id: titleId } of await this.titles.list()) {
      for (const environment of ENVIRONMENTS) {
        for (const { store } of this.gateways) {
          const mark = newMark({ titleId, environment }, store, this.clock.now());
          if (!names.has(nameOf(mark))) missing.push(mark);
        }
      }
    }
    for (const mark of missing) await this.database.write((tx) => this.marks.put(tx, mark));
    return [...marks, ...missing];
  }

  async #tell(): Promise<void> {
    const marks = await this.marks.all(this.database.reader);
    const oldest = this.clock.now() - LATE_MS;
    const late = marks.filter((mark) => (mark.succeededAt ?? mark.createdAt) < oldest);
    this.#late.set(late.length);
    this.#tellOpen(await this.differences.countOpen(this.database.reader));
    for (const { titleId, environment, store } of late) {
      this.logger.error(`${titleId}: no reconciliation with ${store} (${environment}) for a week`);
    }
  }

  #tellOpen(counts: readonly OpenCount[]): void {
    this.#open.set(sumOf(counts));
    const uncredited = counts.filter(({ kind }) => kind === 'uncredited');
    for (const environment of ENVIRONMENTS) {
      const there = uncredited.filter((one) => one.environment === environment);
      this.#uncredited.set({ environment }, sumOf(there));
    }
  }
}

function sumOf(counts: readonly OpenCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function nameOf({ titleId, environment, store }: ReconciliationMark): string {
  return `${titleId} ${environment} ${store}`;
}
