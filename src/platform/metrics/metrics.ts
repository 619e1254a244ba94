import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The numbers of this process, in the text format of Prometheus. Rooms add their own with
 * `new Counter({ …, registers: [metrics.registry] })`; names start with `gemtill_`.
 */
@Injectable()
export class Metrics implements OnModuleDestroy {
  readonly registry = new Registry();
  readonly #requests = new Histogram({
    name: 'gemtill_http_request_seconds',
    help: 'Time to answer, by route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [this.registry],
  });
  /** A look-up by labels hashes them; each combination is looked up once. */
  readonly #series = new Map<string, { observe(seconds: number): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts one answered request. `route` is the pattern: a path would make endless series. */
  request(method: string, route: string, status: number, milliseconds: number): void {
    const name = `${method} ${route} ${status}`;
    let series = this.#series.get(name);
    if (!series) {
      series = this.#requests.labels(method, route, String(status));
      this.#series.set(name, series);
    }
    series.observe(milliseconds / 1000);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  onModuleDestroy(): void {
    this.registry.clear();
  }
}
