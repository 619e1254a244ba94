import fc from 'fast-check';
import { RateLimiter } from './rate-limiter.js';

describe('the rate limiter', () => {
  it('lets a burst through, then as many as refill', () => {
    let now = 0;
    const limiter = new RateLimiter({ burst: 3, perSecond: 2 }, () => now);
    const taken = () => limiter.take('a').allowed;
    expect([taken(), taken(), taken(), taken()]).toEqual([true, true, true, false]);
    now = 499;
    expect(taken()).toBe(false);
    now = 500;
    expect([taken(), taken()]).toEqual([true, false]);
  });

  it('keeps callers apart and says when to come again', () => {
    const limiter = new RateLimiter({ burst: 1, perSecond: 0.1 }, () => 0);
    expect(limiter.take('a')).toEqual({
      allowed: true,
      remaining: 0,
      retryAfterSeconds: 10,
      resetSeconds: 10,
    });
    expect(limiter.take('a')).toMatchObject({ allowed: false, retryAfterSeconds: 10 });
    expect(limiter.take('b').allowed).toBe(true);
  });

  it('takes a count back, but never above the burst', () => {
    const limiter = new RateLimiter({ burst: 2, perSecond: 0.001 }, () => 0);
    limiter.take('a');
    for (let count = 0; count < 5; count++) limiter.giveBack('a');
    expect(limiter.take('a').remaining).toBe(1);
    limiter.giveBack('new');
    expect(limiter.take('new').remaining).toBe(1);
  });

  it('remembers a caller that keeps calling, in bounded memory', () => {
    const limiter = new RateLimiter({ burst: 1_000, perSecond: 0.001 }, () => 0, 10);
    for (let index = 0; index < 500; index++) {
      limiter.take('steady');
      limiter.take(`passing ${index}`);
      expect(limiter.size).toBeLessThanOrEqual(20);
    }
    expect(limiter.take('steady').remaining).toBe(499);
  });

  it('never allows more than the burst and what refilled since', () => {
    const steps = fc.array(fc.integer({ min: -50, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(steps, (pauses) => {
        let now = 0;
        let latest = 0;
        let allowed = 0;
        const limiter = new RateLimiter({ burst: 5, perSecond: 3 }, () => now);
        for (const pause of pauses) {
          now += pause;
          latest = Math.max(latest, now);
          if (limiter.take('a').allowed) allowed++;
        }
        const backwards = pauses.reduce((sum, pause) => sum + Math.max(0, -pause), 0);
        expect(allowed).toBeLessThanOrEqual(5 + ((latest + backwards) / 1000) * 3 + 1e-6);
      }),
    );
  });
});
