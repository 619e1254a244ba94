import type { Amount } from '../kernel/amount.js';
import type { CatalogVersionId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';

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

/** What a store sells for real money. */
export interface Product {
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

interface ItemBase {
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
    | { readonly kind: 'bundle'; readonly parts: readonly BundlePart[] }
  );

export type ItemKind = Item['kind'];

/** What one unit of an offer gives. */
export interface OfferGrant {
  readonly sku: string;
  readonly quantity: number;
  /** For an upgrade: the level that is sold, or null for the player's next one. */
  readonly level: number | null;
}

export interface Offer {
  readonly key: string;
  readonly name: LocalizedText;
  readonly grants: readonly OfferGrant[];
  readonly price: { readonly currency: string; readonly amount: Amount };
  /** Milliseconds since 1970 UTC; the offer is sold from `startsAt` until just before `endsAt`. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** How many units one player may buy in all; null: no limit. */
  readonly limitPerPlayer: number | null;
}

/** Everything that a version sells. Immutable. */
export interface CatalogModel {
  readonly currencies: ReadonlyMap<string, Currency>;
  readonly products: ReadonlyMap<string, Product>;
  readonly items: ReadonlyMap<string, Item>;
  readonly offers: ReadonlyMap<string, Offer>;
}

/** The version that a title sells from now. */
export interface PublishedCatalog {
  readonly versionId: CatalogVersionId;
  readonly model: CatalogModel;
  /** By store, then by the store's product id. */
  readonly productsByStoreId: {
    readonly apple: ReadonlyMap<string, Product>;
    readonly google: ReadonlyMap<string, Product>;
  };
}
