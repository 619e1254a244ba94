import { anything, assert, constantFrom, dictionary, property } from 'fast-check';
import { seedFromEnvironment } from '../../../test/support/random.js';
import type { Document } from './document.js';
import { merged } from './three-way-merge.js';

const seed = seedFromEnvironment();

const KEYS = constantFrom('a', 'b', 'c', 'toString');
const VALUES = anything({
  key: KEYS,
  maxDepth: 3,
  maxKeys: 4,
  values: [constantFrom<unknown>(0, 1, 'x', true, [1])],
  withNullPrototype: false,
});
const DOCUMENTS = dictionary(KEYS, VALUES).map((value) => JSON.parse(JSON.stringify(value)));

const offer = (fields: object = {}) => ({
  price: { currency: 'GEM', amount: 300 },
  grants: [{ sku: 'skin' }],
  ...fields,
});
const withOffer = (fields: object = {}): Document => ({ offers: { dragon: offer(fields) } });
const priced = (amount: number) => withOffer({ price: { currency: 'GEM', amount } });
const BASE = withOffer();
const LIMITED = withOffer({ limitPerPlayer: 1 });
const BOTH = withOffer({ price: { currency: 'GEM', amount: 250 }, limitPerPlayer: 1 });
const GRANTS = '/offers/dragon/grants';
const NONE: Document = { offers: {} };

describe('a three-way merge', () => {
  it.each<[name: string, draft: Document, current: Document, result: Document]>([
    ['takes what the draft changed', priced(250), BASE, priced(250)],
    ['takes what others changed', BASE, priced(250), priced(250)],
    ['takes what both changed alike', priced(250), priced(250), priced(250)],
    ['joins changes of two fields of one thing', priced(250), LIMITED, BOTH],
    ['lets a removal stand that nobody touched', NONE, BASE, NONE],
    ['lets a removal by others stand', BASE, NONE, NONE],
    [
      'joins new things of both',
      { ...BASE, sales: { one: {} } },
      { ...BASE, sales: { two: {} } },
      { ...BASE, sales: { one: {}, two: {} } },
    ],
  ])('%s', (_, draft, current, result) => {
    const { document, conflicts } = merged({ base: BASE, draft, current });
    expect(conflicts).toEqual([]);
    expect(document).toEqual(result);
  });

  it.each<[name: string, draft: Document, current: Document, pointer: string]>([
    ['a field that both changed', priced(250), priced(200), '/offers/dragon/price/amount'],
    ['a list that both changed', withOffer({ grants: [1] }), withOffer({ grants: [2] }), GRANTS],
    ['a thing that one removed and the other changed', NONE, priced(200), '/offers/dragon'],
    ['the other way round', priced(200), NONE, '/offers/dragon'],
  ])('names %s, and takes the side that it is told', (_, draft, current, pointer) => {
    const { conflicts, document } = merged({ base: BASE, draft, current });
    expect(conflicts.map((one) => one.pointer)).toEqual([pointer]);
    expect(document).toEqual(draft);
    const sides = { base: BASE, draft, current };
    expect(merged(sides, { [pointer]: 'current' })).toEqual({ document: current, conflicts: [] });
    expect(merged(sides, { [pointer]: 'draft' })).toEqual({ document: draft, conflicts: [] });
    expect(merged(sides, { '/offers': 'current' }).document).toEqual(current);
    expect(merged(sides, { '/items': 'current' }).conflicts).toHaveLength(1);
  });

  it('escapes the names in a pointer', () => {
    const at = (value: number) => ({ 'a/b': { '~': value } });
    const { conflicts } = merged({ base: at(1), draft: at(2), current: at(3) });
    expect(conflicts).toEqual([{ pointer: '/a~1b/~0', base: 1, draft: 2, current: 3 }]);
  });

  it('of nothing is nothing, whoever did nothing', () => {
    const check = property(DOCUMENTS, DOCUMENTS, (base, other) => {
      const sides = [
        { base, draft: other, current: base },
        { base, draft: base, current: other },
        { base, draft: other, current: other },
      ];
      for (const side of sides) {
        expect(merged(side)).toEqual({ document: other, conflicts: [] });
      }
    });
    assert(check, { seed });
  });

  it('has no conflict when the changes are disjoint, and holds both', () => {
    const check = property(DOCUMENTS, DOCUMENTS, DOCUMENTS, (base, left, right) => {
      // The draft may touch `a` and `b`, the others the rest.
      const mine = ({ a, b }: Record<string, unknown>) => ({ a, b });
      const theirs = ({ a: _, b: __, ...rest }: Record<string, unknown>) => rest;
      const plain = (value: unknown): Document => JSON.parse(JSON.stringify(value));
      const draft = plain({ ...theirs(base), ...mine(left) });
      const current = plain({ ...theirs(right), ...mine(base) });
      const { document, conflicts } = merged({ base, draft, current });
      expect(conflicts).toEqual([]);
      expect(document).toEqual(plain({ ...theirs(right), ...mine(left) }));
    });
    assert(check, { seed });
  });

  it('is the draft or the others’ when every conflict is decided for one side', () => {
    let conflicting = 0;
    const check = property(DOCUMENTS, DOCUMENTS, DOCUMENTS, (base, draft, current) => {
      const { conflicts } = merged({ base, draft, current });
      if (conflicts.length > 0) conflicting += 1;
      for (const side of ['draft', 'current'] as const) {
        const told = Object.fromEntries(conflicts.map(({ pointer }) => [pointer, side]));
        const decided = merged({ base, draft, current }, told);
        expect(decided.conflicts).toEqual([]);
      }
    });
    assert(check, { seed });
    expect(conflicting).toBeGreaterThan(20);
  });
});
