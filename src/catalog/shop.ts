import { timestamp } from '../kernel/clock.js';
import { fallbackChain, localized } from './locale.js';
import type { Item, LocalizedText, Offer, Product, PublishedCatalog } from './model.js';
import { dearestPacks, type MoneyPrice, moneyPrice } from './money-price.js';

/** What a player sees: the answer of `GET /v1/catalog`. */
export interface Shop {
  readonly version: string;
  /** When the shop next looks different, RFC 3339, if nothing is published before; null: never. */
  readonly nextChangeAt: string | null;
  readonly currencies: readonly {
    readonly code: string;
    readonly name: string;
    readonly kind: 'premium' | 'soft';
    readonly cap: number | null;
  }[];
  readonly products: readonly (Pick<Product, 'key' | 'stores' | 'grants' | 'referencePrice'> & {
    readonly name: string;
  })[];
  readonly offers: readonly ShopOffer[];
  readonly items: readonly ShopItem[];
}

export interface ShopOffer extends Pick<Offer, 'key' | 'price' | 'grants'> {
  readonly name: string;
  readonly moneyPrice: MoneyPrice | null;
  readonly limit: number | null;
  readonly endsAt: string | null;
}

export type ShopItem = Omit<Item, 'name' | 'description' | 'archived'> & {
  readonly name: string;
  readonly description: string | null;
};

/** True from `startsAt` until just before `endsAt`. */
export function isSoldAt({ startsAt, endsAt }: Offer, now: number): boolean {
  return (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt);
}

/** The next moment after `now` at which an offer appears or goes, in milliseconds; null: none. */
export function nextChange(offers: Iterable<Offer>, now: number): number | null {
  let next: number | null = null;
  for (const { startsAt, endsAt } of offers) {
    for (const edge of [startsAt, endsAt]) {
      if (edge !== null && edge > now && (next === null || edge < next)) next = edge;
    }
  }
  return next;
}

/** What is sold at a moment, in one language. Sorted, so that equal shops have equal text. */
export function shopAt(catalog: PublishedCatalog, locale: string, now: number): Shop {
  const { model } = catalog;
  const chain = fallbackChain(locale);
  const say = (text: LocalizedText) => localized(text, chain);
  const packs = dearestPacks(model);
  const next = nextChange(model.offers.values(), now);
  return {
    version: catalog.versionId,
    nextChangeAt: next === null ? null : timestamp(next),
    currencies: inOrder(model.currencies).map((one) => ({ ...one, name: say(one.name) })),
    products: inOrder(model.products).map(({ archived: _, ...one }) => ({
      ...one,
      name: say(one.name),
    })),
    offers: inOrder(model.offers)
      .filter((offer) => isSoldAt(offer, now))
      .map(({ key, name, price, grants, limitPerPlayer, endsAt }) => ({
        key,
        name: say(name),
        price,
        moneyPrice: moneyPrice(price, packs),
        grants,
        limit: limitPerPlayer,
        endsAt: endsAt === null ? null : timestamp(endsAt),
      })),
    items: inOrder(model.items).map(({ archived: _, ...one }) => ({
      ...one,
      name: say(one.name),
      description: one.description && say(one.description),
    })),
  };
}

function inOrder<Thing>(things: ReadonlyMap<string, Thing>): Thing[] {
  return [...things].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, thing]) => thing);
}
