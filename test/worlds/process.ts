import type { Surroundings } from './sdk-source.js';
import { never, type Time } from './virtual-time.js';

interface Lock {
  readonly owner: Process;
  readonly start: () => void;
}

/** The browser's locks of one storage: held by one at a time, and let go when the holder dies. */
export class Locks {
  readonly #queues = new Map<string, Lock[]>();

  request<T>(owner: Process, name: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      const lock: Lock = {
        owner,
        start: () => {
          work()
            .then(resolve, reject)
            .finally(() => this.#release(queue, lock));
        },
      };
      queue.push(lock);
      if (queue[0] === lock) lock.start();
    });
  }

  /** What the dead held goes on to the next. */
  forget(owner: Process): void {
    for (const queue of this.#queues.values()) {
      const held = queue[0]?.owner === owner;
      const left = queue.filter((lock) => lock.owner !== owner);
      queue.splice(0, queue.length, ...left);
      if (held) queue[0]?.start();
    }
  }

  #release(queue: Lock[], lock: Lock): void {
    if (queue[0] !== lock) return;
    queue.shift();
    queue[0]?.start();
  }
}

/**
 * One life of the app or one tab. It dies at a door (each step that touches the world outside:
 * storage, network, store) or at a moment; from then on nothing of it reaches the world any more.
 */
export class Process {
  dead = false;
  /** It could not read the storage: what that holds is for the next life. */
  blind = false;
  steps = 0;
  /** It dies at this step. */
  dieAt = Number.POSITIVE_INFINITY;
  readonly began: number;
  readonly gone: Promise<void>;
  #tellGone: () => void = () => {};

  constructor(
    readonly name: string,
    private readonly time: Time,
    readonly random: () => number,
    private readonly locks: Locks | null,
  ) {
    this.began = time.now;
    this.gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.locks?.forget(this);
    this.#tellGone();
  }

  /** Counts a step; true when the process died before or just now. */
  lost(): boolean {
    if (!this.dead && ++this.steps >= this.dieAt) this.die();
    return this.dead;
  }

  /** A step that takes a moment. Nobody comes back from it who died meanwhile. */
  async door(delayMs = 0): Promise<void> {
    if (this.lost()) return never();
    if (delayMs > 0) await this.time.sleep(delayMs);
    return this.dead ? never() : undefined;
  }

  /** Continues with a value in this process only. */
  async bring<T>(value: T): Promise<T> {
    await this.door();
    return value;
  }

  readonly sleep = async (delayMs: number): Promise<void> => {
    await this.time.sleep(delayMs);
    if (this.dead) return never();
  };

  around(now: () => number): Surroundings {
    const { locks, random } = this;
    const request = <T>(name: string, work: () => Promise<T>) =>
      this.dead ? never<T>() : (locks as Locks).request(this, name, work);
    return {
      setTimeout: (run, delayMs = 0) =>
        this.time.after(delayMs, () => {
          if (!this.dead) run();
        }),
      clearTimeout: (cancel) => (cancel as () => void)(),
      navigator: locks ? { locks: { request } } : undefined,
      Math: Object.assign(Object.create(Math) as typeof Math, { random }),
      Date: { now, parse: Date.parse },
    };
  }
}
