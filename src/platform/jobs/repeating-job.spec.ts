import { setTimeout as sleep } from 'node:timers/promises';
import { RepeatingJob } from './repeating-job.js';

describe('a repeating job', () => {
  const silent = () => {};

  it('runs again at once while more is waiting, and never twice at a time', async () => {
    let running = 0;
    let most = 0;
    let left = 5;
    const work = async () => {
      most = Math.max(most, ++running);
      await sleep(1);
      running -= 1;
      return --left > 0;
    };
    const job = new RepeatingJob(60_000, work, silent);
    job.nudge();
    job.nudge();
    await job.runNow();
    await job.stop();
    expect(left).toBeLessThanOrEqual(0);
    expect(most).toBe(1);
  });

  it('tells a failure and goes on after the pause', async () => {
    const told: string[] = [];
    let runs = 0;
    const work = async () => {
      runs += 1;
      if (runs === 1) throw new Error('the store is out');
      return false;
    };
    const job = new RepeatingJob(1, work, (text) => told.push(text));
    job.start();
    while (runs < 3) await sleep(1);
    await job.stop();
    expect(told).toEqual(['the store is out']);
  });

  it('lets a running round end before it stops, and starts no other', async () => {
    let ended = 0;
    const work = async () => {
      await sleep(20);
      ended += 1;
      return true;
    };
    const job = new RepeatingJob(1, work, silent);
    job.nudge();
    await job.stop();
    expect(ended).toBe(1);
    job.nudge();
    await sleep(30);
    expect(ended).toBe(1);
  });
});
