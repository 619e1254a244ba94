import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { ID_SOURCE } from '../kernel/injection.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { Database } from '../platform/database/database.js';
import type { Failure } from '../platform/database/failure.js';
import { gathered } from '../platform/database/gathered-reads.js';
import type { Lane } from '../platform/database/lane.js';
import { repeated } from '../platform/database/retry.js';
import { Batch } from './batch.js';
import { Books } from './book.js';
import { type Answering, Dispatcher, type Waiting } from './dispatcher.js';
import { IdempotencyStore } from './idempotency.store.js';
import type { Answer, Claim, Operation } from './operation.js';
import { answerOf } from './stored-answer.js';
import { TillMetrics } from './till-metrics.js';

/** A unique key can refuse a batch that lost a race; more often than this it is a defect. */
const LOST_RACES_MAX = 3;

/** The one way value moves: batches operations and commits each batch whole. */
@Injectable()
export class Till implements OnApplicationShutdown {
  readonly #dispatcher: Dispatcher;
  readonly #listeners: ((players: ReadonlySet<PlayerId>) => void)[] = [];
  readonly #lanes: Lane[];
  readonly #recordOf = gathered((claims: readonly Claim[]) =>
    this.idempotency.find(this.database.reader, claims),
  );

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Books) private readonly books: Books,
    @Inject(IdempotencyStore) private readonly idempotency: IdempotencyStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
    @Inject(CONFIGURATION) { tillLanes, tillQueueMax }: Configuration,
    @Inject(TillMetrics) private readonly metrics: TillMetrics,
  ) {
    // SQLite has one writer: a second lane would only wait for it.
    const lanes = database.dialect.name === 'sqlite' ? 1 : tillLanes;
    this.#lanes = Array.from({ length: lanes }, () => database.lane());
    this.#dispatcher = new Dispatcher(lanes, tillQueueMax, (lane, batch) => this.#run(lane, batch));
  }

  /**
   * Runs an operation and resolves with its answer once it is committed. Rejects with a `Problem`
   * when it is refused, when the database cannot be reached or when too much waits already.
   */
  run(operation: Operation): Promise<Answer> {
    return this.#dispatcher.submit(operation);
  }

  /**
   * From now on calls `listener` with the players of each batch once it is committed, and with some
   * of whom nothing changed. It must be quick and must not throw.
   */
  afterCommit(listener: (players: ReadonlySet<PlayerId>) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * The committed answer to an earlier request with this claim, or null. Lets a caller skip work
   * that comes before the operation, such as asking a store. Throws like `run`.
   */
  async answered(claim: Claim): Promise<Answer | null> {
    const record = await this.#recordOf(claim);
    return record === null ? null : answerOf(record, claim);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#dispatcher.drain();
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  async #run(lane: number, waiting: readonly Waiting[]): Promise<Answering> {
    try {
      const { outcomes } = await this.#commit(this.#lanes[lane]!, waiting);
      return () => {
        for (const [index, one] of waiting.entries()) {
          const outcome = outcomes[index]!;
          if ('answer' in outcome) one.resolve(outcome.answer);
          else one.reject(outcome.error);
        }
        this.#tell(waiting);
      };
    } catch (error) {
      if (waiting.length === 1 || isProblem(error)) {
        return () => {
          for (const one of waiting) one.reject(error);
        };
      }
      // Halving finds the one that cannot be written; the others are committed without it.
      const middle = waiting.length >>> 1;
      const first = await this.#run(lane, waiting.slice(0, middle));
      const second = await this.#run(lane, waiting.slice(middle));
      return () => {
        first();
        second();
      };
    }
  }

  #tell(waiting: readonly Waiting[]): void {
    if (this.#listeners.length === 0) return;
    const players = new Set(waiting.flatMap((one) => one.operation.players));
    for (const listener of this.#listeners) listener(players);
  }

  async #commit(lane: Lane, waiting: readonly Waiting[]): Promise<Batch> {
    const operations = waiting.map((one) => one.operation);
    let lostRaces = 0;
    const mendable = (failure: Failure) => {
      this.metrics.repeated(failure);
      return failure === 'repeat' || (failure === 'duplicate' && ++lostRaces <= LOST_RACES_MAX);
    };
    const startedAt = performance.now();
    const batch = await repeated(
      async () => {
        const { books, idempotency, ids } = this;
        const attempt = new Batch(operations, { books, idempotency, ids, now: this.clock.now() });
        await lane.transact({ load: attempt.load(), decide: (rows) => attempt.decide([...rows]) });
        return attempt;
      },
      mendable,
      Math.min(...waiting.map((one) => one.since)),
    );
    this.metrics.committed(operations.length, performance.now() - startedAt);
    return batch;
  }
}

function isProblem(error: unknown): boolean {
  return error instanceof Error && error.name === 'Problem';
}
