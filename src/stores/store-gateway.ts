import type { Environment } from '../kernel/environment.js';
import type { ErrorCode } from '../kernel/error-codes.js';
import type { TitleId } from '../kernel/id.js';
import type { Money } from '../kernel/money.js';

/** Where real money is paid. */
export const STORES = ['apple', 'google'] as const;
export type Store = (typeof STORES)[number];

/** An exact share of a whole: `parts` of `of`. Nothing is 0 of 1; everything is `parts === of`. */
export interface Share {
  readonly parts: number;
  readonly of: number;
}

/** One product of a purchase, as the store names it. */
export interface PurchaseLine {
  readonly productId: string;
  /** A whole number of at least 1. */
  readonly quantity: number;
  /**
   * How much of this line the store has given back in all, not since last time. Apple tells
   * milliunits of 100,000, Google units of the quantity.
   */
  readonly refunded: Share;
  /**
   * The store tells no longer how much of this line it had taken back before: what was known of
   * that stands, and `refunded` is for who knew nothing.
   */
  readonly shareUntold?: true;
}

/**
 * Why a store gave money back, as far as it says: the player asked, the bank took it, or we did not
 * acknowledge the purchase in time.
 */
export type RefundReason = 'customer' | 'chargeback' | 'unacknowledged' | 'other';

/** What a store says about a purchase. Everything that is credited comes from here. */
export interface Purchase {
  readonly store: Store;
  readonly environment: Environment;
  /** Unique within the store and environment: Apple's transaction id, Google's purchase token. */
  readonly storeTransactionId: string;
  /** Google's order id, Apple's original transaction id; for support, not for uniqueness. */
  readonly storeOrderId: string | null;
  /** Which of the title's apps sold it: a bundle id or a package name. */
  readonly app: string;
  /** `revoked`: wholly given back. What is given back in part is still `purchased`. */
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
  /** Google gives money back for what nobody acknowledges; false at Apple, which does not ask. */
  readonly acknowledged: boolean;
  /** False for what the store gave away: a promotion code, a rewarded advertisement. */
  readonly paid: boolean;
  /** null while nothing is given back. */
  readonly refundReason: RefundReason | null;
  readonly refundedAt: number | null;
  /**
   * When the store said all this: Apple's date of signature, for Google the moment at which it was
   * asked. Of two answers the one with the later time is true.
   */
  readonly asOf: number;
}

/** What a client shows of a purchase. */
export interface Proof {
  readonly text: string;
  /** A hint for verifiers that must be asked by product; never believed. */
  readonly productId: string | null;
}

export type Verification =
  /** Several purchases only from a legacy receipt, which holds all that the device has. */
  | { readonly outcome: 'verified'; readonly purchases: readonly [Purchase, ...Purchase[]] }
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
  /**
   * The environment of the caller: a purchase of the other one is refused as `receipt_sandbox`.
   * null: either, since a purchase tells its own.
   */
  readonly environment: Environment | null;
}

/** A purchase as our books know it. */
export interface StorePayment {
  /** null: not known, and each of the title's apps is asked. */
  readonly app: string | null;
  readonly storeTransactionId: string;
  readonly storeOrderId: string | null;
  readonly environment: Environment;
  readonly lines: readonly PurchaseLine[];
}

/** What a store wants to be told of how its goods were used. */
export interface UsageReport {
  /** How much of the payment's gems was spent: 0 to 100,000. */
  readonly consumedMilliunits: number;
  readonly delivered: boolean;
  readonly sampleProvided: boolean;
  /** What the title would like the store to do; null: it does not say. */
  readonly preference: 'grant' | 'decline' | 'prorated' | 'neutral' | null;
  readonly accountToken: string | null;
  /** Google's token of the review that is answered; null at Apple. */
  readonly reviewToken: string | null;
  readonly uses: readonly { readonly at: number; readonly what: string }[];
}

/** What a store told by itself. It is a hint: `observe` says what is true. */
export interface StoreNotification {
  readonly store: Store;
  /** Apple's notificationUUID, Google's messageId: the same however often it is delivered. */
  readonly id: string;
  /** The store's own word. */
  readonly type: string;
  readonly subtype: string | null;
  readonly environment: Environment | null;
  readonly app: string | null;
  readonly sentAt: number;
  readonly storeTransactionId: string | null;
  readonly storeOrderId: string | null;
  /** What is to be done about it. `unknown` is genuine and kept: stores invent new types. */
  readonly concern:
    | 'purchase'
    | 'usage_request'
    | 'refund_declined'
    | 'consent_rescinded'
    | 'test'
    | 'unknown';
  readonly refundReason: RefundReason | null;
  /** What Google wants back with the answer to a review. */
  readonly reviewToken: string | null;
  /**
   * Kept in the inbox and read again by `observe`: Apple's signedPayload, Google's decoded JSON.
   */
  readonly payload: string;
}

