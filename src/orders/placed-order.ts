import type { Gift } from '../inventory/give.js';
import { HELD_LEVELS } from '../inventory/held-levels.js';
import { HOLDINGS, holdingKey } from '../inventory/holding.js';
import { type GivenItem, upgradesOf } from '../inventory/take-items.js';
import type { Amount } from '../kernel/amount.js';
import type { LotId } from '../kernel/id.js';
import { SPENT_LOTS } from '../ledger/spent-lots.js';
import type { Book } from '../till/book.js';
import type { Desk } from '../till/operation.js';
import { limitNeeds, type OfferLimits } from './offer-limits.js';
import { ORDERS, type Order } from './order.js';

/** Gems that an order took from one lot. */
export interface LotShare {
  readonly lotId: LotId;
  readonly amount: Amount;
}

/** What an order is for good. None of it changes, so it is read before the player is locked. */
export interface PlacedOrder {
  readonly order: Omit<Order, 'status' | 'refundedAt' | 'refundReason'>;
  /** What it gave, in its order. */
  readonly given: readonly GivenItem[];
  readonly lots: readonly LotShare[];
  /** The lots of free gems that it gave, with all that it put into each. */
  readonly gave: readonly (LotShare & { readonly currency: string })[];
  /** What its offer's limits were by the order's catalog version: only those counted it. */
  readonly limits: OfferLimits;
  /** What its offer gives by that version; what a draw gave is given as it came. */
  readonly gifts: readonly Gift[];
}

/** A rule of another room about its own rows, so that it holds at the very moment of a decision. */
export interface Condition {
  /** The rows that the rule looks at. */
  readonly needs: ReadonlyMap<Book<unknown>, readonly string[]>;
  holds(desk: Desk): boolean;
}

/** The rows that undoing an order, or doing it again, looks at. */
export function needsOf(
  { order, given, gifts, limits }: PlacedOrder,
  condition: Condition | null,
): Map<Book<unknown>, readonly string[]> {
  const { id, playerId, period } = order;
  const keys = (skus: Iterable<string>) => [...skus].map((sku) => holdingKey(playerId, sku));
  const required = gifts.flatMap(({ item }) => (item.kind === 'unlock' ? item.requires : []));
  const skus = new Set([...given.map(({ sku }) => sku), ...required]);
  const upgrades = upgradesOf(given);
  return new Map<Book<unknown>, readonly string[]>([
    [SPENT_LOTS, [playerId]],
    [ORDERS, [id]],
    [HOLDINGS, keys(skus)],
    ...(upgrades.length > 0 ? [[HELD_LEVELS, keys(upgrades)] as const] : []),
    ...limitNeeds(limits, order, period === null ? [] : [period]),
    ...(condition?.needs ?? []),
  ]);
}
