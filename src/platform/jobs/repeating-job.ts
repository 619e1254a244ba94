import { failureText } from '../database/failure.js';

/** Runs work again and again, never twice at once, until it is stopped. */
export class RepeatingJob {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  /** `work` tells whether more is waiting: then it is run again without a pause. */
  constructor(
    private readonly pauseMs: number,
    private readonly work: () => Promise<boolean>,
    private readonly complain: (text: string) => void,
  ) {}

  start(): void {
    this.#schedule();
  }

  /** Runs soon, instead of at the end of the pause. */
  nudge(): void {
    if (this.#stopped) return;
    if (this.#running) this.#again = true;
    else this.#run();
  }

  /** Runs once now and resolves when it is done; for tests and commands. */
  async runNow(): Promise<void> {
    while (this.#running) await this.#running;
    this.#run();
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    if (this.#stopped || this.#timer) return;
    this.#timer = setTimeout(() => this.#run(), this.pauseMs).unref();
  }

  #run(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#again = false;
    this.#running = this.#work().finally(() => {
      this.#running = null;
      if (this.#stopped) return;
      if (this.#again) this.#run();
      else this.#schedule();
    });
  }

  /** A failed run is told once and tried again after the pause. */
  async #work(): Promise<void> {
    try {
      while ((await this.work()) && !this.#stopped) {
        // More is waiting.
      }
    } catch (error) {
      if (!this.#stopped) this.complain(failureText(error));
    }
  }
}
