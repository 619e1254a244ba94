import { fallbackChain, localized } from '../catalog/locale.js';
import type { Item, LocalizedText, PublishedCatalog } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { offerView, type ShopOffer, time, type Viewer } from './offer-view.js';
import { productView, type ShopProduct } from './product-view.js';
import { inOrder, type ShopPlan, shopPlan } from './shop-plan.js';
import { isSeen, nextChange, sightOf } from './sight.js';

/** What a player sees: the answer of `GET /v1/catalog`. */
export interface Shop {
  readonly version: string;
  /** When the shop next looks different, RFC 3339, as far as is known now; null: never. */
  readonly nextChangeAt: string | null;
  readonly currencies: readonly ShopCurrency[];
  readonly products: readonly ShopProduct[];
  readonly offers: readonly ShopOffer[];
  /** Also what is sold no more: a player may hold it. */
  readonly items: readonly ShopItem[];
  /** Store product ids that are sold no more; a payment for one is still redeemed. */
  readonly retiredProductIds: ShopPlan['retiredProductIds'];
}

export interface ShopCurrency {
  readonly code: string;
  readonly name: string;
  readonly kind: 'premium' | 'soft';
  readonly cap: number | null;
}

/** With what its kind has besides: `stack`, `levels`, `requires`, or `parts` and `gives`. */
export type ShopItem = Omit<Item, 'name' | 'description'> & {
  readonly name: string;
  readonly description: string | null;
};

/** Who looks at which version, when, and in which language. */
export interface ShopRequest {
  readonly catalog: PublishedCatalog;
  readonly facts: PlayerFacts;
  readonly locale: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** When a scheduled publish takes effect; null: none is known. */
  readonly nextPublicationAt: number | null;
}

/** Pure, total and deterministic: the same request gives the same shop, byte for byte. */
export function shopAt({ catalog, facts, locale, now, nextPublicationAt }: ShopRequest): Shop {
  const plan = shopPlan(catalog);
  const say = speaker(locale);
  const sight = sightOf(plan, facts);
  const viewer: Viewer = { sight, now, say };
  return {
    version: catalog.versionId,
    nextChangeAt: time(nextChange(sight, now, nextPublicationAt)),
    currencies: currencyViews(plan, say),
    products: plan.products.map((product) => productView(product, viewer)),
    offers: plan.offers
      .filter((offer) => isSeen(offer, sight, now))
      .map((offer) => offerView(plan, offer, viewer)),
    items: itemViews(plan, say),
    retiredProductIds: plan.retiredProductIds,
  };
}

/** Says a text in the locale, in the nearest above it that the text has, or in English. */
export function speaker(locale: string): Viewer['say'] {
  const chain = fallbackChain(locale);
  return (text: LocalizedText) => localized(text, chain);
}

export function currencyViews({ catalog }: ShopPlan, say: Viewer['say']): ShopCurrency[] {
  return inOrder(catalog.model.currencies).map(({ code, name, kind, cap }) => {
    return { code, name: say(name), kind, cap };
  });
}

export function itemViews({ catalog }: ShopPlan, say: Viewer['say']): ShopItem[] {
  return inOrder(catalog.model.items).map((item) => ({
    ...item,
    name: say(item.name),
    description: item.description && say(item.description),
  }));
}
