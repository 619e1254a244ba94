import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';

/** What the till tells about itself. */
@Injectable()
export class TillMetrics {
  readonly registry = new Registry();
  readonly #size = new Histogram({
    name: 'gemtill_till_batch_operations',
    help: 'Operations in a committed batch',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 200],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: 'gemtill_till_batch_seconds',
    help: 'Time from the first statement of a batch to its commit',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers: [this.registry],
  });
  readonly #repeats = new Counter({
    name: 'gemtill_till_failures_total',
    help: 'Failed tries at a batch, by what the database said',
    labelNames: ['failure'],
    registers: [this.registry],
  });

  committed(operations: number, milliseconds: number): void {
    this.#size.observe(operations);
    this.#seconds.observe(milliseconds / 1000);
  }

  repeated(failure: string): void {
    this.#repeats.inc({ failure });
  }
}
