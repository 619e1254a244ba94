import type { LocalizedText, Offer } from '../catalog/model.js';
import { offerPrice } from '../catalog/offer-price.js';
import { timestamp } from '../kernel/clock.js';
import { drawView, type ShopDraw } from './draw-view.js';
import { type MoneyPrice, moneyPrice } from './money-price.js';
import type { PlannedOffer, ShopPlan } from './shop-plan.js';
import { endOf, type Sight } from './sight.js';

/** Whoever looks: what counts of the player, when, and in which language. */
export interface Viewer {
  readonly sight: Sight;
  readonly now: number;
  readonly say: (text: LocalizedText) => string;
}

/** An offer as a player sees it. */
export interface ShopOffer
  extends Pick<
    Offer,
    'key' | 'price' | 'grants' | 'gives' | 'levelPrices' | 'requires' | 'limitPerPeriod' | 'stock'
  > {
  readonly name: string;
  /** What one unit costs without the sale; null: no sale makes it cheaper. */
  readonly listPrice: Offer['price'] | null;
  readonly sale: {
    readonly key: string;
    readonly name: string;
    readonly endsAt: string | null;
  } | null;
  /** What one unit costs in real money at the dearest pack; null: no pack sells the currency. */
  readonly moneyPrice: MoneyPrice | null;
  readonly draw: ShopDraw | null;
  readonly limit: number | null;
  readonly endsAt: string | null;
}

export function offerView(plan: ShopPlan, planned: PlannedOffer, viewer: Viewer): ShopOffer {
  const { thing: offer } = planned;
  const { sight, now, say } = viewer;
  const {
    currency,
    amount,
    listAmount,
    sale: key,
  } = offerPrice(plan.catalog, offer, sight.facts, now);
  const price = { currency, amount };
  const lowered = amount < listAmount;
  const sale = lowered ? planned.sales.find(({ thing }) => thing.key === key) : undefined;
  return {
    key: offer.key,
    name: say(offer.name),
    price,
    listPrice: lowered ? { currency, amount: listAmount } : null,
    sale: sale
      ? { key: sale.thing.key, name: say(sale.thing.name), endsAt: time(endOf(sale, sight)) }
      : null,
    moneyPrice: moneyPrice(price, plan.packs),
    levelPrices: offer.levelPrices,
    grants: offer.grants,
    gives: offer.gives,
    draw: offer.draw === null ? null : drawView(plan.catalog.model.draws.get(offer.draw)!, say),
    requires: offer.requires,
    limit: offer.limitPerPlayer,
    limitPerPeriod: offer.limitPerPeriod,
    stock: offer.stock,
    endsAt: time(endOf(planned, sight)),
  };
}

/** RFC 3339, or null for what never comes. */
export function time(milliseconds: number | null): string | null {
  return milliseconds === null ? null : timestamp(milliseconds);
}
