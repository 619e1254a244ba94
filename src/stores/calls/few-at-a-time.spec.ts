import { setTimeout as delay } from 'node:timers/promises';
import { fewAtATime } from './few-at-a-time.js';

describe('A few at a time', () => {
  const items = Array.from({ length: 20 }, (_, index) => index);

  it('runs over all, never more of them at once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await fewAtATime(items, 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await delay(item % 3);
      running -= 1;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(done.sort((one, other) => one - other)).toEqual(items);
  });

  it('begins no further one after a failure, which is thrown', async () => {
    let begun = 0;
    const run = async (item: number) => {
      begun += 1;
      await delay(1);
      if (item === 2) throw new Error('two');
    };
    await expect(fewAtATime(items, 3, run)).rejects.toThrow('two');
    await delay(20);
    expect(begun).toBeLessThanOrEqual(5);
  });

  it('runs over nothing', async () => {
    await fewAtATime([], 3, async () => {
      throw new Error('never');
    });
  });
});
