import type { Gift } from '../inventory/give.js';
import { HELD_LEVELS } from '../inventory/held-levels.js';
import { HOLDINGS, holdingKey } from '../inventory/holding.js';
import { type GivenItem, upgradesOf } from '../inventory/take-items.js';
import type { Amount } from '../kernel/amount.js';
import type { LotId } from '../kernel/id.js';
import { SPENT_LOTS } from '../ledger/spent-lots.js';
import type { Book } from '../till/book.js';
import type { Desk } from '../till/operation.js';
import { OFFER_USAGE, ORDERS, type Order, usageKey } from './order.js';

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
  /** How many units one player might buy by the order's catalog version; null: it did not count. */
  readonly limitPerPlayer: number | null;
  /** What its offer gives by that version. */
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
  { order, given, gifts, limitPerPlayer }: PlacedOrder,
  condition: Condition | null,
): Map<Book<unknown>, readonly string[]> {
  const { id, playerId, offer } = order;
  const keys = (skus: Iterable<string>) => [...skus].map((sku) => holdingKey(playerId, sku));
  const required = gifts.flatMap(({ item }) => (item.kind === 'unlock' ? item.requires : []));
  const skus = new Set([...given.map(({ sku }) => sku), ...required]);
  const upgrades = upgradesOf(given);
  return new Map<Book<unknown>, readonly string[]>([
    [SPENT_LOTS, [playerId]],
    [ORDERS, [id]],
    [HOLDINGS, keys(skus)],
    ...(upgrades.length > 0 ? [[HELD_LEVELS, keys(upgrades)] as const] : []),
    ...(limitPerPlayer === null ? [] : [[OFFER_USAGE, [usageKey(playerId, offer)]] as const]),
    ...(condition?.needs ?? []),
  ]);
}
