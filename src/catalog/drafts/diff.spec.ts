import { anything, assert, constantFrom, dictionary, property } from 'fast-check';
import { seedFromEnvironment } from '../../../test/support/random.js';
import { countsOf, diffOf } from './diff.js';

const DRAGON = {
  name: { en: 'Dragon' },
  price: { currency: 'GEM', amount: 300 },
  grants: [{ sku: 'skin.dragon' }],
};
const WEEKEND = {
  offers: ['dragon'],
  percent: 20,
  startsAt: '2026-11-27T18:00:00',
  zone: 'Europe/Berlin',
};
const PACK = { grants: { GEM: 500 }, referencePrice: '4.99 USD' };
const BEFORE = {
  products: { pack: PACK },
  offers: { dragon: DRAGON },
  sales: { weekend: WEEKEND },
};
const dragon = (fields: object) => ({ ...BEFORE, offers: { dragon: { ...DRAGON, ...fields } } });
const weekend = (fields: object) => ({ ...BEFORE, sales: { weekend: { ...WEEKEND, ...fields } } });
const pack = (fields: object) => ({ ...BEFORE, products: { pack: { ...PACK, ...fields } } });

describe('the difference of two catalogs', () => {
  it.each<[after: object, kind: string, pointer: string, summary: string]>([
    [
      dragon({ price: { currency: 'GEM', amount: 250 } }),
      'changed',
      '/offers/dragon/price/amount',
      'offer dragon: price/amount 300 → 250 (−16.7 %)',
    ],
    [
      dragon({ price: { currency: 'GEM', amount: 300_000 } }),
      'changed',
      '/offers/dragon/price/amount',
      'offer dragon: price/amount 300 → 300,000 (+99900 %)',
    ],
    [
      dragon({ name: { en: 'Dragon', de: 'Drache' } }),
      'changed',
      '/offers/dragon/name/de',
      'offer dragon: name/de none → “Drache”',
    ],
    [
      dragon({ limitPerPlayer: 1 }),
      'changed',
      '/offers/dragon/limitPerPlayer',
      'offer dragon: limitPerPlayer none → 1',
    ],
    [
      dragon({ grants: [{ sku: 'skin.dragon' }, { sku: 'potion' }] }),
      'changed',
      '/offers/dragon/grants',
      'offer dragon: grants [{"sku":"skin.dragon"}] → [{"sku":"skin.dragon"},{"sku":"potion"}]',
    ],
    [
      dragon({ archived: true }),
      'archived',
      '/offers/dragon',
      'offer dragon is archived: no longer sold, still known',
    ],
    [{ ...BEFORE, offers: {} }, 'removed', '/offers/dragon', 'offer dragon is removed'],
    [
      { ...BEFORE, offers: { dragon: DRAGON, 'a/b': DRAGON } },
      'added',
      '/offers/a~1b',
      'offer a/b is new: 300 GEM',
    ],
    [
      weekend({ startsAt: '2026-11-28T20:30:00' }),
      'changed',
      '/sales/weekend/startsAt',
      'sale weekend: startsAt “2026-11-27T18:00:00” → “2026-11-28T20:30:00” (1 d 2 h 30 min later)',
    ],
    [
      weekend({ startsAt: '2026-11-27T17:00:00' }),
      'changed',
      '/sales/weekend/startsAt',
      'sale weekend: startsAt “2026-11-27T18:00:00” → “2026-11-27T17:00:00” (1 h earlier)',
    ],
    [
      weekend({ percent: 30 }),
      'changed',
      '/sales/weekend/percent',
      'sale weekend: percent 20 → 30',
    ],
    [
      pack({ grants: { GEM: 600 } }),
      'changed',
      '/products/pack/grants/GEM',
      'product pack: grants/GEM 500 → 600 (+20.0 %)',
    ],
    [
      pack({ referencePrice: '3.99 USD' }),
      'changed',
      '/products/pack/referencePrice',
      'product pack: referencePrice “4.99 USD” → “3.99 USD” (−20.0 %)',
    ],
    [{ ...BEFORE, offers: 7 }, 'changed', '/offers', 'section offers is written anew'],
    [
      { ...BEFORE, offers: { dragon: 7 } },
      'changed',
      '/offers/dragon',
      'offer dragon is written anew',
    ],
  ])('%# says what it is', (after, kind, pointer, summary) => {
    const told = diffOf(BEFORE, after as never).map((one) => [
      one.change,
      one.pointer,
      one.summary,
    ]);
    expect(told).toEqual([[kind, pointer, summary]]);
  });

  it('says what a thing was and is, null where it was not', () => {
    const [added] = diffOf({}, { offers: { dragon: DRAGON } });
    expect(added).toMatchObject({ section: 'offers', key: 'dragon', before: null, after: DRAGON });
    const [removed] = diffOf({ offers: { dragon: DRAGON } }, {});
    expect(removed).toMatchObject({ before: DRAGON, after: null });
  });

  it('tells fields of an archived thing beside its archiving, and its return', () => {
    const archived = dragon({ archived: true, limitPerPlayer: 2 });
    const changes = diffOf(BEFORE, archived);
    expect(changes.map(({ change }) => change)).toEqual(['archived', 'changed']);
    expect(countsOf(changes)).toEqual({ added: 0, changed: 1, removed: 0, archived: 1 });
    const back = diffOf(dragon({ archived: true }), BEFORE);
    expect(back.map(({ summary }) => summary)).toEqual(['offer dragon is sold again']);
  });

  it('follows the order of the sections, then of the keys', () => {
    const after = { zeta: {}, draws: { d: {} }, offers: { b: {}, a: {} }, items: { i: {} } };
    const pointers = diffOf({}, { ...after, alpha: { x: {} } }).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/items/i', '/offers/a', '/offers/b', '/draws/d', '/alpha/x']);
  });

  it('takes any two documents, and is nothing for one and the same', () => {
    const keys = constantFrom('offers', 'price', 'archived', 'toString', 'startsAt');
    const values = anything({ key: keys, maxDepth: 4, withNullPrototype: false });
    const documents = dictionary(keys, values).map((one) => JSON.parse(JSON.stringify(one)));
    const check = property(documents, documents, (left, right) => {
      expect(diffOf(left, left)).toEqual([]);
      const same = JSON.stringify(left) === JSON.stringify(right);
      // An empty section is as good as none.
      if (!same) for (const { summary } of diffOf(left, right)) expect(summary).not.toBe('');
    });
    assert(check, { seed: seedFromEnvironment() });
  });
});
