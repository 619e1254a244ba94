// Written by `npm run sdk:wire` from openapi.json; do not edit.

import type { ErrorCode } from './error-codes.js';

export interface AcceptBody {
  /** Why it is left as it is, for whoever asks later. */
  readonly reason: string;
}

export interface AssignBody {
  /** The id of the player who owns the payment. */
  readonly player: string;
}

export interface AttributesBody {
  readonly country?: string | null;
  /** Such as `ios`, `android`, `web`. */
  readonly platform?: string | null;
  /** The player's level in the game. */
  readonly level?: number | null;
  /** What the player spent so far, in a unit of the studio's choice. */
  readonly spent?: number | null;
  readonly firstSeenAt?: string | null;
  /** For windows and limits in the player's own zone. */
  readonly timeZone?: string | null;
  readonly custom?: Readonly<Record<string, unknown>> | null;
}

/** What a player holds of one currency. */
export interface Balance {
  /** `paid` plus `free`. */
  readonly total: number;
  readonly paid: number;
  readonly free: number;
  /** What a refund took of gems that were spent; the next gems pay it first. */
  readonly debt: number;
  readonly expiring: readonly {
    readonly amount: number;
    readonly expiresAt: string;
  }[];
  /** Came by a transfer and cannot be passed on yet. */
  readonly held?: readonly {
    readonly amount: number;
    readonly heldUntil: string;
  }[];
}

/** What this player can be sold now. */
export interface Catalog {
  readonly version: string;
  /** When what the player sees is known to change. */
  readonly nextChangeAt: string | null;
  readonly currencies: readonly {
    readonly code: string;
    readonly name: string;
    readonly kind: 'premium' | 'soft';
    /** The most that a player can hold. */
    readonly cap: number | null;
  }[];
  readonly products: readonly Product[];
  readonly offers: readonly Offer[];
  readonly items: readonly Item[];
  /** Ids of the stores that sell no more and still credit. */
  readonly retiredProductIds: Readonly<Record<string, readonly string[]>>;
}

export interface CatalogBody {
  readonly currencies: Readonly<Record<string, unknown>>;
  readonly products?: Readonly<Record<string, unknown>>;
  readonly items?: Readonly<Record<string, unknown>>;
  readonly offers?: Readonly<Record<string, unknown>>;
}

export interface CatalogPublished {
  /** Null for a dry run of a new content */
  readonly version: string | null;
  /** SHA-256 of the canonical content, in hex */
  readonly hash: string;
  readonly publishedAt: string | null;
  /** False when the title sold from this very content already */
  readonly changed: boolean;
  /** What looks wrong */
  readonly warnings: readonly Readonly<Record<string, unknown>>[];
}

export interface ConsentsBody {
  /** A store that decides about a refund may be told how much of the purchase was used. */
  readonly consumption: boolean;
}

export interface ConsumeAnswer {
  readonly consumed: {
    readonly sku: string;
    readonly quantity: number;
  };
  /** The item in its new state. */
  readonly inventory: readonly InventoryItem[];
  readonly seq: number;
}

export interface ConsumeBody {
  readonly quantity: number;
}

export interface DebitBody {
  readonly currency: string;
  readonly amount: number;
  /** What for; kept with the event. */
  readonly reason?: string;
}

/** One draw that was played: with its seed all that is needed to do it again. */
export interface DrawResult {
  readonly draw: string;
  /** The number of the seed that it was made with. */
  readonly seed: number;
  readonly nonce: number;
  readonly entry: string;
  readonly roll: number;
  readonly misses: number;
  readonly tableHash: string;
  readonly catalogVersion: string;
  readonly order: string;
  readonly line: number;
  readonly createdAt: string;
}

/** One line of a player's ledger accounts. */
export interface Entry {
  readonly id: string;
  readonly transaction: string;
  /** Such as `topup`, `spend`, `grant` or `refund`. */
  readonly kind: string;
  readonly currency: string;
  readonly bucket: 'paid' | 'free' | 'debt';
  /** Signed. */
  readonly amount: number;
  readonly balanceAfter: number;
  /** Counts the entries of the player's account, without a gap. */
  readonly number: number;
  /** Of the wallet that it led to. */
  readonly seq: number;
  /** The payment, order, grant or the like that it is about. */
  readonly reference: string | null;
  readonly createdAt: string;
}

