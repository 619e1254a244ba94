import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { PublishedCatalog } from '../catalog/model.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import { seedCandidate } from '../draws/draw-seed.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import type { PlayerInScope } from '../platform/http/caller.js';
import { PlayerFactsService } from '../shop/player-facts.service.js';
import { QuotesService } from '../shop/quotes.service.js';
import type { Answer, Claim } from '../till/operation.js';
import { Till } from '../till/till.js';
import { type Agreement, dependsOnPlayer, type SeenPrice } from './agreed-price.js';
import { playOf } from './draw-play.js';
import { orderOperation } from './place-order.js';

/** What is asked for; exactly one of the last two says at which price. */
export interface Wish {
  readonly player: PlayerInScope;
  /** A game server asks, for a player that it names. */
  readonly byServer?: boolean;
  readonly offer: string;
  readonly quantity: number;
  readonly claim: Claim;
  readonly expectedPrice?: SeenPrice | undefined;
  /** As `POST /v1/quotes` answered it. */
  readonly quote?: string | undefined;
}

interface Known {
  readonly catalog: PublishedCatalog;
  readonly facts: PlayerFacts;
}

/** A publish meanwhile needs other facts; nobody publishes so often. */
const LOOKS_MAX = 3;

@Injectable()
export class OrdersService {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(PlayerFactsService) private readonly facts: PlayerFactsService,
    @Inject(QuotesService) private readonly quotes: QuotesService,
    @Inject(Till) private readonly till: Till,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Buys with gems. Throws a `Problem` for every refusal (`place-order.ts`). */
  async place(wish: Wish): Promise<Answer> {
    const { player, byServer = false, offer, quantity, claim } = wish;
    const agreement = this.#agreement(wish);
    const { catalog, facts } = await this.#known(player, offer);
    const drawn = { playerId: player.playerId, offer, quantity };
    const play = playOf(drawn, catalog, () => seedCandidate(randomBytes));
    const askedAt = this.clock.now();
    const request = { player, byServer, offer, quantity, agreement, facts, play, askedAt, claim };
    return this.till.run(orderOperation(request, catalog));
  }

  /** Throws `validation_failed` without exactly one price, `quote_invalid` for another's quote. */
  #agreement({ player, offer, quantity, expectedPrice, quote: text }: Wish): Agreement {
    if (expectedPrice && text === undefined) return { expectedPrice, quote: null };
    if (expectedPrice || text === undefined) throw oneOf();
    const quote = this.quotes.read(text, player);
    if (quote.offer !== offer || quote.quantity !== quantity) throw new Problem('quote_invalid');
    return { expectedPrice: null, quote };
  }

  /**
   * The catalog and what it asks of the player, of one moment. Most offers are the same for all:
   * then nothing is read.
   */
  async #known(player: PlayerInScope, key: string): Promise<Known> {
    for (let looks = 1; ; looks++) {
      const catalog = await this.catalog.require(player);
      const offer = catalog.model.offers.get(key);
      if (!offer || !dependsOnPlayer(catalog, offer)) return { catalog, facts: NOBODY };
      const facts = await this.facts.of(player);
      const same = this.catalog.current(player)?.versionId === catalog.versionId;
      if (same || looks === LOOKS_MAX) return { catalog, facts };
    }
  }
}

function oneOf(): Problem {
  const detail = 'exactly one of expectedPrice and quote must be there';
  const errors = [{ pointer: '/quote', code: 'invalid_format', detail }];
  return new Problem('validation_failed', { errors });
}
