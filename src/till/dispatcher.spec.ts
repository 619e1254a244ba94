import { array, assert, asyncProperty, integer, scheduler } from 'fast-check';
import { idNumbered } from '../../test/support/desk.js';
import { Problem } from '../kernel/problem.js';
import { type Answering, Dispatcher, type Waiting } from './dispatcher.js';
import type { Operation } from './operation.js';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

function operation(kind: string, ...players: number[]): Operation {
  return {
    kind,
    players: players.map((number) => idNumbered('player', number)),
    claim: null,
    needs: new Map(),
    decide: () => ({ outcome: 'undecided', status: 202, body: {}, changes: [] }),
  };
}

/** Lanes that end a batch only when the test says so. */
class Lanes {
  readonly told: string[] = [];
  readonly running: { lane: number; kinds: string[]; end(error?: Error): Promise<void> }[] = [];

  readonly run = (lane: number, batch: readonly Waiting[]): Promise<Answering> =>
    new Promise((resolve, reject) => {
      const kinds = batch.map((one) => one.operation.kind);
      const end = async (error?: Error) => {
        this.running.splice(this.running.indexOf(one), 1);
        if (error) reject(error);
        else {
          resolve(() => {
            this.told.push(`told, with ${this.running.length} at work`);
            for (const { operation, resolve: answer } of batch) {
              answer({ status: 200, body: operation.kind, replayed: false });
            }
          });
        }
        await soon();
      };
      const one = { lane, kinds, end };
      this.running.push(one);
    });

  get sizes(): number[] {
    return this.running.map((one) => one.kinds.length);
  }
}

const soon = () => new Promise((resolve) => setImmediate(resolve));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

async function submitted(count: number, lanes = 2) {
  const work = new Lanes();
  const dispatcher = new Dispatcher(lanes, 10_000, work.run);
  for (const one of numbers(count)) void dispatcher.submit(operation(String(one), one));
  await soon();
  return { work, dispatcher };
}

