import { modelWith, productWith } from '../../test/support/catalog-things.js';
import { idNumbered } from '../../test/support/desk.js';
import type { Currency } from '../catalog/model.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { amount } from '../kernel/amount.js';
import type { Money } from '../kernel/money.js';
import type { Purchase } from '../stores/store-gateway.js';
import { creditedGems } from './credited-gems.js';

const TEXT = { en: 'x' };
const currency = (code: string, kind: Currency['kind']) =>
  [code, { code, name: TEXT, kind, cap: null }] as const;
const product = (key: string, grants: Record<string, number>, referencePrice: Money | null) =>
  [
    key,
    productWith(key, {
      stores: { apple: key, google: null },
      grants: Object.fromEntries(Object.entries(grants).map(([code, n]) => [code, amount(n)])),
      referencePrice,
    }),
  ] as const;
const usd = (micros: number): Money => ({ currency: 'USD', micros });

const CATALOG = publishedCatalog(
  idNumbered('catalog', 1),
  modelWith({
    currencies: new Map([
      currency('GEM', 'premium'),
      currency('RUBY', 'premium'),
      currency('GOLD', 'soft'),
    ]),
    products: new Map([
      product('gems', { GEM: 100 }, usd(990_000)),
      product('mixed', { GEM: 10, GOLD: 5 }, usd(1_000_000)),
      product('both', { GEM: 10, RUBY: 5 }, usd(1_000_000)),
      product('gold', { GOLD: 7 }, null),
      product('euro', { GEM: 1 }, { currency: 'EUR', micros: 1 }),
      product('huge', { GEM: 1_000_000_000_000 }, null),
    ]),
  }),
);

function of(lines: Record<string, number>, price: Money | null = null) {
  const sold = Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity }));
  return creditedGems(CATALOG, { store: 'apple', lines: sold, price } as unknown as Purchase);
}

describe('what a purchase brings', () => {
  it.each([
    ['one product', of({ gems: 1 }), { GEM: 100 }, usd(990_000), 'GEM'],
    ['a quantity', of({ gems: 3 }), { GEM: 300 }, usd(2_970_000), 'GEM'],
    ["the store's own price first", of({ gems: 1 }, usd(1)), { GEM: 100 }, usd(1), 'GEM'],
    ['several products', of({ gems: 1, mixed: 2 }), { GEM: 120, GOLD: 10 }, usd(2_990_000), 'GEM'],
    ['two premium currencies', of({ both: 1 }), { GEM: 10, RUBY: 5 }, usd(1_000_000), null],
    ['no premium currency', of({ gold: 1 }), { GOLD: 7 }, null, null],
    ['a product without a price', of({ gems: 1, gold: 1 }), { GEM: 100, GOLD: 7 }, null, 'GEM'],
    ['prices of two currencies', of({ gems: 1, euro: 1 }), { GEM: 101 }, null, 'GEM'],
    ['the largest sum', of({ huge: 1 }), { GEM: 1_000_000_000_000 }, null, 'GEM'],
  ])('is the sum of its lines: %s', (_, gems, grants, lotPrice, pricedCurrency) => {
    expect(gems).toMatchObject({ grants, lotPrice, pricedCurrency });
  });

  it('keeps with each line what a unit of it is worth, for a later refund', () => {
    expect(of({ gems: 3, mixed: 1 })?.lines).toEqual([
      { productId: 'gems', quantity: 3, unitGems: { GEM: 100 } },
      { productId: 'mixed', quantity: 1, unitGems: { GEM: 10, GOLD: 5 } },
    ]);
  });

  it.each([
    ['without a line', of({})],
    ['with a product that is unknown', of({ none: 1 })],
    ['with one unknown among known ones', of({ gems: 1, none: 1 })],
    ['above what one operation moves', of({ huge: 2 })],
    ['above what an amount can hold', of({ huge: 9_001 })],
    ['above it by two lines', of({ huge: 9_000, gems: 1 })],
  ])('is nothing %s', (_, gems) => {
    expect(gems).toBeNull();
  });
});
