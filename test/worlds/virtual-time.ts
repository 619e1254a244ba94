interface Due {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** What passes in a world, in milliseconds from its beginning. */
export interface Time {
  readonly now: number;
  /** Returns what takes it back. */
  after(delayMs: number, run: () => void): () => void;
  sleep(delayMs: number): Promise<void>;
}

/**
 * The time of one world: nothing waits for a real clock, and of two things that are due at once the
 * one that was asked for first happens first. So a seed names one history.
 */
export class VirtualTime implements Time {
  now = 0;
  #order = 0;
  /** A heap: the next thing that is due is the first. */
  readonly #due: Due[] = [];

  after(delayMs: number, run: () => void): () => void {
    const due: Due = { at: this.now + Math.max(0, delayMs), order: this.#order++, run };
    this.#add(due);
    return () => {
      due.run = undefined;
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Lets things happen until the work is done; throws when nothing is left that could end it. */
  async run(work: Promise<unknown>, untilMs: number): Promise<void> {
    let open = true;
    let failure: unknown;
    work.then(
      () => {
        open = false;
      },
      (error: unknown) => {
        open = false;
        failure = error ?? new Error('failed');
      },
    );
    await everythingThatFollows();
    while (open) {
      const next = this.#take();
      if (!next) throw new Error('the world stands still: something waits for ever');
      if (next.at > untilMs) throw new Error('the world does not come to its end');
      if (!next.run) continue;
      this.now = Math.max(this.now, next.at);
      next.run();
      await everythingThatFollows();
    }
    if (failure) throw failure;
  }

  #add(due: Due): void {
    const heap = this.#due;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (before(heap[above]!, due)) break;
      heap[place] = heap[above]!;
      place = above;
    }
    heap[place] = due;
  }

  #take(): Due | undefined {
    const heap = this.#due;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (before(last, heap[child]!)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function before(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Node runs a tick only after every promise that is ready has been followed. */
function everythingThatFollows(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** What a dead process waits for. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {});
