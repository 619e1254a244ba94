import { readCatalogJson } from '../catalog/catalog-content.js';
import { acceptedLocales, chosenLocale, fallbackChain } from '../catalog/locale.js';
import type { PublishedCatalog } from '../catalog/model.js';
import { NOBODY } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { isKnown, PreparedShops } from './prepared-shop.js';
import { shopAt } from './shop.js';

const VERSION = 'catalog_01h455vb4pex5vsknk084sn02q';
const START = Date.parse('2026-11-27T09:00:00Z');
const END = Date.parse('2026-11-30T00:00:00Z');

function catalogWith(changes: Record<string, unknown> = {}): PublishedCatalog {
  const skin = { grants: [{ sku: 'skin' }], price: { currency: 'GEM', amount: 300 } };
  const { content, faults } = readCatalogJson({
    currencies: {
      GEM: { name: { en: 'Gems' }, kind: 'premium' },
      GOLD: { name: { en: 'Gold' }, kind: 'soft' },
    },
    products: {
      small: {
        name: { en: 'Small' },
        stores: { apple: 'small' },
        grants: { GEM: 100 },
        referencePrice: '0.99 USD',
      },
      large: {
        name: { en: 'Large' },
        stores: { google: 'large' },
        grants: { GEM: 1200 },
        referencePrice: '9.99 USD',
      },
    },
    items: {
      skin: { kind: 'durable', name: { en: 'Skin', de: 'Haut' }, description: { en: 'Warm' } },
      sword: { kind: 'upgrade', levels: 3, name: { en: 'Sword', 'de-AT': 'Säbel' } },
    },
    offers: {
      always: { ...skin, name: { en: 'Always', de: 'Immer' } },
      weekend: {
        ...skin,
        name: { en: 'Weekend' },
        startsAt: '2026-11-27T18:00:00+09:00',
        endsAt: '2026-11-30T00:00:00Z',
        limitPerPlayer: 2,
      },
      gold: { ...skin, name: { en: 'For gold' }, price: { currency: 'GOLD', amount: 7 } },
    },
    ...changes,
  });
  expect(faults).toEqual([]);
  return publishedCatalog(VERSION, content!.model);
}

const shopOf = (catalog: PublishedCatalog, locale: string, now: number) =>
  shopAt({ catalog, facts: NOBODY, locale, now, nextPublicationAt: null });
const keysAt = (now: number) => shopOf(catalogWith(), 'en', now).offers.map(({ key }) => key);
const changeAt = (now: number) => shopOf(catalogWith(), 'en', now).nextChangeAt;

describe('what a player sees', () => {
  it('holds an offer from its start until just before its end', () => {
    expect(keysAt(START - 1)).toEqual(['always', 'gold']);
    expect(keysAt(START)).toEqual(['always', 'gold', 'weekend']);
    expect(keysAt(END - 1)).toEqual(['always', 'gold', 'weekend']);
    expect(keysAt(END)).toEqual(['always', 'gold']);
  });

  it('says when it changes next', () => {
    expect(changeAt(START - 1)).toBe('2026-11-27T09:00:00.000Z');
    expect(changeAt(START)).toBe('2026-11-30T00:00:00.000Z');
    expect(changeAt(END)).toBeNull();
  });

  it('has the shape of the API', () => {
    const shop = shopOf(catalogWith(), 'de-AT', START);
    expect(shop.version).toBe(VERSION);
    expect(shop.products[1]).toEqual({
      key: 'small',
      name: 'Small',
      stores: { apple: 'small', google: null },
      grants: { GEM: 100 },
      referencePrice: { currency: 'USD', micros: 990_000 },
      bonus: [],
    });
    expect(shop.offers.at(-1)).toEqual({
      key: 'weekend',
      name: 'Weekend',
      price: { currency: 'GEM', amount: 300 },
      listPrice: null,
      sale: null,
      moneyPrice: { currency: 'USD', micros: 2_970_000, basis: 'small' },
      levelPrices: null,
      grants: [{ sku: 'skin', quantity: 1, level: null }],
      gives: {},
      draw: null,
      requires: [],
      limit: 2,
      limitPerPeriod: null,
      stock: null,
      endsAt: '2026-11-30T00:00:00.000Z',
    });
    expect(shop.items).toEqual([
      { sku: 'skin', kind: 'durable', name: 'Haut', description: 'Warm', archived: false },
      {
        sku: 'sword',
        kind: 'upgrade',
        levels: 3,
        name: 'Säbel',
        description: null,
        archived: false,
      },
    ]);
  });
});

