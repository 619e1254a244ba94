import { Inject, Injectable } from '@nestjs/common';
import type { PublishedCatalog } from '../catalog/model.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import type { PlayerId } from '../kernel/id.js';
import type { Scope } from '../platform/http/caller.js';
import { PlayerFactsService } from '../shop/player-facts.service.js';
import { candidatePromotions, type PromotedPurchase } from './promotion-gems.js';

/** Knows of a player what promotions ask, and asks nobody where no promotion does. */
@Injectable()
export class PromotionFacts {
  constructor(@Inject(PlayerFactsService) private readonly players: PlayerFactsService) {}

  /** What is known now; nothing where it does not matter or nobody owns the purchases. */
  async of(
    { playerId, titleId, environment }: Scope & { readonly playerId: PlayerId | null },
    catalog: PublishedCatalog | null,
    purchases: readonly PromotedPurchase[],
  ): Promise<PlayerFacts> {
    if (playerId === null || catalog === null) return NOBODY;
    const asked = purchases
      .flatMap((purchase) => candidatePromotions(catalog, purchase))
      .some(({ audience, zone }) => audience !== null || zone === 'player');
    return asked ? this.players.of({ playerId, titleId, environment }) : NOBODY;
  }
}
