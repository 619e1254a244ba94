import type { Time } from './virtual-time.js';

/** The time of everybody, counted from the beginning of a world. */
export class RealTime implements Time {
  readonly #began = Date.now();
  readonly #timers = new Set<NodeJS.Timeout>();

  get now(): number {
    return Date.now() - this.#began;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
      clearTimeout(timer);
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** What the dead were still waiting for. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
