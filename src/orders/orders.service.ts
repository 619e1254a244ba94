import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { NOBODY } from '../catalog/player-facts.js';
import { seedCandidate } from '../draws/draw-seed.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import type { Answer, Claim } from '../till/operation.js';
import { Till } from '../till/till.js';
import type { SeenPrice } from './agreed-price.js';
import { playOf } from './draw-play.js';
import { orderOperation } from './place-order.js';

/** What a player asks for. */
export interface Wish {
  readonly player: PlayerCaller;
  readonly offer: string;
  readonly quantity: number;
  readonly expectedPrice: SeenPrice;
  readonly claim: Claim;
}

@Injectable()
export class OrdersService {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Till) private readonly till: Till,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Buys with gems. Throws a `Problem` for every refusal (`place-order.ts`). */
  async place(wish: Wish): Promise<Answer> {
    const { player, offer, quantity, expectedPrice, claim } = wish;
    const catalog = await this.catalog.require(player);
    const agreement = { expectedPrice, quote: null };
    const request = { player, offer, quantity, agreement, claim };
    const drawn = { playerId: player.playerId, offer, quantity };
    const play = playOf(drawn, catalog, () => seedCandidate(randomBytes));
    const about = { facts: NOBODY, play, askedAt: this.clock.now() };
    return this.till.run(orderOperation({ ...request, ...about }, catalog));
  }
}
