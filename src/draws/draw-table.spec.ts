import { drawWith } from '../../test/support/catalog-things.js';
import { seededRandom, seedFromEnvironment } from '../../test/support/random.js';
import { amount } from '../kernel/amount.js';
import { entryAt, tableOf } from './draw-table.js';
import { commitmentOf, rollBelow } from './roll.js';

const entry = (key: string, weight: number) => ({ key, weight, grants: [], gives: {} });

describe('the table of a draw', () => {
  const draw = drawWith('chest', {
    entries: [entry('b', 2), entry('a', 1), entry('B', 4)],
    pity: { after: 3, entries: ['b', 'a'] },
  });

  it('is walked in the order of code units, each entry as far as its weight', () => {
    const { all, pity } = tableOf(draw);
    const walk = [0, 1, 2, 3, 4, 5, 6].map((roll) => entryAt(all, roll).key);
    expect(walk).toEqual(['B', 'B', 'B', 'B', 'a', 'b', 'b']);
    expect([0, 1, 2].map((roll) => entryAt(pity!, roll).key)).toEqual(['a', 'b', 'b']);
    expect(() => entryAt(all, 7)).toThrow('not below 7');
  });

  it('is published as one text, whose hash does not know the order in which it was written', () => {
    const gives = { GOLD: amount(2), GEM: amount(1) };
    const grants = [{ sku: 'potion', quantity: 2, level: null }];
    const entries = [entry('b', 2), { ...entry('a', 1), grants, gives }];
    const { text, hash } = tableOf(drawWith('chest', { entries }));
    expect(text).toBe(
      '{"draw":"chest","entries":{' +
        '"a":{"gives":{"GEM":1,"GOLD":2},' +
        '"grants":[{"level":null,"quantity":2,"sku":"potion"}],"weight":1},' +
        '"b":{"gives":{},"grants":[],"weight":2}},"pity":null}',
    );
    expect(tableOf(drawWith('chest', { entries: entries.reverse() })).hash).toEqual(hash);
    const heavier = [entry('b', 3), entries[1]!];
    expect(tableOf(drawWith('chest', { entries: heavier })).hash).not.toEqual(hash);
  });

  it('does not exist without a sum', () => {
    expect(() => tableOf(drawWith('empty'))).toThrow('no sum');
    const huge = [entry('a', Number.MAX_SAFE_INTEGER), entry('b', 1)];
    expect(() => tableOf(drawWith('huge', { entries: huge }))).toThrow('no sum');
  });
});

describe('a roll', () => {
  const serverSeed = Buffer.alloc(32, 7);
  const source = { serverSeed, clientSeed: 'lucky', nonce: 1 };

  // Made with the hmac and hashlib of Python, which know nothing of this code.
  it('is what another implementation gets', () => {
    expect(commitmentOf(serverSeed).toString('hex')).toBe(
      '4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0',
    );
    const rolls = [1, 2, 3, 4, 5].map((nonce) => rollBelow(100, { ...source, nonce }));
    expect(rolls).toEqual([24, 87, 65, 47, 58]);
  });

  it('that would favour the low ones is rejected, and the next attempt counts', () => {
    const total = 9_002_803_354_665_472; // just above 2^64 / 2,049: one roll in 2,049 is rejected
    expect(rollBelow(total, { ...source, nonce: 679 })).toBe(4_354_079_324_271_954);
  });

  it('is below any total', () => {
    const seed = seedFromEnvironment();
    const random = seededRandom(seed);
    for (let nonce = 1; nonce <= 2_000; nonce++) {
      const total = 1 + Math.floor(random() ** 8 * Number.MAX_SAFE_INTEGER);
      const roll = rollBelow(total, { ...source, nonce });
      expect({ seed, total, fits: roll >= 0 && roll < total }).toEqual({ seed, total, fits: true });
    }
  });

  it('is another for another seed, word or number', () => {
    const rolls = [
      source,
      { ...source, nonce: 2 },
      { ...source, clientSeed: 'Lucky' },
      { ...source, serverSeed: Buffer.alloc(32, 8) },
    ].map((one) => rollBelow(Number.MAX_SAFE_INTEGER, one));
    expect(new Set(rolls).size).toBe(4);
  });
});