export type NotificationReading =
  | { readonly outcome: 'genuine'; readonly notification: StoreNotification }
  /** The sender is genuine, the content is not for us or not readable: kept, never acted on. */
  | { readonly outcome: 'unreadable'; readonly id: string; readonly why: string }
  | { readonly outcome: 'forged' }
  | { readonly outcome: 'unavailable' };

/** A notification as it came in over HTTP. */
export interface IncomingNotification {
  readonly authorization: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a store tried to tell and could not, or took back, found in its own lists. */
export interface HistoryItem {
  /** null when the store lists only what happened. */
  readonly notification: StoreNotification | null;
  readonly app: string;
  readonly storeTransactionId: string | null;
  readonly storeOrderId: string | null;
  readonly refundReason: RefundReason | null;
  readonly at: number;
}

/** Is this payment real, and what is true of it now? */
export interface StoreVerification {
  /** Never throws for what a store or a client does; a defect of ours throws. */
  verify(scope: StoreScope, proof: Proof): Promise<Verification>;
  /**
   * Which purchase a proof claims to be of, without believing it: a store signs the same purchase
   * anew each time it is asked, and a repeat must still be recognised.
   */
  claimedPurchase(proof: string): string;
  /** The purchase as the store knows it now. Never throws for what a store does. */
  look(scope: StoreScope, payment: StorePayment): Promise<Verification>;
}

/**
 * What we tell a store. Each is idempotent: told already counts as done. Each throws
 * `StoreUnavailable` when it should be tried again later, `StoreRefused` when never.
 */
export interface StoreActions {
  /**
   * True when a purchase is to be finished by us after the credit. Google consumes; Apple takes the
   * transaction off the device's list, and where no API key is set the device does that by itself,
   * which counts as done.
   */
  readonly finishes: boolean;
  finish(scope: StoreScope, payment: StorePayment): Promise<void>;
  /** Keeps a purchase from Google's three-day refund without consuming it. Done at Apple. */
  acknowledge(scope: StoreScope, payment: StorePayment): Promise<void>;
  /** Answers a store's question about usage. Only ever called with the player's consent. */
  reportUsage(scope: StoreScope, payment: StorePayment, report: UsageReport): Promise<void>;
  /** Tells Apple who owns a purchase that came without an owner. Done where nobody can be told. */
  assign(scope: StoreScope, payment: StorePayment, accountToken: string): Promise<void>;
}

/** What a store tells by itself, and how to find out what it could not tell. */
export interface StoreNotices {
  /** Is this notification the store's, and ours? Never throws for what a sender or a store does. */
  readNotification(titleId: TitleId, incoming: IncomingNotification): Promise<NotificationReading>;
  /**
   * The purchase that a kept notification speaks of, by what the store signed or says now, never by
   * the message's own words. A rescinded consent is a customer's and not a purchase's: then all
   * that the customer bought, whose owners are the players concerned. Never throws for what a store
   * does.
   */
  observe(scope: StoreScope, notification: StoreNotification): Promise<Verification>;
  /**
   * Whether the title has what it takes to ask this store for its lists: Google always, when the
   * title sells there; Apple with an API key. Throws `StoreUnavailable`.
   */
  lists(titleId: TitleId): Promise<boolean>;
  /**
   * What the store tried to tell and could not (Apple), and what it took back (Google), in a
   * period: day by day, oldest first, all pages. What is older than a store's memory (Apple 180
   * days, in its sandbox 30; Google 30) is left out. Throws `StoreUnavailable` where it cannot go
   * on.
   */
  history(
    scope: { readonly titleId: TitleId; readonly environment: Environment },
    period: { readonly since: number; readonly until: number },
  ): AsyncIterable<HistoryItem>;
  /**
   * All refunds of the customer who made this payment (Apple); Google knows no customers and tells
   * of the payment alone. Never throws for what a store does.
   */
  refundsOf(
    scope: StoreScope,
    payment: StorePayment,
  ): Promise<Verification | { readonly outcome: 'none' }>;
}

/**
 * The port to one store. Vendor types never leave an implementation, and every implementation
 * passes the same contract test. It keeps nothing and never changes our books.
 */
export interface StoreGateway extends StoreVerification, StoreActions, StoreNotices {
  readonly store: Store;
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
