import type { CatalogModel, Coupon, Currency, Item, Offer, Sale } from '../../src/catalog/model.js';
import { amount } from '../../src/kernel/amount.js';
import { money } from '../../src/kernel/money.js';
import {
  drawWith,
  GEM,
  itemWith,
  modelWith,
  offerWith,
  productWith,
  promotionWith,
  saleWith,
} from './catalog-things.js';

/** The moment at which the sound catalog is looked at. */
export const NOW = Date.UTC(2026, 10, 27, 17);
export const HOUR = 3_600_000;

export const keyed = <Thing extends { key: string }>(...things: Thing[]) =>
  new Map(things.map((thing) => [thing.key, thing]));
export const items = (...things: Item[]) => new Map(things.map((thing) => [thing.sku, thing]));
export const price = (gems: number, currency = 'GEM') => ({ currency, amount: amount(gems) });
export const grant = (sku: string, quantity = 1, level: number | null = null) => ({
  sku,
  quantity,
  level,
});
export const gives = (basket: Record<string, number>) =>
  Object.fromEntries(Object.entries(basket).map(([code, some]) => [code, amount(some)]));
export const gold: Currency = { ...GEM, code: 'GOLD', kind: 'soft' };

/** A sound shop of all kinds of things: what each fault below is planted into. */
export function cleanModel(): CatalogModel {
  return modelWith({
    currencies: new Map<string, Currency>([
      ['GEM', GEM],
      ['GOLD', gold],
    ]),
    products: keyed(
      productWith('gems_50', { grants: gives({ GEM: 50 }), referencePrice: money('USD', 490_000) }),
      productWith('gems_300', {
        grants: gives({ GEM: 300 }),
        referencePrice: money('USD', 2_790_000),
      }),
    ),
    items: items(
      itemWith('skin', { kind: 'durable' }),
      itemWith('potion', { kind: 'consumable', stack: 99 }),
      itemWith('sword', { kind: 'upgrade', levels: 3 }),
      itemWith('chapter.2', { kind: 'unlock', requires: ['skin'] }),
      itemWith('set', {
        kind: 'bundle',
        parts: [
          { sku: 'skin', quantity: 1 },
          { sku: 'potion', quantity: 5 },
        ],
      }),
    ),
    offers: keyed(
      offerWith('skin', { grants: [grant('skin')], price: price(300) }),
      offerWith('potion', { grants: [grant('potion')], price: price(50) }),
      offerWith('sword', {
        grants: [grant('sword')],
        price: price(100),
        levelPrices: [100, 250, 500].map(amount),
      }),
      offerWith('chapter', { grants: [grant('chapter.2')], price: price(50), requires: ['skin'] }),
      offerWith('set', { grants: [grant('set')], price: price(450), limitPerPlayer: 1 }),
      offerWith('gold', { gives: gives({ GOLD: 900 }), price: price(100) }),
      offerWith('chest', { draw: 'chest', price: price(1_000, 'GOLD') }),
    ),
    sales: keyed(
      saleWith('friday', {
        offers: ['skin', 'potion'],
        percent: 20,
        endsAt: NOW + HOUR,
        audience: 'vip',
      }),
    ),
    audiences: keyed({ key: 'vip', name: { en: 'x' }, expression: 'level > 9' }),
    promotions: keyed(promotionWith('bonus', { percent: 10 })),
    coupons: keyed(couponWith('hello', { gives: gives({ GEM: 10 }) })),
    draws: keyed(
      drawWith('chest', {
        entries: [
          { key: 'gems', weight: 1, grants: [], gives: gives({ GEM: 200 }) },
          { key: 'potion', weight: 9, grants: [grant('potion')], gives: {} },
        ],
      }),
    ),
  });
}

export function couponWith(key: string, facts: Partial<Coupon> = {}): Coupon {
  return {
    key,
    name: { en: 'x' },
    grants: [],
    gives: {},
    audience: null,
    limitPerPlayer: 1,
    stock: null,
    expiresAfterDays: null,
    archived: false,
    startsAt: null,
    endsAt: null,
    zone: null,
    ...facts,
  };
}

/** The clean shop with some of its things added or replaced. */
export function withThings(things: Partial<CatalogModel>): CatalogModel {
  const clean = cleanModel();
  const merged = Object.entries(clean).map(([section, known]) => {
    const more = things[section as keyof CatalogModel] ?? new Map();
    return [section, new Map<string, unknown>([...known, ...more])];
  });
  return Object.fromEntries(merged) as CatalogModel;
}

export const withOffer = (key: string, facts: Partial<Offer>) =>
  withThings({ offers: keyed({ ...(cleanModel().offers.get(key) ?? offerWith(key)), ...facts }) });
export const withSale = (key: string, facts: Partial<Sale>) =>
  withThings({ sales: keyed(saleWith(key, facts)) });
