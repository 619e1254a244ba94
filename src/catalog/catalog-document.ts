import { timestamp } from '../kernel/clock.js';
import type {
  Audience,
  CatalogModel,
  Coupon,
  Currency,
  CurrencyGifts,
  Draw,
  Item,
  Offer,
  OfferGrant,
  Product,
  Promotion,
  Sale,
  Window,
} from './model.js';
import { moneyText } from './money-text.js';
import { QUANTITY_MAX } from './reading/limits.js';

/**
 * A model as a plain document in the very form that is read (see README): what is absent or as it
 * would be without a word is left out, so that a later member with a default does not change the
 * hash of an older content.
 */
export function catalogDocument(model: CatalogModel): Record<string, unknown> {
  return {
    currencies: section(model.currencies, currency),
    products: section(model.products, product),
    items: section(model.items, item),
    offers: section(model.offers, offer),
    sales: laterSection(model.sales, sale),
    audiences: laterSection(model.audiences, audience),
    promotions: laterSection(model.promotions, promotion),
    coupons: laterSection(model.coupons, coupon),
    draws: laterSection(model.draws, draw),
  };
}

function section<Thing>(things: ReadonlyMap<string, Thing>, write: (thing: Thing) => object) {
  return Object.fromEntries([...things].map(([key, thing]) => [key, write(thing)]));
}

/** The first release did not have these: when there is nothing in them, they are not there. */
function laterSection<Thing>(things: ReadonlyMap<string, Thing>, write: (thing: Thing) => object) {
  return things.size > 0 ? section(things, write) : undefined;
}

function currency({ name, kind, cap }: Currency) {
  return { name, kind, cap: cap ?? undefined };
}

function product({ name, stores, grants, referencePrice, archived }: Product) {
  return {
    name,
    stores: { apple: stores.apple ?? undefined, google: stores.google ?? undefined },
    grants,
    referencePrice: referencePrice ? moneyText(referencePrice) : undefined,
    archived: archived || undefined,
  };
}

function item(thing: Item) {
  const base = {
    kind: thing.kind,
    name: thing.name,
    description: thing.description ?? undefined,
    archived: thing.archived || undefined,
  };
  switch (thing.kind) {
    case 'durable':
      return base;
    case 'consumable':
      return { ...base, stack: thing.stack ?? undefined };
    case 'upgrade':
      return { ...base, levels: thing.levels };
    case 'unlock':
      return { ...base, requires: some(thing.requires) };
    case 'bundle':
      return { ...base, parts: some(thing.parts), gives: gifts(thing.gives) };
  }
}

function offer(thing: Offer) {
  const { price, levelPrices } = thing;
  return {
    name: thing.name,
    grants: grants(thing.grants),
    gives: gifts(thing.gives),
    draw: thing.draw ?? undefined,
    price: levelPrices === null ? price : { currency: price.currency, levels: levelPrices },
    ...window(thing),
    audience: thing.audience ?? undefined,
    requires: some(thing.requires),
    limitPerPlayer: thing.limitPerPlayer ?? undefined,
    limitPerPeriod: thing.limitPerPeriod ?? undefined,
    stock: thing.stock ?? undefined,
    archived: thing.archived || undefined,
  };
}

function sale({ name, offers, percent, price, priority, audience, ...when }: Sale) {
  return {
    name,
    offers,
    percent: percent ?? undefined,
    price: price ?? undefined,
    ...window(when),
    priority: priority || undefined,
    audience: audience ?? undefined,
  };
}

function audience({ name, expression }: Audience) {
  return { name, expression };
}

function promotion(thing: Promotion) {
  const { kind, limitPerPlayer } = thing;
  return {
    name: thing.name,
    kind,
    products: some(thing.products),
    percent: thing.percent ?? undefined,
    gives: gifts(thing.gives),
    ...window(thing),
    audience: thing.audience ?? undefined,
    limitPerPlayer: kind === 'first_top_up' ? undefined : (limitPerPlayer ?? undefined),
    expiresAfterDays: thing.expiresAfterDays ?? undefined,
  };
}

function coupon(thing: Coupon) {
  const limit = thing.limitPerPlayer ?? QUANTITY_MAX; // nobody redeems a million codes
  return {
    name: thing.name,
    grants: grants(thing.grants),
    gives: gifts(thing.gives),
    ...window(thing),
    audience: thing.audience ?? undefined,
    limitPerPlayer: limit === 1 ? undefined : limit,
    stock: thing.stock ?? undefined,
    expiresAfterDays: thing.expiresAfterDays ?? undefined,
    archived: thing.archived || undefined,
  };
}

function draw({ name, entries, pity, archived }: Draw) {
  return {
    name,
    entries: Object.fromEntries(
      entries.map(({ key, weight, ...given }) => [
        key,
        { weight, grants: grants(given.grants), gives: gifts(given.gives) },
      ]),
    ),
    pity: pity ?? undefined,
    archived: archived || undefined,
  };
}

function grants(list: readonly OfferGrant[]) {
  return some(
    list.map(({ sku, quantity, level }) => ({ sku, quantity, level: level ?? undefined })),
  );
}

function gifts(gives: CurrencyGifts): CurrencyGifts | undefined {
  return Object.keys(gives).length > 0 ? gives : undefined;
}

function some<Thing>(list: readonly Thing[]): readonly Thing[] | undefined {
  return list.length > 0 ? list : undefined;
}

function window({ startsAt, endsAt, zone }: Window) {
  const text = zone === null ? timestamp : wallClockText;
  return {
    startsAt: startsAt === null ? undefined : text(startsAt),
    endsAt: endsAt === null ? undefined : text(endsAt),
    zone: zone ?? undefined,
  };
}

/** `2026-11-27T18:00:00`; thousandths only when there are any. */
function wallClockText(milliseconds: number): string {
  return timestamp(milliseconds).replace(/(\.000)?Z$/, '');
}