export interface EventsAnswer {
  readonly data: readonly PlayerEvent[];
  /** To ask with next. */
  readonly last: number;
  /** There are more already. */
  readonly more: boolean;
}

export interface FieldProblem {
  /** A JSON pointer (RFC 6901) into the body. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export interface GuestRequest {
  readonly deviceId: string;
  readonly deviceSecret: string;
}

/** All that a player holds. */
export interface Inventory {
  /** Of the player's wallet. */
  readonly seq: number;
  readonly items: readonly InventoryItem[];
}

/** What a player holds of one item. */
export interface InventoryItem {
  readonly sku: string;
  readonly kind: 'durable' | 'consumable' | 'upgrade' | 'unlock' | 'bundle';
  /** 0: it was consumed or taken back. */
  readonly quantity: number;
  /** Of upgrades. */
  readonly level: number | null;
}

export interface Item {
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  /** No longer sold; who has it keeps it. */
  readonly archived: boolean;
  readonly kind: 'durable' | 'consumable' | 'upgrade' | 'unlock' | 'bundle';
  /** Of consumables: how many a player can hold. */
  readonly stack?: number | null;
  readonly requires?: readonly string[];
  /** Of bundles. */
  readonly parts?: readonly {
    readonly sku: string;
    readonly quantity: number;
  }[];
  /** Of bundles. */
  readonly gives?: Readonly<Record<string, number>>;
  /** Of upgrades. */
  readonly levels?: number;
}

export interface LiftBody {
  /** Why the flag is lifted, for whoever asks later. */
  readonly reason: string;
}

/** Real money: millionths of the currency's unit, so 4.99 USD is 4,990,000 micros. */
export interface Money {
  /** ISO 4217. */
  readonly currency: string;
  readonly micros: number;
}

export interface MoneyBody {
  readonly currency: string;
  /** Millionths of the currency's unit. */
  readonly micros: number;
}

/** An item or bundle at a price in gems, as this player sees it now. */
export interface Offer {
  readonly key: string;
  readonly name: string;
  readonly price: Price;
  /** What it costs without the sale; null: no sale makes it cheaper. */
  readonly listPrice: {
    readonly currency: string;
    readonly amount: number;
  } | null;
  readonly sale: {
    readonly key: string;
    readonly name: string;
    readonly endsAt: string | null;
  } | null;
  /** What one unit costs in real money at the dearest pack; null: no pack sells the currency. */
  readonly moneyPrice: {
    readonly currency: string;
    readonly micros: number;
    /** The product that it is reckoned from. */
    readonly basis: string;
  } | null;
  /** What each level costs that the offer sells; `price` is that of the player's next one. */
  readonly levelPrices: readonly number[] | null;
  readonly grants: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly level: number | null;
  }[];
  /** Virtual currencies that one unit gives besides. */
  readonly gives: Readonly<Record<string, number>>;
  /** All its odds, to be shown before the player pays. */
  readonly draw: {
    readonly key: string;
    readonly name: string;
    /** SHA-256 of the published table: each draw that was played names the one it used. */
    readonly tableHash: string;
    readonly entries: readonly {
      readonly key: string;
      readonly weight: number;
      readonly probability: {
        readonly numerator: number;
        readonly denominator: number;
      };
      /** Such as `12.5%`. */
      readonly percent: string;
      readonly grants: readonly {
        readonly sku: string;
        readonly quantity: number;
        readonly level: number | null;
      }[];
      readonly gives: Readonly<Record<string, number>>;
    }[];
    /** After so many draws in a row without one of these entries, the next is among them. */
    readonly pity: {
      readonly after: number;
      readonly entries: readonly string[];
    } | null;
  } | null;
  /** Items that the player must hold to buy it. */
  readonly requires: readonly string[];
  /** How many units a player may buy. */
  readonly limit: number | null;
  readonly limitPerPeriod: {
    readonly period: 'day' | 'week' | 'month';
    readonly count: number;
  } | null;
  /** How many units are sold to all players together. */
  readonly stock: number | null;
  readonly endsAt: string | null;
}

