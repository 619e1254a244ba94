import { generatedCatalog } from '../../test/support/generated-catalogs.js';
import { seededRandom, seedFromEnvironment } from '../../test/support/random.js';
import { contentToPublish, withArchived } from './archive.js';
import { type CatalogContent, contentOf, modelOf, readCatalogJson } from './catalog-content.js';
import type { CatalogModel } from './model.js';
import { faultLine } from './reading/fault.js';

const seed = seedFromEnvironment();
const KEPT = ['products', 'items', 'offers', 'coupons', 'draws'] as const;

const NAME = { name: { en: 'X' } };
const BEFORE = {
  currencies: { GEM: { ...NAME, kind: 'premium' }, OLD: { ...NAME, kind: 'soft' } },
  products: { pack: { ...NAME, stores: { apple: 'a.pack', google: 'pack' }, grants: { GEM: 5 } } },
  items: {
    sword: { ...NAME, kind: 'upgrade', levels: 9 },
    potion: { ...NAME, kind: 'consumable', stack: 90 },
    set: { ...NAME, kind: 'bundle', parts: [{ sku: 'potion', quantity: 80 }] },
  },
  offers: {
    blade: {
      ...NAME,
      price: { currency: 'OLD', levels: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
      grants: [{ sku: 'sword' }],
      audience: 'few',
    },
    set: { ...NAME, price: { currency: 'GEM', amount: 9 }, grants: [{ sku: 'set' }] },
  },
  sales: { now: { ...NAME, offers: ['blade'], percent: 10 } },
  audiences: { few: { ...NAME, expression: 'level > 3' } },
};

function read(document: object): CatalogContent {
  const { content, faults } = readCatalogJson(document);
  if (content === null) throw new Error(faults.map(faultLine).join('\n'));
  return content;
}

/** A part of a catalog: keys go, and the rest has to be put right so that it is sound. */
function part(model: CatalogModel, keep: (key: string) => boolean): CatalogModel | null {
  const kept = Object.entries(model).map(
    ([name, things]: [string, ReadonlyMap<string, object>]) => {
      return [name, new Map([...things].filter(([key]) => name === 'currencies' || keep(key)))];
    },
  );
  const { text } = contentOf(Object.fromEntries(kept));
  return readCatalogJson(JSON.parse(text)).content?.model ?? null;
}

describe('what a new catalog leaves out', () => {
  const current = read(BEFORE).model;
  const next = read({ currencies: { GEM: BEFORE.currencies.GEM } }).model;

  it('is carried over as archived, with what it names', () => {
    const all = withArchived(next, current);
    for (const section of KEPT) {
      expect([...all[section].keys()]).toEqual([...current[section].keys()]);
      expect([...all[section].values()].every(({ archived }) => archived)).toBe(true);
    }
    expect([...all.currencies.keys()]).toEqual(['GEM', 'OLD']);
  });

  it('loses the sales and audiences of its time', () => {
    const all = withArchived(next, current);
    expect([all.sales.size, all.audiences.size]).toEqual([0, 0]);
    expect(all.offers.get('blade')?.audience).toBeNull();
  });

  it('keeps an audience that is still there', () => {
    const { GEM } = BEFORE.currencies;
    const still = read({ currencies: { GEM }, audiences: BEFORE.audiences }).model;
    expect(withArchived(still, current).offers.get('blade')?.audience).toBe('few');
  });

  it('never comes in the way of what is new, however that changed', () => {
    const turned = read({
      ...BEFORE,
      currencies: { GEM: { ...NAME, kind: 'soft', cap: 3 } },
      products: {},
      items: {
        sword: { ...NAME, kind: 'durable' },
        potion: { ...NAME, kind: 'upgrade', levels: 2 },
      },
      offers: {},
      sales: {},
    }).model;
    const { content, faults } = contentToPublish(turned, current);
    expect(faults.map(faultLine)).toEqual([]);
    expect(content?.model.offers.get('blade')?.levelPrices).toHaveLength(9);
    expect(content?.model.items.get('potion')).toMatchObject({ kind: 'upgrade', archived: false });
  });

  it('is nothing when there is no catalog yet', () => {
    expect(withArchived(next, null)).toBe(next);
  });

  it('counts: a catalog that is full with it is refused before it is published', () => {
    const items = (first: number) =>
      Object.fromEntries(
        Array.from({ length: 10_001 }, (_, n) => [`i${first + n}`, { ...NAME, kind: 'durable' }]),
      );
    const of = (first: number) =>
      read({ currencies: { GEM: BEFORE.currencies.GEM }, items: items(first) }).model;
    const { faults } = contentToPublish(of(20_000), of(0));
    expect(faults.map(({ code }) => code)).toEqual(['too_many']);
  });
});

describe(`publishing one generated catalog after another (SEED=${seed})`, () => {
  it('keeps everything that was sold, and again changes nothing', () => {
    const random = seededRandom(seed);
    let current: CatalogModel | null = null;
    let dropped = 0;
    for (let n = 0; n < 25; n += 1) {
      const whole = generatedCatalog(random).model;
      const next = (n % 2 && part(whole, () => random() < 0.8)) || whole;
      const all = withArchived(next, current);
      const { content, faults } = contentToPublish(next, current);
      expect(faults.map(faultLine)).toEqual([]);
      expect(content?.model).toEqual(all);
      expect(modelOf(content!.text)).toEqual(all);
      expect(withArchived(next, all)).toEqual(all);
      expect(withArchived(all, all)).toEqual(all);
      for (const section of KEPT) {
        for (const key of current?.[section].keys() ?? []) {
          expect(all[section].has(key)).toBe(true);
          if (!next[section].has(key)) dropped += 1;
        }
        for (const [key, thing] of next[section]) expect(all[section].get(key)).toBe(thing);
      }
      current = all;
    }
    expect(dropped).toBeGreaterThan(50);
  });
});
