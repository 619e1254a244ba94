/** An amount of a virtual currency: a whole number, never a fraction. */
export interface Price {
  readonly currency: string;
  readonly amount: number;
}

/** Real money: millionths of the currency's unit, so 4.99 USD is 4,990,000 micros. */
export interface Money {
  readonly currency: string;
  readonly micros: number;
}

/** What a player holds of one currency; `total` is `paid` plus `free`. */
export interface Balance {
  readonly total: number;
  readonly paid: number;
  readonly free: number;
  readonly debt: number;
  readonly expiring: readonly { readonly amount: number; readonly expiresAt: string }[];
}

/** All balances of a player; `seq` rises by one with each change of the wallet. */
export interface Wallet {
  readonly seq: number;
  readonly balances: Readonly<Record<string, Balance>>;
}

/** What a store sells for real money (a gem pack). */
export interface Product {
  readonly key: string;
  /** The store's own product id, per store. */
  readonly stores: Readonly<Record<string, string | undefined>>;
  readonly grants: Readonly<Record<string, number>>;
  readonly referencePrice: Money;
  /** Free gems that come with it now. */
  readonly bonus?: readonly {
    readonly promotion: string;
    readonly name: string;
    /** `first_top_up`: only with the player's first payment. */
    readonly kind: 'first_top_up' | 'bonus';
    readonly gives: Readonly<Record<string, number>>;
    readonly endsAt: string | null;
  }[];
}

/** A draw with all its odds, to be shown before the player pays. */
export interface Draw {
  readonly key: string;
  readonly name: string;
  /** SHA-256 of the published table: each draw that was played names the one it used. */
  readonly tableHash: string;
  readonly entries: readonly {
    readonly key: string;
    readonly weight: number;
    readonly probability: { readonly numerator: number; readonly denominator: number };
    /** Such as `12.5%`. */
    readonly percent: string;
    readonly grants: Offer['grants'];
    readonly gives: Readonly<Record<string, number>>;
  }[];
  /** After so many draws in a row without one of these entries, the next is among them. */
  readonly pity: { readonly after: number; readonly entries: readonly string[] } | null;
}

/** An item or bundle at a price in gems, as this player sees it now. */
export interface Offer {
  readonly key: string;
  readonly name: string;
  readonly price: Price;
  readonly moneyPrice?: (Money & { readonly basis?: string }) | null;
  readonly grants: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly level?: number | null;
  }[];
  /** What it costs without the sale; null: no sale makes it cheaper. */
  readonly listPrice?: Price | null;
  readonly sale?: {
    readonly key: string;
    readonly name: string;
    readonly endsAt: string | null;
  } | null;
  /** What each level costs that the offer sells; `price` is that of the player's next one. */
  readonly levelPrices?: readonly number[] | null;
  /** Virtual currencies that one unit gives besides. */
  readonly gives?: Readonly<Record<string, number>>;
  readonly draw?: Draw | null;
  /** Items that the player must hold to buy it. */
  readonly requires?: readonly string[];
  readonly limit?: unknown;
  readonly limitPerPeriod?: {
    readonly period: 'day' | 'week' | 'month';
    readonly count: number;
  } | null;
  /** How many units are sold to all players together. */
  readonly stock?: number | null;
  readonly endsAt?: string | null;
}

export type ItemKind = 'durable' | 'consumable' | 'upgrade' | 'unlock' | 'bundle';

export interface Item {
  readonly sku: string;
  readonly kind: ItemKind;
  readonly name: string;
}

/** What this player can be sold now; `nextChangeAt` is when that is known to change. */
export interface Catalog {
  readonly version: string;
  readonly nextChangeAt: string | null;
  readonly currencies?: readonly { readonly code: string; readonly name: string }[];
  readonly products: readonly Product[];
  readonly offers: readonly Offer[];
  readonly items: readonly Item[];
}

export interface InventoryItem {
  readonly sku: string;
  readonly kind?: ItemKind;
  readonly quantity: number;
  readonly level: number | null;
}

export interface Inventory {
  readonly seq: number;
  readonly items: readonly InventoryItem[];
}

/** One purchase with gems. */
export interface Order {
  readonly id: string;
  readonly status: string;
  readonly offer: string;
  readonly quantity: number;
  readonly price: Price;
  readonly catalogVersion: string;
}

/**
 * `unassigned`: paid, and nobody knows for whom. `refund_reversed`: the store took its refund back,
 * and the gems are back as well.
 */
export type PaymentStatus =
  | 'verifying'
  | 'pending'
  | 'unassigned'
  | 'credited'
  | 'partially_refunded'
  | 'refunded'
  | 'refund_reversed'
  | 'rejected';

/** One store transaction, as the server knows it. */
export interface Payment {
  readonly id: string;
  readonly status: PaymentStatus;
  /** What refunds of the store have taken of it, by currency. */
  readonly refunded?: Readonly<Record<string, number>>;
}

/** One line of a player's ledger accounts. */
export interface Entry {
  readonly id: string;
  readonly transaction: string;
  readonly kind: string;
  readonly currency: string;
  readonly bucket: 'paid' | 'free' | 'debt';
  readonly amount: number;
  readonly balanceAfter: number;
  readonly number: number;
  readonly reference: string | null;
  readonly createdAt: string;
}

/** An RFC 9457 problem as the server wrote it; `code` is the contract. */
export interface Problem {
  readonly code: string;
  readonly title?: string;
  readonly status: number;
  readonly detail?: string;
  readonly requestId?: string;
  readonly retryable?: boolean;
  readonly errors?: readonly {
    readonly pointer: string;
    readonly code: string;
    readonly detail: string;
  }[];
  readonly missing?: Price;
  readonly currentPrice?: Price;
}
