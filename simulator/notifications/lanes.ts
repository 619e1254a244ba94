/** How many notifications are on their way at once. */
const togetherMax = 8;

/**
 * Runs jobs, those of one lane one after another, several lanes at once. A store tells what
 * happened to one purchase in the order in which it happened, unless a fault says otherwise.
 */
export class Lanes {
  private readonly waiting = new Map<string, (() => Promise<void>)[]>();
  private readonly ready: string[] = [];
  private running = 0;
  private idleListeners: (() => void)[] = [];

  add(lane: string, job: () => Promise<void>): void {
    const jobs = this.waiting.get(lane);
    if (jobs) {
      jobs.push(job);
      return;
    }
    this.waiting.set(lane, [job]);
    this.ready.push(lane);
    this.start();
  }

  get isIdle(): boolean {
    return this.waiting.size === 0;
  }

  /** Resolves when no job is left. */
  idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.idleListeners.push(resolve));
  }

  private start(): void {
    while (this.running < togetherMax && this.ready.length > 0) {
      this.running += 1;
      void this.runOne(this.ready.shift()!);
    }
  }

  private async runOne(lane: string): Promise<void> {
    const jobs = this.waiting.get(lane)!;
    try {
      await jobs[0]!();
    } catch (error) {
      console.error(error);
    }
    jobs.shift();
    if (jobs.length > 0) this.ready.push(lane);
    else this.waiting.delete(lane);
    this.running -= 1;
    this.start();
    if (this.isIdle) for (const listener of this.idleListeners.splice(0)) listener();
  }
}
