import type { Offer, Product, Promotion, PublishedCatalog, Sale } from '../catalog/model.js';
import { isSellable } from './availability.js';
import { Calendar, type Entry, EVERYBODY } from './calendar.js';
import { dearestPacks, type Pack } from './money-price.js';

/** Something with a window and an audience; `entry` is its number in the plan's calendar. */
export interface Planned<Thing> {
  readonly thing: Thing;
  readonly audience: number;
  readonly entry: number;
}

export interface PlannedOffer extends Planned<Offer> {
  /** Those that may change its price, in the order of the catalog. */
  readonly sales: readonly Planned<Sale>[];
  /** The number of its upgrade in `upgrades`, when each level has its own price; else -1. */
  readonly upgrade: number;
  /** True when its text or that of its sale tells a time of the player's own zone. */
  readonly zoned: boolean;
}

export interface PlannedProduct {
  readonly thing: Product;
  readonly promotions: readonly Planned<Promotion>[];
  readonly zoned: boolean;
}

/**
 * What every player's shop of one version has in common, found once. Nothing in it depends on a
 * player, a time or a language.
 */
export interface ShopPlan {
  readonly catalog: PublishedCatalog;
  readonly packs: ReadonlyMap<string, Pack>;
  /** What is not archived, in the order of the keys, so that equal shops have equal text. */
  readonly offers: readonly PlannedOffer[];
  readonly products: readonly PlannedProduct[];
  /** Keys of the audiences that anything here asks for. */
  readonly audiences: readonly string[];
  /** Upgrades whose levels have prices of their own, with the number of their prices. */
  readonly upgrades: readonly { readonly sku: string; readonly prices: number }[];
  readonly calendar: Calendar;
  /** Store product ids that are sold no more, but whose receipts are still redeemed. */
  readonly retiredProductIds: {
    readonly apple: readonly string[];
    readonly google: readonly string[];
  };
}

const plans = new WeakMap<PublishedCatalog, ShopPlan>();

/** The plan of a catalog, which is immutable: made once. */
export function shopPlan(catalog: PublishedCatalog): ShopPlan {
  const known = plans.get(catalog);
  if (known) return known;
  const made = new Planner(catalog).plan();
  plans.set(catalog, made);
  return made;
}

/** The values of a map in the order of their keys, by code unit. */
export function inOrder<Thing>(things: ReadonlyMap<string, Thing>): Thing[] {
  return [...things].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, thing]) => thing);
}

class Planner {
  readonly #entries: Entry[] = [];
  readonly #audiences = new Map<string, number>();
  readonly #upgrades = new Map<string, { number: number; sku: string; prices: number }>();
  readonly #sales = new Map<string, Planned<Sale>>();

  constructor(private readonly catalog: PublishedCatalog) {}

  plan(): ShopPlan {
    const { catalog } = this;
    const { model } = catalog;
    const sold = inOrder(model.offers).filter((offer) => isSellable(catalog, offer));
    const offers = sold.map((offer) => this.#offer(offer));
    const promotions = inOrder(model.promotions).map((one) => this.#planned(one));
    const products = inOrder(model.products)
      .filter(({ archived }) => !archived)
      .map((product) => plannedProduct(product, promotions));
    return {
      catalog,
      packs: dearestPacks(model),
      offers,
      products,
      audiences: [...this.#audiences.keys()],
      upgrades: [...this.#upgrades.values()].map(({ sku, prices }) => ({ sku, prices })),
      calendar: new Calendar(this.#entries),
      retiredProductIds: {
        apple: retiredIds(catalog, 'apple'),
        google: retiredIds(catalog, 'google'),
      },
    };
  }

  #offer(offer: Offer): PlannedOffer {
    const sales = (this.catalog.salesByOffer.get(offer.key) ?? []).map((sale) => this.#sale(sale));
    const zoned = [offer, ...sales.map(({ thing }) => thing)].some(({ zone }) => zone === 'player');
    const upgrade = this.#upgrade(offer);
    return { ...this.#planned(offer), sales, upgrade, zoned };
  }

  #sale(sale: Sale): Planned<Sale> {
    const known = this.#sales.get(sale.key) ?? this.#planned(sale);
    this.#sales.set(sale.key, known);
    return known;
  }

  #planned<Thing extends Sale | Offer | Promotion>(thing: Thing): Planned<Thing> {
    const audience = this.#audience(thing.audience);
    return { thing, audience, entry: this.#entries.push({ window: thing, audience }) - 1 };
  }

  #audience(key: string | null): number {
    if (key === null) return EVERYBODY;
    const known = this.#audiences.get(key) ?? this.#audiences.size;
    this.#audiences.set(key, known);
    return known;
  }

  #upgrade({ grants, levelPrices }: Offer): number {
    if (levelPrices === null) return -1;
    const sku = grants[0]?.sku ?? '';
    const known = this.#upgrades.get(sku);
    const number = known?.number ?? this.#upgrades.size;
    const prices = Math.max(levelPrices.length, known?.prices ?? 0);
    this.#upgrades.set(sku, { number, sku, prices });
    return number;
  }
}

function plannedProduct(thing: Product, all: readonly Planned<Promotion>[]): PlannedProduct {
  const promotions = all.filter(
    ({ thing: { products } }) => products.length === 0 || products.includes(thing.key),
  );
  return { thing, promotions, zoned: promotions.some((one) => one.thing.zone === 'player') };
}

function retiredIds(catalog: PublishedCatalog, store: 'apple' | 'google'): string[] {
  const sold = new Set<string | null>();
  for (const { stores, archived } of catalog.model.products.values()) {
    if (!archived) sold.add(stores[store]);
  }
  return [...catalog.productsByStoreId[store].keys()].filter((id) => !sold.has(id)).sort();
}
