import { modelWith, productWith } from '../../../test/support/catalog-things.js';
import type { CatalogVersionId } from '../../kernel/id.js';
import { groundless, type ListedPublication, stateOf } from './publication.js';
import { keptProducts, retiredIds, reusedStoreIds, type StoreProduct } from './store-products.js';

const version = (name: string | null) => (name && `catalog_${name}`) as CatalogVersionId;
const publication = (facts: Partial<ListedPublication> = {}): ListedPublication => ({
  number: 1,
  versionId: version('a'),
  takesEffectAt: 10,
  recordedAt: 0,
  publishedBy: 'somebody',
  reason: null,
  draftId: null,
  baseId: null,
  hash: Buffer.alloc(32),
  cancelledAt: null,
  ...facts,
});

describe('a publication', () => {
  it.each<[facts: Partial<ListedPublication>, state: string]>([
    [{ takesEffectAt: 21 }, 'scheduled'],
    [{ takesEffectAt: 20 }, 'current'],
    [{ takesEffectAt: 20, number: 2 }, 'past'],
    [{ takesEffectAt: 21, cancelledAt: 5 }, 'cancelled'],
  ])('%j is %s', (facts, state) => {
    expect(stateOf(publication(facts), { current: 1, now: 20 })).toBe(state);
  });

  it.each<[name: string, before: string | null, chain: string, lost: string]>([
    ['stand each on the one before', 'a', 'a>b b>c', ''],
    ['fall when another one sells', 'x', 'a>b b>c', 'b c'],
    ['stand again from where they fit', 'a', 'x>b a>c c>d', 'b'],
    ['stand on nothing when nothing sells', null, '>b b>c', ''],
  ])('that lie ahead %s', (_, before, chain, lost) => {
    const coming = chain.split(' ').map((one, index) => {
      const [base, own] = one.split('>');
      return publication({
        number: index,
        baseId: version(base || null),
        versionId: version(own!),
      });
    });
    const names = groundless(version(before), coming).map(({ versionId }) => versionId.slice(8));
    expect(names.join(' ')).toBe(lost);
  });
});

describe('the ids of stores', () => {
  const model = (key: string, stores: { apple: string | null; google: string | null }) =>
    modelWith({ products: new Map([[key, productWith(key, { stores })]]) });
  const known = (facts: Partial<StoreProduct> = {}): StoreProduct => ({
    store: 'google',
    storeProductId: 'g1',
    productKey: 'small',
    versionId: version('a'),
    soldFrom: 10,
    ...facts,
  });
  const here = { versionId: version('b'), from: 20, inEffect: true };

  it('belong to one product for good', () => {
    const other = model('a/b', { apple: 'a1', google: 'g1' });
    expect(reusedStoreIds(other, [known()])).toEqual([
      {
        pointer: '/products/a~1b/stores/google',
        code: 'store_id_reused',
        detail: expect.stringContaining('“small”'),
      },
    ]);
    expect(reusedStoreIds(model('small', { apple: null, google: 'g1' }), [known()])).toEqual([]);
  });

  it('are reserved ahead, and move to the last version that has them once it sells', () => {
    const small = model('small', { apple: 'a1', google: 'g1' });
    const fresh = { ...here, store: 'apple', storeProductId: 'a1', productKey: 'small' };
    const { from: _, inEffect: __, ...row } = fresh;
    const added = { ...row, soldFrom: 20 };
    const ahead = keptProducts([known()], { ...here, model: small, inEffect: false });
    expect(ahead).toEqual([added]);
    const now = keptProducts([known()], { ...here, model: small });
    expect(now).toEqual([added, known({ versionId: version('b') })]);
    const sooner = keptProducts([known({ soldFrom: 99 })], { ...here, model: small });
    expect(sooner[1]).toMatchObject({ soldFrom: 20 });
  });

  it('are retired when they were sold once and are in the catalog no more', () => {
    const empty = modelWith();
    expect(retiredIds(empty, { known: [known()], moment: 10 })).toEqual([known()]);
    expect(retiredIds(empty, { known: [known()], moment: 9 })).toEqual([]);
    const small = model('small', { apple: null, google: 'g1' });
    expect(retiredIds(small, { known: [known()], moment: 10 })).toEqual([]);
  });
});
