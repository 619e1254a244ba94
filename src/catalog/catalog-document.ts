import { timestamp } from '../kernel/clock.js';
import type { CatalogModel, Currency, Item, Offer, Product } from './model.js';
import { moneyText } from './money-text.js';

/**
 * A model as a plain document in the very form that is read (see README): what is absent is left
 * out, so that a later member with a default does not change the hash of an older content.
 */
export function catalogDocument(model: CatalogModel): Record<string, unknown> {
  return {
    currencies: section(model.currencies, currency),
    products: section(model.products, product),
    items: section(model.items, item),
    offers: section(model.offers, offer),
  };
}

function section<Thing>(things: ReadonlyMap<string, Thing>, write: (thing: Thing) => object) {
  return Object.fromEntries([...things].map(([key, thing]) => [key, write(thing)]));
}

function currency({ name, kind, cap }: Currency) {
  return { name, kind, cap: cap ?? undefined };
}

function product({ name, stores, grants, referencePrice }: Product) {
  return {
    name,
    stores: { apple: stores.apple ?? undefined, google: stores.google ?? undefined },
    grants,
    referencePrice: referencePrice ? moneyText(referencePrice) : undefined,
  };
}

function item(thing: Item) {
  const base = {
    kind: thing.kind,
    name: thing.name,
    description: thing.description ?? undefined,
  };
  if (thing.kind === 'consumable') return { ...base, stack: thing.stack ?? undefined };
  if (thing.kind === 'upgrade') return { ...base, levels: thing.levels };
  if (thing.kind === 'bundle') return { ...base, parts: thing.parts };
  if (thing.kind === 'durable') return base;
  return { ...base, requires: thing.requires.length > 0 ? thing.requires : undefined };
}

function offer({ name, grants, price, startsAt, endsAt, limitPerPlayer }: Offer) {
  return {
    name,
    grants: grants.map(({ sku, quantity, level }) => ({
      sku,
      quantity,
      level: level ?? undefined,
    })),
    price,
    startsAt: startsAt === null ? undefined : timestamp(startsAt),
    endsAt: endsAt === null ? undefined : timestamp(endsAt),
    limitPerPlayer: limitPerPlayer ?? undefined,
  };
}
