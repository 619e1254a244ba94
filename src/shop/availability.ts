import type { Offer, PublishedCatalog } from '../catalog/model.js';
import { belongsTo } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { edgesOf } from '../catalog/window.js';
import { timestamp } from '../kernel/clock.js';

/** Why a player cannot buy an offer, as `offer_unavailable` tells it. */
export type Unavailable =
  | { readonly reason: 'unknown' | 'ended' }
  | { readonly reason: 'not_started'; readonly startsAt: string };

/** False when it is archived, or sells or draws from something that is. */
export function isSellable({ model }: PublishedCatalog, offer: Offer): boolean {
  if (offer.archived) return false;
  if (offer.draw !== null && model.draws.get(offer.draw)?.archived !== false) return false;
  return offer.grants.every(({ sku }) => model.items.get(sku)?.archived === false);
}

/**
 * Null when the shop shows the offer to this player now. Whoever is not of its audience is told the
 * same as of an offer that is not there: what others are offered is nobody's business.
 */
export function unavailable(
  catalog: PublishedCatalog,
  offer: Offer | undefined,
  facts: PlayerFacts,
  now: number,
): Unavailable | null {
  if (!offer || !isSellable(catalog, offer)) return { reason: 'unknown' };
  if (!belongsTo(offer.audience, catalog, facts)) return { reason: 'unknown' };
  const { startsAt, endsAt } = edgesOf(offer, facts.timeZone);
  if (startsAt !== null && now < startsAt) {
    return { reason: 'not_started', startsAt: timestamp(startsAt) };
  }
  return endsAt !== null && now >= endsAt ? { reason: 'ended' } : null;
}
