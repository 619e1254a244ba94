import type { Amount } from '../kernel/amount.js';
import type { CatalogVersionId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';
import type { AudienceRule } from './audience.js';

/** A text per locale (BCP 47); `en` is always there and is the fallback. */
export type LocalizedText = Readonly<Record<string, string>>;

export interface Currency {
  readonly code: string;
  readonly name: LocalizedText;
  /** `premium` is sold for real money, `soft` is only earned. */
  readonly kind: 'premium' | 'soft';
  /** The most that a player may hold; null: the ledger's own limit. */
  readonly cap: Amount | null;
}

/**
 * When something holds: from `startsAt` until just before `endsAt`; null: without a bound. With a
 * `zone` both are wall-clock times of that zone, written as if they were UTC (18:00 is 18:00Z), and
 * `window.ts` finds the moment; without one they are moments, milliseconds since 1970 UTC.
 */
export interface Window {
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** An IANA time zone, or `player`: each player's own. */
  readonly zone: string | null;
}

/** What was sold once is never removed: archived, it is no longer sold, but still known. */
export interface Archivable {
  readonly archived: boolean;
}

/** What a store sells for real money. */
export interface Product extends Archivable {
  readonly key: string;
  readonly name: LocalizedText;
  readonly stores: { readonly apple: string | null; readonly google: string | null };
  /** Gems per unit of the product, by currency. */
  readonly grants: Readonly<Record<string, Amount>>;
  /** For display and the real-money price of offers; a payment's price comes from the store. */
  readonly referencePrice: Money | null;
}

/** A part of a bundle. */
export interface BundlePart {
  readonly sku: string;
  readonly quantity: number;
}

/** Units of virtual currencies, by code. Given by an offer they are free gems. */
export type CurrencyGifts = Readonly<Record<string, Amount>>;

interface ItemBase extends Archivable {
  readonly sku: string;
  readonly name: LocalizedText;
  readonly description: LocalizedText | null;
}

/** What a player can own. */
export type Item = ItemBase &
  (
    | { readonly kind: 'durable' }
    | { readonly kind: 'consumable'; readonly stack: number | null }
    | { readonly kind: 'upgrade'; readonly levels: number }
    | { readonly kind: 'unlock'; readonly requires: readonly string[] }
    | {
        readonly kind: 'bundle';
        /** As it was written: a part may be a bundle itself. */
        readonly parts: readonly BundlePart[];
        readonly gives: CurrencyGifts;
      }
  );

export type ItemKind = Item['kind'];

/** What one unit of an offer gives. */
export interface OfferGrant {
  readonly sku: string;
  readonly quantity: number;
  /** For an upgrade: the level that is sold, or null for the player's next one. */
  readonly level: number | null;
}

export const LIMIT_PERIODS = ['day', 'week', 'month'] as const;
/** A calendar period in the player's own zone; a week begins on Monday (ISO 8601). */
export type LimitPeriod = (typeof LIMIT_PERIODS)[number];

export interface Offer extends Window, Archivable {
  readonly key: string;
  readonly name: LocalizedText;
  readonly grants: readonly OfferGrant[];
  /** Virtual currencies that one unit gives besides. */
  readonly gives: CurrencyGifts;
  /** The draw that one unit plays once; null: none. */
  readonly draw: string | null;
  /** Of one unit; with `levelPrices` that of the first level. */
  readonly price: { readonly currency: string; readonly amount: Amount };
  /** What each level of the one upgrade costs that the offer sells; null: all the same. */
  readonly levelPrices: readonly Amount[] | null;
  /** Key of the audience that may buy it; null: everybody. */
  readonly audience: string | null;
  /** Items that a player must hold to buy it. */
  readonly requires: readonly string[];
  /** How many units one player may buy in all; null: no limit. */
  readonly limitPerPlayer: number | null;
  readonly limitPerPeriod: { readonly period: LimitPeriod; readonly count: number } | null;
  /** How many units are sold to all players together, ever; null: no limit. */
  readonly stock: number | null;
}

/**
 * A scheduled change of prices. Sales never add up. Of several that apply to an offer at a moment,
 * the one with the highest `priority` counts, then the one with the lowest price, then the one
 * whose key comes first.
 */
export interface Sale extends Window {
  readonly key: string;
  readonly name: LocalizedText;
  /** Keys of offers. */
  readonly offers: readonly string[];
  /** How much is taken off, 1 to 99; rounded down to whole units, but at least 1 is paid. */
  readonly percent: number | null;
  /** The price itself, in the offer's own currency. Exactly one of the two is there. */
  readonly price: Amount | null;
  readonly priority: number;
  readonly audience: string | null;
}

/** A named condition on what is known of a player. */
export interface Audience {
  readonly key: string;
  readonly name: LocalizedText;
  /** In the Common Expression Language; see `audience.ts`. */
  readonly expression: string;
}

/** Free gems that come with a payment and go with its refund. */
export interface Promotion extends Window {
  readonly key: string;
  readonly name: LocalizedText;
  /** `first_top_up`: only the player's first credited payment counts. */
  readonly kind: 'first_top_up' | 'bonus';
  /** Keys of products; empty: all. */
  readonly products: readonly string[];
  /** Of what the product grants, 1 to 1,000, rounded down; null: `gives` says it. */
  readonly percent: number | null;
  /** Per unit of the product. */
  readonly gives: CurrencyGifts;
  readonly audience: string | null;
  /** How many payments of one player it counts for; null: no limit. A first top-up has 1. */
  readonly limitPerPlayer: number | null;
  readonly expiresAfterDays: number | null;
}

/** What a coupon's code brings. The codes themselves are no part of a catalog. */
export interface Coupon extends Window, Archivable {
  readonly key: string;
  readonly name: LocalizedText;
  readonly grants: readonly OfferGrant[];
  readonly gives: CurrencyGifts;
  readonly audience: string | null;
  /** How many codes of this coupon one player may redeem; null: no limit. */
  readonly limitPerPlayer: number | null;
  /** How many redemptions all players have together; null: as many as the codes allow. */
  readonly stock: number | null;
  /** Of the gems; null: they do not expire. */
  readonly expiresAfterDays: number | null;
}

/** One row of a draw's table. Its odds are its weight over the sum of all weights. */
export interface DrawEntry {
  readonly key: string;
  readonly weight: number;
  readonly grants: readonly OfferGrant[];
  readonly gives: CurrencyGifts;
}

/** A weighted draw with published odds. */
export interface Draw extends Archivable {
  readonly key: string;
  readonly name: LocalizedText;
  readonly entries: readonly DrawEntry[];
  /** After so many draws in a row without one of these entries, the next is among them. */
  readonly pity: { readonly after: number; readonly entries: readonly string[] } | null;
}

/** Everything that a version sells. Immutable. */
export interface CatalogModel {
  readonly currencies: ReadonlyMap<string, Currency>;
  readonly products: ReadonlyMap<string, Product>;
  readonly items: ReadonlyMap<string, Item>;
  readonly offers: ReadonlyMap<string, Offer>;
  readonly sales: ReadonlyMap<string, Sale>;
  readonly audiences: ReadonlyMap<string, Audience>;
  readonly promotions: ReadonlyMap<string, Promotion>;
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly draws: ReadonlyMap<string, Draw>;
}

/** The version that a title sells from now. */
export interface PublishedCatalog {
  readonly versionId: CatalogVersionId;
  readonly model: CatalogModel;
  /** The conditions of `model.audiences`, ready to be asked. */
  readonly audiences: ReadonlyMap<string, AudienceRule>;
  /** The sales of each offer that has any. */
  readonly salesByOffer: ReadonlyMap<string, readonly Sale[]>;
  /**
   * By store, then by the store's product id. Products of earlier versions stay here, so that an
   * old receipt is still redeemed.
   */
  readonly productsByStoreId: {
    readonly apple: ReadonlyMap<string, Product>;
    readonly google: ReadonlyMap<string, Product>;
  };
}