/** One purchase with gems; `price` is of one unit. */
export interface Order {
  readonly id: string;
  readonly status: 'completed' | 'refunded';
  readonly offer: string;
  readonly quantity: number;
  readonly price: Price;
  readonly total: Price;
  /** Which sale made it cheaper. */
  readonly sale: string | null;
  readonly catalogVersion: string;
  readonly createdAt: string;
  readonly refundedAt: string | null;
  readonly refundReason: string | null;
}

export interface OrderAnswer {
  readonly order: Order;
  readonly wallet: Wallet;
  /** The items that it changed, in their new state. */
  readonly inventory: readonly InventoryItem[];
  /** Virtual currencies that it gave besides. */
  readonly gives?: Readonly<Record<string, number>>;
  readonly draws?: readonly DrawResult[];
}

export interface OrderBody {
  readonly offer: string;
  readonly quantity: number;
  /** Either this, or a quote. */
  readonly expectedPrice?: PriceBody;
  /** As `POST /v1/quotes` answered it; `offer` and `quantity` are those of the quote. */
  readonly quote?: string;
}

export interface OrderRefundBody {
  /** Why; kept with the order. */
  readonly reason: string;
  /** `accept`: what was used up or is gone stays gone, and the gems are given back all the same. */
  readonly missingItems?: 'refuse' | 'accept';
}

/** One store transaction, as the server knows it. */
export interface Payment {
  readonly id: string;
  /** `unassigned`: paid, and nobody knows for whom. `refund_reversed`: the store took its refund back, and the gems are back as well. */
  readonly status:
    | 'verifying'
    | 'pending'
    | 'unassigned'
    | 'credited'
    | 'partially_refunded'
    | 'refunded'
    | 'refund_reversed'
    | 'rejected';
  readonly store: 'apple' | 'google';
  readonly environment: 'production' | 'sandbox';
  /** Why it is not credited. */
  readonly reason: string | null;
  readonly grants: Readonly<Record<string, number>>;
  readonly bonus: readonly {
    readonly promotion: string;
    readonly gems: Readonly<Record<string, number>>;
  }[];
  /** What refunds of the store have taken of it, by currency. */
  readonly refunded: Readonly<Record<string, number>>;
  readonly bonusRefunded: Readonly<Record<string, number>>;
  readonly price: {
    /** ISO 4217. */
    readonly currency: string;
    readonly micros: number;
  } | null;
  readonly createdAt: string;
  readonly creditedAt: string | null;
}

/** Something that happened to a player. */
export interface PlayerEvent {
  readonly id: string;
  /** Such as `wallet.changed`, `payment.refunded` or `order.completed`. */
  readonly type: string;
  /** Counts the events of the player, without a gap. */
  readonly number: number;
  readonly createdAt: string;
  readonly player: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An amount of a virtual currency: a whole number, never a fraction. */
export interface Price {
  readonly currency: string;
  readonly amount: number;
}

export interface PriceBody {
  readonly currency: string;
  readonly amount: number;
}

/** RFC 9457. `code` is the contract; all codes are documented under docs/errors. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  /** The same request may succeed later. */
  readonly retryable: boolean;
  /** Of a refused payment: what to do with the store's transaction; without it, ask again later. */
  readonly transaction?: 'finish' | 'drop';
  readonly errors?: readonly FieldProblem[];
  /** Of `insufficient_balance`: how much. */
  readonly missing?: {
    readonly currency: string;
    readonly amount: number;
  };
  /** Of `price_changed`: what it costs now. */
  readonly currentPrice?: {
    readonly currency: string;
    readonly amount: number;
  };
}

/** What a store sells for real money (a gem pack). */
export interface Product {
  readonly key: string;
  readonly name: string;
  /** The store's own product id, per store. */
  readonly stores: Readonly<Record<string, string>>;
  readonly grants: Readonly<Record<string, number>>;
  readonly referencePrice: Money;
  /** Free gems that come with it now. */
  readonly bonus: readonly {
    readonly promotion: string;
    readonly name: string;
    /** `first_top_up`: only with the player's first payment. */
    readonly kind: 'first_top_up' | 'bonus';
    readonly gives: Readonly<Record<string, number>>;
    /** How often a player gets it. */
    readonly limit: number | null;
    readonly expiresAfterDays: number | null;
    readonly endsAt: string | null;
  }[];
}

