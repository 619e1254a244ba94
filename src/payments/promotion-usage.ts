import type { PlayerId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';
import { type Change, change, type Desk } from '../till/operation.js';
import type { PromotionHistory } from './promotion-gems.js';

/** What decides whether promotions are left for a player. */
export interface PromotionUsage extends PromotionHistory {
  readonly playerId: PlayerId;
}

/**
 * By player; guarded by the wallet's lock, which every credit holds. Only operations whose catalog
 * has promotions need it.
 */
export const PROMOTION_USAGE: Book<PromotionUsage> = book('promotion usage');

/**
 * Counts a credited payment and the promotions that gave something with it. Whoever else of the
 * batch has loaded the row finds it counted, also by a payment that no promotion is about.
 */
export function countPayment(
  desk: Desk,
  playerId: PlayerId,
  promotions: ReadonlySet<string>,
): Change[] {
  const usage = desk.row(PROMOTION_USAGE, playerId);
  if (!usage) return [];
  const used = new Map(usage.used);
  for (const key of promotions) used.set(key, (used.get(key) ?? 0) + 1);
  return [change(PROMOTION_USAGE, playerId, { ...usage, toppedUp: true, used })];
}
