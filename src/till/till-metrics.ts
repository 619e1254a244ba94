import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from '../platform/metrics/metrics.js';

/** What the till tells about itself. */
@Injectable()
export class TillMetrics {
  readonly #size: Histogram;
  readonly #seconds: Histogram;
  readonly #repeats: Counter;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.#size = new Histogram({
      name: 'gemtill_till_batch_operations',
      help: 'Operations in a committed batch',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 200],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'gemtill_till_batch_seconds',
      help: 'Time from the first statement of a batch to its commit',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
      registers,
    });
    this.#repeats = new Counter({
      name: 'gemtill_till_failures_total',
      help: 'Failed tries at a batch, by what the database said',
      labelNames: ['failure'],
      registers,
    });
  }

  committed(operations: number, milliseconds: number): void {
    this.#size.observe(operations);
    this.#seconds.observe(milliseconds / 1000);
  }

  repeated(failure: string): void {
    this.#repeats.inc({ failure });
  }
}
