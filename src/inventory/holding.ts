import type { ItemKind } from '../catalog/model.js';
import type { GrantId, PlayerId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';

/** A bundle is never held: its parts are. */
export type HeldKind = Exclude<ItemKind, 'bundle'>;

/** What a player holds of one item. */
export interface Holding {
  readonly playerId: PlayerId;
  readonly sku: string;
  readonly kind: HeldKind;
  readonly quantity: number;
  /** The highest level of an upgrade; null for every other kind, and once all were taken back. */
  readonly level: number | null;
}

/** `order_reinstatement`: an order whose refund was undone gives again what it gave. */
export type GrantSource =
  | 'order'
  | 'consumption'
  | 'order_refund'
  | 'order_reinstatement'
  | 'coupon';

/** What one source gave (positive) or took (negative). Immutable. */
export interface Grant {
  readonly id: GrantId;
  readonly playerId: PlayerId;
  readonly source: GrantSource;
  /** The id of the order, consumption or redemption, or of the transaction that undid an order. */
  readonly sourceId: string;
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  readonly level: number | null;
  readonly createdAt: number;
}

export const HOLDINGS: Book<Holding> = book('holdings');
/** Append only. */
export const GRANTS: Book<Grant> = book('grants');

export function holdingKey(playerId: PlayerId, sku: string): string {
  return `${playerId} ${sku}`;
}

export function grantKey(grant: Grant): string {
  return `${grant.playerId} ${grant.sourceId} ${String(grant.line).padStart(5, '0')}`;
}

/** A holding as the API shows it (api.md). */
export function holdingView({ sku, kind, quantity, level }: Holding) {
  return { sku, kind, quantity, level };
}