describe('the price in real money', () => {
  const product = (gems: number, price: string, more: object = {}) => ({
    name: { en: 'Pack' },
    stores: { apple: `p${gems}` },
    grants: { GEM: gems, ...more },
    referencePrice: price,
  });
  const priced = (products: object) =>
    shopOf(catalogWith({ products }), 'en', END).offers[0]?.moneyPrice;

  it('is that of the dearest pack, so that no quantity discount hides in it', () => {
    const products = { a: product(500, '4.99 USD'), b: product(100, '0.99 USD') };
    expect(priced(products)).toEqual({ currency: 'USD', micros: 2_994_000, basis: 'a' });
  });

  it('is rounded up to the next micro', () => {
    expect(priced({ a: product(7, '0.01 USD') })).toMatchObject({ micros: 428_572 });
  });

  it('is exact where doubles are not', () => {
    const a = product(999_999_999_999, '999999999 USD');
    const b = { ...product(999_999_999_998, '999999998.999998 USD') };
    expect(priced({ a, b })).toMatchObject({ basis: 'b' });
  });

  it('is not known for what no product sells', () => {
    const { offers } = shopOf(catalogWith(), 'en', END);
    expect(offers.find(({ key }) => key === 'gold')?.moneyPrice).toBeNull();
    expect(priced({})).toBeNull();
  });
});

describe('the language', () => {
  it('falls back from the narrow to the wide and then to English', () => {
    expect(fallbackChain('zh-Hant-TW')).toEqual(['zh-Hant-TW', 'zh-Hant', 'zh']);
    expect(fallbackChain('de-u-co-phonebk')).toEqual(['de-u-co-phonebk', 'de-u-co', 'de']);
    const has = new Set(['en', 'de', 'ja']);
    expect(chosenLocale(['fr-CA', 'de-CH', 'ja'], has)).toBe('de');
    expect(chosenLocale(['fr'], has)).toBe('en');
  });

  it.each([
    [undefined, []],
    ['de-at, en;q=0.8', ['de-AT', 'en']],
    ['en;q=0.1, ja;q=0.9, fr;q=0', ['ja', 'en']],
    ['*, ;;, q=1, --, de', ['de']],
    [`${'x,'.repeat(5_000)}de`, []],
  ])('is read from %p', (header, locales) => {
    expect(acceptedLocales(header)).toEqual(locales);
  });
});

describe('a prepared shop', () => {
  it('is made once while nothing changes, and anew at a window edge', () => {
    const shops = new PreparedShops();
    const catalog = catalogWith();
    const shop = (preferences: string[], now: number, nextPublicationAt: number | null = null) =>
      shops.shop({ catalog, facts: { ...NOBODY }, preferences, now, nextPublicationAt });
    const first = shop(['de'], START);
    expect(shop(['de-DE'], END - 1)).toBe(first);
    const later = shop(['de'], END);
    expect(later.etag).not.toBe(first.etag);
    expect(shop(['de'], START).etag).toBe(first.etag); // a clock that steps back
    expect(shop(['en'], START).etag).not.toBe(first.etag);
    expect(shop(['de'], START, END - 1).etag).not.toBe(first.etag);
  });

  it.each([
    [undefined, false],
    ['"abc"', true],
    ['W/"abc"', true],
    ['"x", "abc"', true],
    ['*', true],
    ['abc', false],
    ['"abcd"', false],
  ])('is known to a caller with If-None-Match %p: %p', (header, known) => {
    expect(isKnown(header, '"abc"')).toBe(known);
  });
});
