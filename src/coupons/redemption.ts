import { timestamp } from '../kernel/clock.js';
import type { CatalogVersionId, Id, PlayerId } from '../kernel/id.js';
import type { Scope } from '../platform/http/caller.js';
import { type Book, book } from '../till/book.js';

/** A code of a coupon. */
export interface CouponCode extends Scope {
  /** In hex. */
  readonly hash: string;
  /** The coupon's key. */
  readonly coupon: string;
  /** How many players may redeem it; null: as many as come. */
  readonly usesMax: number | null;
  readonly uses: number;
}

/** How often all players together redeemed codes of a coupon. */
export interface CouponUsage extends Scope {
  readonly coupon: string;
  readonly redeemed: number;
}

/** One code that one player redeemed. Immutable. */
export interface CouponRedemption extends Scope {
  readonly id: Id<'redemption'>;
  readonly playerId: PlayerId;
  readonly coupon: string;
  readonly codeHash: string;
  /** 1, 2, 3 … among all redemptions of the coupon, and among those of the player. */
  readonly number: number;
  readonly playerNumber: number;
  readonly catalogVersionId: CatalogVersionId;
  readonly createdAt: number;
}

/** The codes of a coupon that a player redeemed, as hashes in hex. */
export type RedeemedCodes = readonly string[];

/** By hash in hex. */
export const COUPON_CODES: Book<CouponCode> = book('coupon codes');
export const COUPON_USAGE: Book<CouponUsage> = book('coupon usage');
/** By player and coupon; what is added up from the redemptions. */
export const REDEEMED_CODES: Book<RedeemedCodes> = book('redeemed codes');
/** Append only. */
export const COUPON_REDEMPTIONS: Book<CouponRedemption> = book('coupon redemptions');

export function couponUsageKey({ titleId, environment }: Scope, coupon: string): string {
  return `${titleId} ${environment} ${coupon}`;
}

export function redeemedKey(playerId: PlayerId, coupon: string): string {
  return `${playerId} ${coupon}`;
}

/** A redemption as the API shows it. */
export function redemptionView({ id, coupon, catalogVersionId, createdAt }: CouponRedemption) {
  return { id, coupon, catalogVersion: catalogVersionId, createdAt: timestamp(createdAt) };
}
