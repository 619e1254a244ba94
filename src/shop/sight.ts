import { belongsTo } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { EVERYBODY, isOpen, type Moments, nextEdge } from './calendar.js';
import type { Planned, ShopPlan } from './shop-plan.js';

/**
 * What of a player counts for the shop of a version. Players with the same signature see the same
 * shop at the same moment.
 */
export interface Sight {
  readonly facts: PlayerFacts;
  /** By the number of the audience. */
  readonly members: readonly boolean[];
  /** By the number of the upgrade: which of its prices is the player's. */
  readonly steps: readonly number[];
  readonly moments: Moments;
  readonly signature: string;
}

export function sightOf(plan: ShopPlan, facts: PlayerFacts): Sight {
  const members = plan.audiences.map((key) => belongsTo(key, plan.catalog, facts));
  const steps = plan.upgrades.map(({ sku, prices }) =>
    Math.min(facts.heldLevels.get(sku) ?? 0, prices - 1),
  );
  const zone = plan.calendar.zoned ? (facts.timeZone ?? '') : '';
  const signature = `${members.map(Number).join('')} ${steps.join(',')} ${zone}`;
  const moments = plan.calendar.momentsIn(facts.timeZone);
  return { facts, members, steps, moments, signature };
}

/** True when the player is of its audience and its window is open. */
export function isSeen({ audience, entry }: Planned<unknown>, sight: Sight, now: number): boolean {
  if (audience !== EVERYBODY && !sight.members[audience]) return false;
  return isOpen(sight.moments, entry, now);
}

/** `isSeen` of everything in the calendar at once, by its number: 1 or 0. */
export function seenAt(
  { calendar }: ShopPlan,
  { members, moments }: Sight,
  now: number,
): Uint8Array {
  const { audiences } = calendar;
  const { starts, ends } = moments;
  const seen = new Uint8Array(audiences.length);
  for (let entry = 0; entry < seen.length; entry++) {
    const audience = audiences[entry]!;
    const belongs = audience === EVERYBODY || members[audience];
    seen[entry] = belongs && starts[entry]! <= now && now < ends[entry]! ? 1 : 0;
  }
  return seen;
}

/** The end of its window for this player, in milliseconds; null: none. */
export function endOf({ entry }: Planned<unknown>, { moments }: Sight): number | null {
  const end = moments.ends[entry]!;
  return end === Number.POSITIVE_INFINITY ? null : end;
}

/** When this shop next looks different; null: never, as far as is known. */
export function nextChange(
  { members, moments }: Sight,
  now: number,
  nextPublicationAt: number | null,
): number | null {
  const edge = nextEdge(moments, (audience) => members[audience] === true, now);
  // A publication that is due already is not a change to wait for.
  const publication = nextPublicationAt !== null && nextPublicationAt > now;
  if (!publication) return edge;
  return edge === null ? nextPublicationAt : Math.min(edge, nextPublicationAt);
}
