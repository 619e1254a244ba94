import type { ErrorCode } from './generated/error-codes.js';
import type * as wire from './generated/wire.js';

// What the service answers is written from openapi.json; a newer one may answer more.
export type {
  Balance,
  Catalog,
  Entry,
  Inventory,
  InventoryItem,
  Item,
  Money,
  Offer,
  Order,
  Payment,
  Price,
  Product,
  Quote,
  SpendingLimits,
  TopUpCheck,
  Wallet,
} from './generated/wire.js';

export type ItemKind = wire.Item['kind'];
export type PaymentStatus = wire.Payment['status'];
/** A draw with all its odds, to be shown before the player pays. */
export type Draw = NonNullable<wire.Offer['draw']>;

/** An RFC 9457 problem as the server wrote it; `code` is the contract. */
export interface Problem extends Partial<Omit<wire.Problem, 'code' | 'status'>> {
  /** A newer service may answer codes that this version does not know. */
  readonly code: ErrorCode | (string & {});
  readonly status: number;
}

/** What to show of a wallet while purchases are on their way. */
export interface WalletView {
  /** Of the wallet that it starts from. */
  readonly seq: number;
  /** Totals by currency, less what is being bought; below zero if that will be refused. */
  readonly balances: Readonly<Record<string, number>>;
  /** The orders that are kept and not answered, oldest first. */
  readonly buying: readonly {
    readonly key: string;
    readonly offer: string;
    readonly quantity: number;
  }[];
}

/**
 * Something that happened, live. What happened to the player is numbered without a gap; what
 * concerns all players (`catalog.published`: ask for the catalog again) has no number.
 */
export interface GameEvent extends Partial<Omit<wire.PlayerEvent, 'type' | 'data'>> {
  /** Such as `wallet.changed`, `payment.refunded` or `catalog.published`. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
