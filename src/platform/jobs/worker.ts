import type { BeforeApplicationShutdown, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { RepeatingJob } from './repeating-job.js';

/** A room's work in the background: starts with the application, ends before its connections. */
export abstract class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly job: RepeatingJob;

  /** `what` stands before each failure in the log. */
  constructor(
    pauseMs: number,
    protected readonly logger: Logger,
    what: string,
  ) {
    const complain = (text: string) => logger.warn(`${what}: ${text}`);
    this.job = new RepeatingJob(pauseMs, () => this.round(), complain);
  }

  /** Does what is due, and tells whether more is waiting. */
  protected abstract round(): Promise<boolean>;

  onApplicationBootstrap(): void {
    this.job.start();
  }

  /** Before the connections close: a round that runs is let through. */
  beforeApplicationShutdown(): Promise<void> {
    return this.job.stop();
  }
}
