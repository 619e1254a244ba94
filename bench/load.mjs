// A closed loop: a number of connections, one request in flight on each, for a bounded time.
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.mjs';
import { Latencies } from './latencies.mjs';

const SAMPLES_MAX = 3;
const SAMPLE_CHARACTERS = 1_500;
const DRAIN_MS_MAX = 5_000;

export class Load {
  #connections = [];
  #measuring = false;
  #stopping = false;
  #open = 0;
  #allEnded = null;

  /** `kinds`: the names and expected statuses; `fill(buffer)`: see `Connection`. */
  constructor({ port, count, kinds, fill }) {
    this.kinds = kinds;
    this.latencies = kinds.map(() => new Latencies());
    this.failures = 0;
    this.samples = [];
    this.exhausted = false;
    const next = (buffer) => {
      if (this.#stopping) return null;
      const request = fill(buffer);
      if (request === null) this.exhausted = true;
      return request;
    };
    const answered = (...facts) => this.#count(...facts);
    const ended = (why) => this.#ended(why);
    for (let index = 0; index < count; index++) {
      this.#connections.push(new Connection({ port, fill: next, answered, ended }));
    }
  }

  async start() {
    this.#open = this.#connections.length;
    await Promise.all(this.#connections.map((connection) => connection.open()));
    for (const connection of this.#connections) connection.next();
  }

  /** From now on latencies are kept. */
  measure() {
    this.#measuring = true;
  }

  pause() {
    this.#measuring = false;
  }

  /** True while requests are flowing. */
  get running() {
    return this.#open > 0 && !this.exhausted;
  }

  /** Lets the requests in flight end. */
  async stop() {
    this.#stopping = true;
    const ended = new Promise((resolve) => {
      this.#allEnded = resolve;
      if (this.#open === 0) resolve();
    });
    const given = new AbortController();
    const late = sleep(DRAIN_MS_MAX, 'late', { signal: given.signal }).catch(() => {});
    if ((await Promise.race([ended, late])) === 'late') {
      this.#fail('requests were not answered within five seconds of the end');
      for (const connection of this.#connections) connection.close();
    }
    given.abort();
  }

  #count(kind, status, milliseconds, bytes) {
    if (status !== this.kinds[kind].status) {
      return this.#fail(`${this.kinds[kind].name}: ${bytes.toString('utf8')}`);
    }
    if (this.#measuring) this.latencies[kind].add(milliseconds);
  }

  #fail(sample) {
    this.failures += 1;
    if (this.samples.length < SAMPLES_MAX) this.samples.push(sample.slice(0, SAMPLE_CHARACTERS));
  }

  #ended(lost) {
    if (lost !== null) this.#fail(lost);
    this.#open -= 1;
    if (this.#open === 0) this.#allEnded?.();
  }
}
