import type { CurrencyGifts, Draw, Item } from '../catalog/model.js';
import { afterGift, giftsOf, type Held, skusOf } from '../inventory/give.js';
import { HOLDINGS, holdingKey } from '../inventory/holding.js';
import { type Amount, isOperationAmount, ZERO } from '../kernel/amount.js';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Desk } from '../till/operation.js';

type Items = ReadonlyMap<string, Item>;

/** Every item that any entry of a draw may give or asks for. */
export function skusOfDraw(draw: Draw, items: Items): string[] {
  return [...new Set(draw.entries.flatMap((entry) => skusOf(giftsOf(entry, 1, items).items)))];
}

/**
 * Throws unless the player could be given every entry so many times, whatever is drawn. A refusal
 * after the roll would tell the player what comes next: who fills a stack could then draw until
 * something else comes, and lay the rest aside unpaid.
 */
export function assertGivable(
  desk: Desk,
  playerId: PlayerId,
  { draw, times, items }: { draw: Draw; times: number; items: Items },
): void {
  for (const entry of draw.entries) {
    const after = new Map<string, Held>();
    const held = (sku: string) => after.get(sku) ?? desk.row(HOLDINGS, holdingKey(playerId, sku));
    for (const gift of giftsOf(entry, times, items).items) {
      const holds = (sku: string) => (held(sku)?.quantity ?? 0) > 0;
      after.set(gift.item.sku, afterGift(gift, held(gift.item.sku), holds));
    }
  }
}

/**
 * The most of each currency that so many draws can give, bundles included. Throws
 * `amount_out_of_range` when that is more than one operation may move, whatever is drawn.
 */
export function mostGiven(draw: Draw, times: number, items: Items): CurrencyGifts {
  const most: Record<string, Amount> = {};
  for (const entry of draw.entries) {
    for (const [currency, gems] of Object.entries(giftsOf(entry, times, items).gives)) {
      if (!isOperationAmount(gems)) throw new Problem('amount_out_of_range');
      if (gems > (most[currency] ?? ZERO)) most[currency] = gems;
    }
  }
  return most;
}
