/** How long an answer may take, over all tries. The time is handed in: a monotonic one. */
export class Deadline {
  readonly #at: number;

  constructor(
    private readonly now: () => number,
    budgetMs: number,
  ) {
    this.#at = now() + budgetMs;
  }

  /** Milliseconds that are left; 0 when it has passed. */
  remainingMs(): number {
    return Math.max(0, this.#at - this.now());
  }
}

/** A call to a store ends within five seconds, with its tokens, all its tries and all its apps. */
export function storeDeadline(): Deadline {
  return new Deadline(() => performance.now(), 5_000);
}