describe(`the till's dispatcher (SEED=${SEED})`, () => {
  it.each([
    [1, [1]],
    [7, [7]],
    [8, [8]],
    [15, [8]],
    [16, [8, 8]],
    [50, [25, 25]],
    [300, [150, 150]],
    [400, [200, 200]],
    [1_000, [200, 200]],
  ])('splits %i that arrive together into batches of %j', async (count, sizes) => {
    const { work, dispatcher } = await submitted(count);
    expect(work.sizes).toEqual(sizes);
    expect(dispatcher.waiting).toBe(count - sizes.reduce((sum, size) => sum + size, 0));
  });

  it('never holds more than 200 in a batch of its only lane', async () => {
    const { work } = await submitted(450, 1);
    expect(work.sizes).toEqual([200]);
    await work.running[0]!.end();
    await work.running[0]!.end();
    expect(work.sizes).toEqual([50]);
  });

  it('starts no second lane for fewer than eight, but lets the first take them next', async () => {
    const { work, dispatcher } = await submitted(8);
    for (const one of numbers(7)) void dispatcher.submit(operation('late', 100 + one));
    await soon();
    expect(work.sizes).toEqual([8]);
    await work.running[0]!.end();
    expect(work.sizes).toEqual([7]);
  });

  it('sets the lane to work again before it tells the answers', async () => {
    const { work, dispatcher } = await submitted(3, 1);
    for (const one of numbers(2)) void dispatcher.submit(operation('next', 100 + one));
    await work.running[0]!.end();
    expect(work.told).toEqual(['told, with 1 at work']);
    await work.running[0]!.end();
    expect(work.told).toEqual(['told, with 1 at work', 'told, with 0 at work']);
  });

  it('keeps a player out of the second lane while the first has the player', async () => {
    const { work, dispatcher } = await submitted(8);
    for (const one of numbers(9)) void dispatcher.submit(operation(`again-${one}`, one));
    await soon();
    expect(work.running.map((one) => one.kinds).slice(1)).toEqual([['again-9']]);
    expect(dispatcher.waiting).toBe(8);
    await work.running[0]!.end();
    expect(dispatcher.waiting).toBe(0);
  });

  it('holds what stands behind a held operation of the same player', async () => {
    const { work, dispatcher } = await submitted(8);
    // Player 50 is free, but the transfer before it waits for player 1: order is kept.
    void dispatcher.submit(operation('transfer', 1, 50));
    void dispatcher.submit(operation('behind', 50));
    for (const one of numbers(8)) void dispatcher.submit(operation('free', 60 + one));
    await soon();
    expect(work.running[1]!.kinds).toEqual(Array(8).fill('free'));
    await work.running[0]!.end();
    await work.running[0]!.end();
    expect(work.running[0]!.kinds).toEqual(['transfer', 'behind']);
  });

  it('refuses at once when too many wait, and takes more when they have gone', async () => {
    const work = new Lanes();
    const dispatcher = new Dispatcher(1, 3, work.run);
    for (const one of numbers(3)) void dispatcher.submit(operation('first', one));
    const refused = await dispatcher.submit(operation('fourth', 4)).catch((error) => error);
    expect(refused).toBeInstanceOf(Problem);
    expect([refused.code, refused.details.retryAfterSeconds]).toEqual(['overloaded', 1]);
    await soon();
    const taken = dispatcher.submit(operation('fifth', 5));
    await work.running[0]!.end();
    await work.running[0]!.end();
    expect((await taken).body).toBe('fifth');
  });

  it('tells every caller of a batch that failed, and goes on', async () => {
    const work = new Lanes();
    const dispatcher = new Dispatcher(1, 9, work.run);
    const ends = numbers(2).map((one) => dispatcher.submit(operation('x', one)).catch(String));
    await soon();
    await work.running[0]!.end(new Error('broken'));
    expect(await Promise.all(ends)).toEqual(['Error: broken', 'Error: broken']);
    const next = dispatcher.submit(operation('y', 1));
    await soon();
    await work.running[0]!.end();
    expect((await next).body).toBe('y');
  });

  it('drains: what waits is done first, and an idle one is drained at once', async () => {
    const { work, dispatcher } = await submitted(300, 1);
    let drained = false;
    const end = dispatcher.drain().then(() => {
      drained = true;
    });
    await work.running[0]!.end();
    expect(drained).toBe(false);
    await work.running[0]!.end();
    await end;
    await dispatcher.drain();
  });

  it('keeps the order of each player and no player in two lanes, whatever lane ends first', async () => {
    const players = array(integer({ min: 1, max: 12 }), { minLength: 20, maxLength: 120 });
    let twoLanes = 0;
    const check = asyncProperty(players, scheduler(), async (whose, schedule) => {
      const busy = new Set<string>();
      const done = new Map<string, number[]>();
      const dispatcher = new Dispatcher(3, 1_000, async (_lane, batch) => {
        const mine = new Set(batch.flatMap((one) => one.operation.players));
        for (const id of mine) expect(busy.has(id)).toBe(false);
        if (busy.size > 0) twoLanes += 1;
        for (const id of mine) busy.add(id);
        await schedule.schedule(Promise.resolve());
        for (const { operation: one } of batch) {
          const player = one.players[0]!;
          done.set(player, [...(done.get(player) ?? []), Number(one.kind)]);
        }
        for (const id of mine) busy.delete(id);
        return () => {
          for (const { resolve } of batch) resolve({ status: 200, body: '', replayed: false });
        };
      });
      for (const [index, player] of whose.entries()) {
        void dispatcher.submit(operation(String(index), player));
      }
      await soon();
      while (dispatcher.waiting > 0 || schedule.count() > 0) {
        if (schedule.count() > 0) await schedule.waitOne();
        await soon();
      }
      await dispatcher.drain();
      const orders = [...done.values()];
      expect(orders.flat()).toHaveLength(whose.length);
      for (const order of orders) expect(order).toEqual([...order].sort((a, b) => a - b));
    });
    await assert(check, { seed: SEED, numRuns: 60 });
    expect(twoLanes).toBeGreaterThan(30);
  });
});
