import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from '../store-gateway.js';
import type { StoreAnswer } from './bounded-fetch.gateway.js';
import { Deadline } from './deadline.js';
import { StoreCaller } from './store-caller.gateway.js';

const answer = (status: number, retryAfter: string | null = null): StoreAnswer => ({
  status,
  retryAfter,
  body: Buffer.of(),
});
const within = (budgetMs: number) => new Deadline(() => performance.now(), budgetMs);

describe('The caller of a store', () => {
  let asked: number;
  const answering = (...answers: StoreAnswer[]) => {
    asked = 0;
    return async () => answers[asked++] ?? answer(200);
  };

  it('asks nobody when no time is left, and holds it against nobody', async () => {
    const caller = new StoreCaller({ failuresMax: 2, openMs: 60_000 });
    const ask = answering();
    for (let count = 0; count < 20; count++) {
      const late = caller.attempt(ask, { deadline: within(0), quota: 'a' });
      await expect(late).rejects.toThrow(StoreUnavailable);
    }
    expect(asked).toBe(0);
    expect(await caller.attempt(ask, { deadline: within(1_000), quota: 'a' })).toEqual(answer(200));
  });

  it('spends no probe of a store that was down on a call without time', async () => {
    const caller = new StoreCaller({ failuresMax: 1, openMs: 1 });
    const down = caller.attempt(answering(answer(500), answer(500)), {
      deadline: within(1),
      quota: 'a',
    });
    await expect(down).rejects.toThrow(StoreUnavailable);
    await delay(5);
    const late = caller.attempt(answering(), { deadline: within(0), quota: 'a' });
    await expect(late).rejects.toThrow('no time');
    const probe = await caller.attempt(answering(), { deadline: within(1_000), quota: 'a' });
    expect(probe.status).toBe(200);
  });

  it('remembers until when a store wants no calls, and asks nothing of the kind', async () => {
    const caller = new StoreCaller();
    const ask = answering(answer(429, '60'));
    for (let count = 0; count < 3; count++) {
      const busy = caller.attempt(ask, { deadline: within(5_000), quota: 'app one' });
      await expect(busy).rejects.toThrow(StoreUnavailable);
    }
    expect(asked).toBe(1);
    const other = await caller.attempt(ask, { deadline: within(5_000), quota: 'app two' });
    expect([other.status, asked]).toEqual([200, 2]);
  });

  it('lets who has the time wait for it, and asks again when it is over', async () => {
    const caller = new StoreCaller();
    const until = Date.now() + 300;
    const ask = answering(answer(429, String(until)));
    const first = caller.attempt(ask, { deadline: within(50), quota: 'a' });
    await expect(first).rejects.toThrow('429');
    const answers = await Promise.all(
      [1, 2, 3].map(() => caller.attempt(ask, { deadline: within(5_000), quota: 'a' })),
    );
    expect(answers.map((each) => each.status)).toEqual([200, 200, 200]);
    expect(Date.now()).toBeGreaterThanOrEqual(until - 5);
    expect(asked).toBe(4);
  });

  it('remembers nothing of a 429 that names no time', async () => {
    const caller = new StoreCaller();
    const ask = answering(answer(429), answer(429), answer(429));
    const busy = caller.attempt(ask, { deadline: within(5_000), quota: 'a' });
    await expect(busy).rejects.toThrow('429');
    expect((await caller.attempt(ask, { deadline: within(5_000), quota: 'a' })).status).toBe(200);
  });
});
