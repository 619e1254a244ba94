import type { CatalogModel, Offer, Window } from '../model.js';
import { offerPrice } from '../offer-price.js';
import { NOBODY } from '../player-facts.js';
import { edgesOf, isWithin } from '../window.js';
import { Gifts } from './arbitrage/gifts.js';
import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';
import { liveOffers } from './sources.js';
import { grouped, timeText } from './wording.js';

/** Bounds, so that no catalog takes long: single offers of one item, moments of one bundle. */
const SINGLES_MAX = 20;
const MOMENTS_MAX = 50;

/** By item (and level): how many units an offer has of it. */
type Contents = ReadonlyMap<string, number>;

interface Single {
  readonly offer: Offer;
  readonly units: number;
}

/**
 * Offers of several units that cost more than the same bought one by one, at any moment from now
 * on, sales included. Looked at with the eyes of somebody of whom nothing is known.
 */
export function checkBundlePrices(checked: CheckedCatalog): Finding[] {
  const { model, now } = checked;
  const offers = liveOffers(model, now).filter(({ draw }) => draw === null);
  const contents = new Map(offers.map((offer) => [offer, contentsOf(offer, model)]));
  const singles = new Map<string, Single[]>();
  for (const [offer, inside] of contents) {
    const [[item, units] = [], ...others] = inside;
    if (item === undefined || units === undefined || others.length > 0) continue;
    const known = singles.get(item) ?? [];
    if (known.length < SINGLES_MAX) known.push({ offer, units });
    singles.set(item, known);
  }
  const gifts = new Gifts(model);
  const comparison = new Comparison(checked, singles);
  return [...contents].flatMap(([offer, inside]) => {
    const units = [...inside.values()].reduce((sum, count) => sum + count, 0);
    const given = gifts.of(offer); // what it gives in another currency has no price to compare
    if (units < 2 || [...given.keys()].some((code) => code !== offer.price.currency)) return [];
    const back = Number(given.get(offer.price.currency)?.over ?? 0n);
    return comparison.of(offer, inside, back);
  });
}

function contentsOf(offer: Offer, { items }: CatalogModel): Contents {
  const contents = new Map<string, number>();
  const add = (sku: string, level: number | null, quantity: number, depth: number) => {
    const item = items.get(sku);
    if (item?.kind === 'bundle') {
      if (depth > 20) return; // a bundle that holds itself is refused elsewhere
      for (const part of item.parts) add(part.sku, null, part.quantity * quantity, depth + 1);
      return;
    }
    const name = level === null ? sku : `${sku} level ${level}`;
    contents.set(name, (contents.get(name) ?? 0) + quantity);
  };
  for (const { sku, level, quantity } of offer.grants) add(sku, level, quantity, 0);
  return contents;
}

class Comparison {
  constructor(
    private readonly checked: CheckedCatalog,
    private readonly singles: ReadonlyMap<string, readonly Single[]>,
  ) {}

  of(bundle: Offer, contents: Contents, back: number): Finding[] {
    const parts: (readonly [Single[], number])[] = [];
    for (const [item, count] of contents) {
      const usable = this.#usable(bundle, item, count);
      if (usable.length === 0) return []; // not to be had singly
      parts.push([usable, count]);
    }
    const offers = parts.flatMap(([usable]) => usable.map(({ offer }) => offer));
    let worst: { at: number; price: number; singly: number } | null = null;
    for (const at of this.#moments([bundle, ...offers])) {
      const price = this.#priceAt(bundle, at) - back;
      if (price === Infinity) continue; // the bundle is not for sale then
      const singly = parts.reduce((sum, [usable, count]) => {
        const costs = usable.map(({ offer, units }) => {
          return Math.ceil(count / units) * this.#priceAt(offer, at);
        });
        return sum + Math.min(...costs);
      }, 0);
      if (price <= singly) continue;
      if (worst === null || price - singly > worst.price - worst.singly) {
        worst = { at, price, singly };
      }
    }
    return worst === null ? [] : [this.#finding(bundle, worst)];
  }

  /** Offers of one part alone that whoever buys the bundle could buy as often as is needed. */
  #usable(bundle: Offer, item: string, count: number): Single[] {
    return (this.singles.get(item) ?? []).filter(({ offer, units }) => {
      const times = Math.ceil(count / units);
      return (
        offer !== bundle &&
        offer.price.currency === bundle.price.currency &&
        (offer.audience === null || offer.audience === bundle.audience) &&
        offer.requires.every((sku) => bundle.requires.includes(sku)) &&
        times <= (offer.limitPerPlayer ?? Infinity) &&
        times <= (offer.limitPerPeriod?.count ?? Infinity) &&
        times <= (offer.stock ?? Infinity)
      );
    });
  }

  /** Now, and whenever a price of one of them may change. */
  #moments(offers: readonly Offer[]): number[] {
    const { now, catalog } = this.checked;
    const windows: Window[] = offers.flatMap((offer) => [
      offer,
      ...(catalog.salesByOffer.get(offer.key) ?? []),
    ]);
    const moments = new Set([now]);
    for (const window of windows) {
      const { startsAt, endsAt } = edgesOf(window, null);
      for (const edge of [startsAt, endsAt]) if (edge !== null && edge > now) moments.add(edge);
    }
    return [...moments].sort((left, right) => left - right).slice(0, MOMENTS_MAX);
  }

  /** Infinite while it is not for sale. */
  #priceAt(offer: Offer, at: number): number {
    if (!isWithin(offer, null, at)) return Infinity;
    return offerPrice(this.checked.catalog, offer, NOBODY, at).amount;
  }

  #finding({ key, price }: Offer, worst: { at: number; price: number; singly: number }): Finding {
    const { currency } = price;
    const when = worst.at === this.checked.now ? 'now' : `at ${timeText(worst.at, false)}`;
    const detail =
      `“${key}” costs ${grouped(worst.price)} ${currency} ${when}, but all that is in it ` +
      `${grouped(worst.singly)} ${currency} bought singly: ` +
      `${grouped(worst.price - worst.singly)} more.`;
    const numbers = { price: worst.price, singly: worst.singly, currency };
    return finding('bundle_dearer', ['offers', key, 'price'], detail, numbers);
  }
}
