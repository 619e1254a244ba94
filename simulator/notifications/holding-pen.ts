import type { Randomness } from '../randomness.js';

/** Nobody waits longer than this for the notifications that are to overtake each other. */
const heldMsMax = 2000;

/** Keeps notifications back, to let them out in another order than they were made in. */
export class HoldingPen {
  private readonly held: string[] = [];
  private releases = 0;
  private timer: NodeJS.Timeout | undefined;
  private full = false;

  constructor(
    private readonly randomness: Randomness,
    /** Called when those inside should go although nobody asked. */
    private readonly impatient: () => void,
  ) {}

  hold(id: string): void {
    this.held.push(id);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.fill();
      this.impatient();
    }, heldMsMax).unref();
  }

  /** No more are to come: the next look finds those inside ready. */
  fill(): void {
    this.full = this.held.length > 0;
  }

  get isReady(): boolean {
    return this.full;
  }

  has(id: string): boolean {
    return this.held.includes(id);
  }

  /** All of them, in another order. */
  release(): string[] {
    clearTimeout(this.timer);
    this.full = false;
    this.releases += 1;
    return this.randomness.shuffled(`release ${this.releases}`, this.held.splice(0));
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
