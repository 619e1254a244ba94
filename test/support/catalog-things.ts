import type {
  CatalogModel,
  Draw,
  Item,
  Offer,
  Product,
  Promotion,
  Sale,
} from '../../src/catalog/model.js';
import { amount } from '../../src/kernel/amount.js';

/** Things of a catalog by what matters to a test; the rest is as if it was left out of a file. */
const TEXT = { en: 'x' };
const ALWAYS = { startsAt: null, endsAt: null, zone: null };

export const GEM = { code: 'GEM', name: TEXT, kind: 'premium', cap: null } as const;

export function modelWith(parts: Partial<CatalogModel> = {}): CatalogModel {
  return {
    currencies: new Map([['GEM', GEM]]),
    products: new Map(),
    items: new Map(),
    offers: new Map(),
    sales: new Map(),
    audiences: new Map(),
    promotions: new Map(),
    coupons: new Map(),
    draws: new Map(),
    ...parts,
  };
}

export function itemWith(sku: string, facts: object): Item {
  const base = { sku, name: TEXT, description: null, archived: false, gives: {} };
  return { ...base, ...facts } as unknown as Item;
}

export function productWith(key: string, facts: Partial<Product> = {}): Product {
  return {
    key,
    name: TEXT,
    stores: { apple: key, google: key },
    grants: { GEM: amount(100) },
    referencePrice: null,
    archived: false,
    ...facts,
  };
}

export function offerWith(key: string, facts: Partial<Offer> = {}): Offer {
  return {
    key,
    name: TEXT,
    grants: [],
    gives: {},
    draw: null,
    price: { currency: 'GEM', amount: amount(100) },
    levelPrices: null,
    audience: null,
    requires: [],
    limitPerPlayer: null,
    limitPerPeriod: null,
    stock: null,
    archived: false,
    ...ALWAYS,
    ...facts,
  };
}

export function saleWith(key: string, facts: Partial<Sale> = {}): Sale {
  const base = { key, name: TEXT, offers: [], priority: 0, audience: null };
  return { ...base, percent: null, price: null, ...ALWAYS, ...facts };
}

export function promotionWith(key: string, facts: Partial<Promotion> = {}): Promotion {
  return {
    key,
    name: TEXT,
    kind: 'bonus',
    products: [],
    percent: null,
    gives: {},
    audience: null,
    limitPerPlayer: null,
    expiresAfterDays: null,
    ...ALWAYS,
    ...facts,
  };
}

export function drawWith(key: string, facts: Partial<Draw> = {}): Draw {
  return { key, name: TEXT, entries: [], pity: null, archived: false, ...facts };
}
