import { gathered } from './gathered-reads.js';

/** Asks that end when the test says so. */
function asking() {
  const asked: string[][] = [];
  const ends: ((error?: Error) => void)[] = [];
  const read = gathered(async (keys: readonly string[]) => {
    asked.push([...keys]);
    await new Promise<void>((resolve, reject) => {
      ends.push((error) => (error ? reject(error) : resolve()));
    });
    return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, `found ${key}`]));
  });
  return { read, asked, ends };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Gathered reads', () => {
  it('ask once for all of a turn, each key once, and give each its own', async () => {
    const { read, asked, ends } = asking();
    const all = Promise.all(['a', 'b', 'a', 'nobody'].map((key) => read(key)));
    await turn();
    ends[0]!();
    expect(await all).toEqual(['found a', 'found b', 'found a', null]);
    expect(asked).toEqual([['a', 'b', 'nobody']]);
  });

  it('ask again for the same key, since nothing is remembered', async () => {
    const { read, asked, ends } = asking();
    for (const time of [0, 1]) {
      const one = read('a');
      await turn();
      ends[time]!();
      await one;
    }
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('never answer with a read that began before it was asked for', async () => {
    const { read, asked, ends } = asking();
    const early = read('a');
    await turn();
    const late = read('a');
    await turn();
    ends[0]!();
    await early;
    expect(asked).toHaveLength(2);
    ends[1]!();
    expect(await late).toBe('found a');
  });

  it('wait while two run, and then go together', async () => {
    const { read, asked, ends } = asking();
    const all: Promise<string | null>[] = [];
    for (const key of ['a', 'b', 'c', 'd']) {
      all.push(read(key));
      await turn();
    }
    expect(asked).toEqual([['a'], ['b']]);
    ends[0]!();
    await all[0];
    expect(asked).toEqual([['a'], ['b'], ['c', 'd']]);
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual(['found a', 'found b', 'found c', 'found d']);
  });

  it('fail together, and go on afterwards', async () => {
    const { read, ends } = asking();
    const failed = Promise.allSettled([read('a'), read('b')]);
    await turn();
    ends[0]!(new Error('gone'));
    expect(await failed).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    const next = read('a');
    await turn();
    ends[1]!();
    expect(await next).toBe('found a');
  });

  it('ask for at most 200 at a time', async () => {
    const { read, asked, ends } = asking();
    const keys = Array.from({ length: 450 }, (_, index) => `key ${index}`);
    const all = Promise.all(keys.map((key) => read(key)));
    for (let at = 0; at < 3; at++) {
      await turn();
      ends[at]!();
    }
    expect(await all).toEqual(keys.map((key) => `found ${key}`));
    expect(asked.map((some) => some.length)).toEqual([200, 200, 50]);
  });
});
