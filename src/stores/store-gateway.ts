import type { Environment } from '../kernel/environment.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import type { TitleId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';

/** Where real money is paid. */
export const STORES = ['apple', 'google'] as const;
export type Store = (typeof STORES)[number];

/** One product of a purchase, as the store names it. */
export interface PurchaseLine {
  readonly productId: string;
  /** A whole number of at least 1. */
  readonly quantity: number;
}

/** What a store says about a purchase. Everything that is credited comes from here. */
export interface Purchase {
  readonly store: Store;
  readonly environment: Environment;
  /** Unique within the store and environment: Apple's transaction id, Google's purchase token. */
  readonly storeTransactionId: string;
  /** Google's order id, Apple's original transaction id; for support, not for uniqueness. */
  readonly storeOrderId: string | null;
  readonly state: 'purchased' | 'pending' | 'cancelled' | 'revoked';
  readonly lines: readonly PurchaseLine[];
  /** The account token that the game set at the purchase: the UUID of the player who owns it. */
  readonly accountToken: string | null;
  /** What was paid for all lines together, as far as the store tells. */
  readonly price: Money | null;
  /** Country or storefront as the store writes it. */
  readonly country: string | null;
  readonly purchasedAt: number | null;
  /**
   * True when the store has seen any of it consumed already; acknowledged alone is not consumed.
   */
  readonly consumed: boolean;
}

export type Verification =
  | { readonly outcome: 'verified'; readonly purchase: Purchase }
  /** Final: the store did not sell this to this app, or the proof is not the store's. */
  | { readonly outcome: 'refused'; readonly code: ErrorCode }
  /**
   * The store cannot be asked now. `storeTransactionId` is set when the proof itself names the
   * purchase, so that it can be stored and asked for later.
   */
  | { readonly outcome: 'unavailable'; readonly storeTransactionId: string | null };

/** Whose app is asked about. */
export interface StoreScope {
  readonly titleId: TitleId;
  /** The environment of the caller: a purchase of the other one is refused as `receipt_sandbox`. */
  readonly environment: Environment;
}

/**
 * The port to one store: is this payment real? Vendor types never leave an implementation, and
 * every implementation passes the same contract test. It keeps nothing and never changes our books.
 */
export interface StoreGateway {
  readonly store: Store;
  /** Never throws for what a store or a client does; a defect of ours throws. */
  verify(scope: StoreScope, proof: string): Promise<Verification>;
  /**
   * Which purchase a proof claims to be of, without believing it: a store signs the same purchase
   * anew each time it is asked, and a repeat must still be recognised.
   */
  claimedPurchase(proof: string): string;
  /** True when purchases must be finished by us after the credit (Google: consume). */
  readonly finishes: boolean;
  /**
   * Tells the store that the purchase was credited. Idempotent: finished already counts as done.
   * Throws `StoreUnavailable` when it should be tried again later, `StoreRefused` when never.
   */
  finish(
    scope: StoreScope,
    payment: { storeTransactionId: string; lines: readonly PurchaseLine[] },
  ): Promise<void>;
}

/** The store did not answer, or answered that it cannot now. Try later. */
export class StoreUnavailable extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'StoreUnavailable';
  }
}

/** The store refused for good; the text is safe to log: no tokens, no ids. */
export class StoreRefused extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'StoreRefused';
  }
}

/** The injection token of all gateways: `readonly StoreGateway[]`. */
export const STORE_GATEWAYS = Symbol('store gateways');
