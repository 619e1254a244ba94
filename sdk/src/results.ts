import type {
  Catalog,
  Inventory,
  InventoryItem,
  Order,
  Payment,
  Problem,
  Quote,
  SpendingLimits,
  TopUpCheck,
  Wallet,
} from './shapes.js';

/**
 * Nothing happened and nothing will: no value moved, no intent is kept.
 * `unavailable` covers 5xx, 429 and answers that are not ours (a captive portal's HTML).
 */
export type Failure =
  | { readonly status: 'offline' }
  | { readonly status: 'timeout' }
  | { readonly status: 'unavailable'; readonly code: string; readonly retryAfterMs?: number }
  | { readonly status: 'unauthenticated'; readonly code: string }
  | { readonly status: 'refused'; readonly problem: Problem };

/**
 * The outcome is not known yet. The intent is kept under `key` and `flush` or the next `start`
 * settles it; do not offer the same purchase again as if it had failed.
 */
export interface Pending {
  readonly status: 'pending';
  readonly key: string;
  /** Why: a `Failure` status, the server's own `pending` or `verifying`, or the store is slow. */
  readonly cause: Failure['status'] | 'pending' | 'verifying' | 'store';
}

export type StartResult =
  | { readonly status: 'signed_in'; readonly player: { readonly id: string } }
  | Failure;

export interface SignOutResult {
  readonly status: 'signed_out';
  /** False when the server could not be told; the tokens are forgotten here all the same. */
  readonly revoked: boolean;
}

/** `stale` is true when the server could not be asked and the last known catalog is shown. */
export type CatalogResult =
  | { readonly status: 'ok'; readonly catalog: Catalog; readonly stale: boolean }
  | Failure;

export type WalletResult = { readonly status: 'ok'; readonly wallet: Wallet } | Failure;

export type InventoryResult = { readonly status: 'ok'; readonly inventory: Inventory } | Failure;

export type PageResult<Row> =
  | { readonly status: 'ok'; readonly data: readonly Row[]; readonly nextCursor: string | null }
  | Failure;

/**
 * Refusals of an order that a shop shows by name; nothing was charged in any of them.
 * `insufficient_balance` says in `problem.missing` how much, `price_changed` in
 * `problem.currentPrice` what it costs now.
 */
export interface BuyRefusal {
  readonly status:
    | 'insufficient_balance'
    | 'price_changed'
    | 'limit_reached'
    | 'offer_unavailable'
    | 'already_owned'
    | 'level_out_of_order'
    | 'requirement_missing'
    | 'stack_full'
    | 'no_catalog'
    /** It could not be sent in time; nothing was charged, and nothing will be. */
    | 'intent_expired';
  readonly problem: Problem;
}

export type BuyResult =
  | {
      readonly status: 'completed';
      readonly order: Order;
      readonly wallet: Wallet;
      readonly inventory: readonly InventoryItem[];
    }
  | BuyRefusal
  | Pending
  | Failure;

export type ConsumeResult =
  | {
      readonly status: 'consumed';
      readonly consumed: { readonly sku: string; readonly quantity: number };
      readonly inventory: readonly InventoryItem[];
    }
  | {
      readonly status: 'insufficient_items' | 'item_not_consumable' | 'intent_expired';
      readonly problem: Problem;
    }
  | Pending
  | Failure;

/** The server's definite word on a payment. `finish`: the store may be told that it is done. */
export type ClaimResult =
  | {
      readonly status: 'credited' | 'already_credited';
      readonly payment: Payment;
      readonly granted: Readonly<Record<string, number>>;
      readonly wallet: Wallet;
      readonly finish: boolean;
    }
  | {
      readonly status: 'rejected';
      /** The problem's code, when the server gave one. */
      readonly code?: string;
      readonly finish: boolean;
      readonly problem?: Problem;
    }
  | Pending;

/** How the store's own payment sheet ended without a payment. */
export type StoreOutcome =
  | { readonly status: 'cancelled' }
  /** Someone else must approve or pay first (Ask to Buy, cash); it arrives later by itself. */
  | { readonly status: 'deferred' }
  | { readonly status: 'store_error'; readonly code: string; readonly message: string };

/** The server would not take the payment, so the sheet was not opened; `check.reason` says why. */
export interface NotAllowed {
  readonly status: 'not_allowed';
  readonly productId: string;
  readonly check: TopUpCheck;
}

/** `productId` is the store's own id; `store_error` when its plug-in could not be connected. */
export type CheckResult =
  | { readonly status: 'ok'; readonly productId: string; readonly check: TopUpCheck }
  | Extract<StoreOutcome, { status: 'store_error' }>
  | Failure;

export type QuoteResult = { readonly status: 'ok'; readonly quote: Quote } | Failure;

/** The limits as they are now, with changes that wait for their day. */
export type LimitsResult = { readonly status: 'ok'; readonly limits: SpendingLimits } | Failure;

export type EraseResult = { readonly status: 'erased' } | Failure;

export type TopUpResult = ClaimResult | StoreOutcome | NotAllowed | Failure;

/** `pending` counts the intents and store transactions that are still kept after the flush. */
export type FlushResult = { readonly status: 'flushed'; readonly pending: number } | Failure;
