import type { PlayerId } from '../kernel/id.js';
import { type Change, change, type Desk } from '../till/operation.js';
import { afterGift, type Gift } from './give.js';
import { GRANTS, type Grant, grantKey, HOLDINGS, type Holding, holdingKey } from './holding.js';

/** What a source gave: the changes to store, the holdings after them and the grants. */
export interface Given {
  readonly changes: readonly Change[];
  readonly holdings: readonly Holding[];
  readonly grants: readonly Grant[];
}

/** Gives all gifts or throws the `Problem` of the first that cannot be given. */
export function grantGifts(
  desk: Desk,
  playerId: PlayerId,
  gifts: readonly Gift[],
  source: Pick<Grant, 'source' | 'sourceId'>,
): Given {
  const holdings = new Map<string, Holding>();
  const grants: Grant[] = [];
  const held = (sku: string) => holdings.get(sku) ?? desk.row(HOLDINGS, holdingKey(playerId, sku));
  for (const gift of gifts) {
    const { sku, kind } = gift.item;
    const before = held(sku);
    const after = afterGift(gift, before, (other) => (held(other)?.quantity ?? 0) > 0);
    holdings.set(sku, { playerId, sku, kind, ...after });
    grants.push({
      id: desk.ids.next('grant'),
      playerId,
      ...source,
      line: grants.length + 1,
      sku,
      // A higher level is no further item: the quantity of an upgrade stays one.
      quantity: kind === 'upgrade' && before ? 1 : after.quantity - (before?.quantity ?? 0),
      level: after.level,
      createdAt: desk.now,
    });
  }
  const changes = [
    ...[...holdings.values()].map((one) => change(HOLDINGS, holdingKey(playerId, one.sku), one)),
    ...grants.map((one) => change(GRANTS, grantKey(one), one)),
  ];
  return { changes, holdings: [...holdings.values()], grants };
}
