import type { PlayerId } from '../kernel/id.js';
import { type Change, change, type Desk } from '../till/operation.js';
import type { Held } from './give.js';
import type { Given } from './grant-gifts.js';
import { HELD_LEVELS, levelBelow } from './held-levels.js';
import { GRANTS, type Grant, grantKey, HOLDINGS, type Holding, holdingKey } from './holding.js';

/** What a source gave of one item, as its grant says. */
export type GivenItem = Pick<Grant, 'sku' | 'quantity' | 'level'>;

/** What was taken back, and what was not there any more. */
export interface TakenItems extends Given {
  readonly missing: readonly GivenItem[];
}

/**
 * What a player holds of an item after it was taken back, and how many of it were there. Of an
 * upgrade only the latest level can go, since the ones above it stand on it.
 */
export function afterTaking(
  { quantity, level }: GivenItem,
  before: Held | undefined,
  held: readonly number[],
): { readonly after: Held; readonly taken: number } {
  const holds = before ?? { quantity: 0, level: null };
  if (level === null) {
    const taken = Math.min(quantity, holds.quantity);
    return { after: { quantity: holds.quantity - taken, level: null }, taken };
  }
  if (holds.level !== level) return { after: holds, taken: 0 };
  const lower = levelBelow(held, level);
  return { after: { quantity: lower === null ? 0 : 1, level: lower }, taken: 1 };
}

/**
 * Takes back what a source gave, the last first, as far as it is there. What somebody else needs is
 * taken all the same. The operation needs `HOLDINGS` and `HELD_LEVELS` of the items.
 */
export function takeItems(
  desk: Desk,
  playerId: PlayerId,
  given: readonly GivenItem[],
  source: Pick<Grant, 'source' | 'sourceId'>,
): TakenItems {
  const holdings = new Map<string, Holding>();
  const grants: Grant[] = [];
  const missing: GivenItem[] = [];
  for (const one of [...given].reverse()) {
    const { sku, quantity, level } = one;
    const key = holdingKey(playerId, sku);
    const before = holdings.get(sku) ?? desk.row(HOLDINGS, key);
    const { after, taken } = afterTaking(one, before, desk.row(HELD_LEVELS, key) ?? []);
    if (taken < quantity) missing.unshift({ sku, quantity: quantity - taken, level });
    if (!before || taken === 0) continue;
    holdings.set(sku, { ...before, ...after });
    const id = desk.ids.next('grant');
    const line = grants.length + 1;
    const row = { sku, quantity: -taken, level, createdAt: desk.now };
    grants.push({ id, playerId, ...source, line, ...row });
  }
  const changes: Change[] = [
    ...[...holdings.values()].map((one) => change(HOLDINGS, holdingKey(playerId, one.sku), one)),
    ...grants.map((one) => change(GRANTS, grantKey(one), one)),
  ];
  return { changes, holdings: [...holdings.values()], grants, missing };
}

/** The items whose grants are of levels. */
export function upgradesOf(given: readonly GivenItem[]): string[] {
  return [...new Set(given.filter(({ level }) => level !== null).map(({ sku }) => sku))];
}
