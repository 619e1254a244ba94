import { Problem } from '../kernel/problem.js';
import type { Answer, Operation } from './operation.js';

/** An operation that waits, and how to tell its caller the end. */
export interface Waiting {
  readonly operation: Operation;
  /** When it came, as `performance.now()` says it. */
  readonly since: number;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** Tells the callers of a batch how it ended. Called once, when the lane is at work again. */
export type Answering = () => void;

/**
 * A batch holds at most this many: longer lists turn into slower plans (measured). A second lane
 * starts only with at least `SMALLEST_SPLIT` waiting: smaller batches cost more than they win.
 */
const LARGEST_BATCH = 200;
const SMALLEST_SPLIT = 8;

/**
 * One queue, split over the free lanes. There is no timer: a batch is whatever came while the lanes
 * were busy. A player is never in two lanes at once, so that a lane never waits for its neighbour.
 */
export class Dispatcher {
  #queue: Waiting[] = [];
  #free: number[];
  readonly #busyPlayers = new Set<string>();
  #starting = false;
  #idle: (() => void)[] = [];

  constructor(
    private readonly lanes: number,
    private readonly queueMax: number,
    private readonly runBatch: (lane: number, batch: readonly Waiting[]) => Promise<Answering>,
  ) {
    this.#free = Array.from({ length: lanes }, (_, index) => index);
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Queues an operation; rejects with `overloaded` when too many wait already. */
  submit(operation: Operation): Promise<Answer> {
    if (this.#queue.length >= this.queueMax) {
      return Promise.reject(new Problem('overloaded', { retryAfterSeconds: 1 }));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ operation, since: performance.now(), resolve, reject });
      this.#startSoon();
    });
  }

  /** Resolves when nothing waits and no lane is busy. */
  async drain(): Promise<void> {
    if (this.#queue.length === 0 && this.#free.length === this.lanes) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** After the requests that arrived together have been read, not at the first of them. */
  #startSoon(): void {
    if (this.#starting || this.#free.length === 0) return;
    this.#starting = true;
    setImmediate(() => {
      this.#starting = false;
      this.#start();
    });
  }

  #start(): void {
    while (this.#free.length > 0 && this.#queue.length > 0) {
      const othersBusy = this.#free.length < this.lanes;
      if (othersBusy && this.#queue.length < SMALLEST_SPLIT) return;
      const batch = this.#nextBatch();
      if (batch.length === 0) return;
      void this.#run(this.#free.pop()!, batch);
    }
  }

  #nextBatch(): Waiting[] {
    const share = Math.ceil(this.#queue.length / this.#free.length);
    const size = Math.min(LARGEST_BATCH, Math.max(SMALLEST_SPLIT, share));
    const batch: Waiting[] = [];
    const held: Waiting[] = [];
    const heldPlayers = new Set<string>();
    for (const one of this.#queue) {
      const { players } = one.operation;
      // Behind a held operation of the same player every later one is held too: order is kept.
      const blocked = players.some((id) => this.#busyPlayers.has(id) || heldPlayers.has(id));
      if (blocked || batch.length >= size) {
        held.push(one);
        for (const id of players) heldPlayers.add(id);
      } else {
        batch.push(one);
      }
    }
    this.#queue = held;
    return batch;
  }

  async #run(lane: number, batch: readonly Waiting[]): Promise<void> {
    const players = new Set(batch.flatMap((one) => one.operation.players));
    for (const id of players) this.#busyPlayers.add(id);
    const answer = await this.runBatch(lane, batch).catch((error: unknown) => () => {
      for (const one of batch) one.reject(error);
    });
    for (const id of players) this.#busyPlayers.delete(id);
    this.#free.push(lane);
    // First the next batch, then the answers to this one: the database works while they are
    // written.
    this.#start();
    answer();
    if (this.#queue.length === 0 && this.#free.length === this.lanes) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }
}
