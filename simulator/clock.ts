/**
 * The time that the simulated stores believe it is: real time plus an offset.
 *
 * Only facts of a store follow it (purchase, signature and refund dates). Credentials are checked
 * against real time, because the client that made them has only that.
 */
export class VirtualClock {
  constructor(private offset = 0) {}

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.offset;
  }

  get offsetMs(): number {
    return this.offset;
  }

  moveTo(offsetMs: number): void {
    this.offset = offsetMs;
  }
}