export interface PromotionBody {
  readonly currency: string;
  readonly amount: number;
  /** Why; kept with the event. */
  readonly reason: string;
  /** The gems can no longer be spent after this many seconds. */
  readonly expiresInSeconds?: number;
}

/** The price of an offer, kept for a minute; `price` is that of one unit. */
export interface Quote {
  /** To be handed back as it is. */
  readonly quote: string;
  readonly offer: string;
  readonly quantity: number;
  readonly price: Price;
  readonly total: Price;
  readonly sale: string | null;
  readonly catalogVersion: string;
  readonly expiresAt: string;
}

export interface QuoteBody {
  readonly offer: string;
  readonly quantity: number;
}

export interface RedemptionBody {
  /** As the player typed it. */
  readonly code: string;
}

export interface RefreshRequest {
  readonly refreshToken: string;
}

export interface SeedBody {
  /** The player's word for the next seed; without it one is made at random. */
  readonly clientSeed?: string;
}

export interface SessionAnswer {
  readonly player: {
    readonly id: string;
  };
  /** What the stores are told of the player (a UUID). */
  readonly accountToken: string;
  readonly accessToken: string;
  /** Of the access token. */
  readonly expiresAt: string;
  /** Good for one use. */
  readonly refreshToken: string;
}

export interface SessionRequest {
  readonly guest?: GuestRequest;
  readonly identityToken?: string;
}

/** How much real money a player wants to spend at most; null: no limit. */
export interface SpendingLimits {
  readonly daily: {
    /** ISO 4217. */
    readonly currency: string;
    readonly micros: number;
  } | null;
  readonly monthly: {
    /** ISO 4217. */
    readonly currency: string;
    readonly micros: number;
  } | null;
  /** What holds from then on. */
  readonly pending: {
    readonly daily: {
      /** ISO 4217. */
      readonly currency: string;
      readonly micros: number;
    } | null;
    readonly monthly: {
      /** ISO 4217. */
      readonly currency: string;
      readonly micros: number;
    } | null;
    readonly at: string;
  } | null;
}

export interface SpendingLimitsBody {
  /** Per UTC day; null or left out: no limit. */
  readonly daily?: MoneyBody;
  /** Per UTC month; null or left out: no limit. */
  readonly monthly?: MoneyBody;
}

export interface TopUpAnswer {
  readonly payment: Payment;
  readonly status: 'credited' | 'already_credited' | 'pending' | 'verifying' | 'rejected';
  readonly granted: Readonly<Record<string, number>>;
  readonly bonus: readonly {
    readonly promotion: string;
    readonly gems: Readonly<Record<string, number>>;
  }[];
  readonly wallet: Wallet;
  /** The device may finish the store transaction now. */
  readonly finish: boolean;
}

export interface TopUpBody {
  readonly store: 'apple' | 'google';
  /** Apple: the signed transaction. Google: the purchase token. */
  readonly proof: string;
  /** What the game believes was bought; refused when the store says otherwise. */
  readonly productId?: string;
}

/** May this player buy this product now. */
export interface TopUpCheck {
  readonly allowed: boolean;
  /** Why not. */
  readonly reason:
    | 'product_unknown'
    | 'consent_withdrawn'
    | 'player_limited'
    | 'spending_limit'
    | null;
  /** What would come with it. */
  readonly bonus: readonly {
    readonly promotion: string;
    readonly gems: Readonly<Record<string, number>>;
  }[];
  readonly limit?: {
    readonly period: 'daily' | 'monthly';
    readonly limit: Money;
    readonly spent: Money;
    readonly resetsAt: string;
  };
}

export interface TopUpCheckBody {
  readonly store: 'apple' | 'google';
  /** The store's product id. */
  readonly productId: string;
}

export interface Transfer {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly amount: number;
  readonly reason: string | null;
  /** Until then the gems cannot be passed on. */
  readonly heldUntil: string;
  readonly createdAt: string;
}

export interface TransferBody {
  readonly currency: string;
  readonly amount: number;
  /** What for; kept with the event. */
  readonly reason?: string;
  /** Who gives. */
  readonly from: string;
  /** Who gets; another player. */
  readonly to: string;
}

/** All balances of a player. */
export interface Wallet {
  /** Rises by one with each change of the wallet. */
  readonly seq: number;
  readonly balances: Readonly<Record<string, Balance>>;
}
