import type { VirtualClock } from './clock.js';

/** Signatures may run ahead of the clock by this much before it is worth a line of the journal. */
const aheadMsMax = 50;
const reserveMs = 1000;

/**
 * The dates that signed data carries. Each is later than every one before, also when many things
 * are signed in one millisecond, when the clock was moved back, and after a restart: whoever
 * receives two signed things can tell which of them is newer.
 */
export class SignedDates {
  private last = 0;
  private reserved = 0;

  constructor(
    private readonly clock: VirtualClock,
    /** Called when dates run ahead of the clock, so that a restart can go on behind them. */
    private readonly reserve: (until: number) => void,
  ) {}

  /** Milliseconds since 1970: now, or a millisecond after the last one. */
  next(): number {
    const date = Math.max(this.clock.now(), this.last + 1);
    if (date > this.clock.now() + aheadMsMax && date > this.reserved) {
      this.reserved = date + reserveMs;
      this.reserve(this.reserved);
    }
    // What is reserved is for the time after a restart: until then the dates go on one by one.
    this.last = date;
    return date;
  }

  /** Everything from now on is later than this. */
  after(date: number): void {
    this.last = Math.max(this.last, date);
    this.reserved = Math.max(this.reserved, date);
  }

  get reservedUntil(): number {
    return this.reserved;
  }
}
