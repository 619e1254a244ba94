import { VirtualClock } from './clock.js';
import { SignedDates } from './signed-dates.js';

const SIGNATURES = 2_000;

describe('The dates of what is signed', () => {
  it('rise by a millisecond in a burst, also where they are kept for a restart', () => {
    const kept: number[] = [];
    const clock = new VirtualClock();
    // As the world does it: what is written is at once applied as it would be after a restart.
    const dates: SignedDates = new SignedDates(clock, (until) => {
      kept.push(until);
      dates.after(until);
    });
    const first = dates.next();
    let last = first;
    for (let count = 1; count < SIGNATURES; count++) {
      const next = dates.next();
      expect(next).toBeGreaterThan(last);
      last = next;
    }
    expect(last - first).toBeLessThan(2 * SIGNATURES);
    expect(kept.length).toBeLessThanOrEqual(SIGNATURES / 1_000 + 1);
    expect(kept.at(-1)).toBeGreaterThan(last);
  });

  it('go on behind everything that was signed before a restart', () => {
    const dates = new SignedDates(new VirtualClock(), () => undefined);
    const ahead = Date.now() + 60_000;
    dates.after(ahead);
    expect(dates.next()).toBe(ahead + 1);
  });
});
