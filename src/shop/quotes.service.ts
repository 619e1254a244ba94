import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { offerPrice } from '../catalog/offer-price.js';
import { isOperationAmount, times } from '../kernel/amount.js';
import { CLOCK, type Clock, timestamp } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import type { PlayerInScope } from '../platform/http/caller.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { unavailable } from './availability.js';
import { PlayerFactsService } from './player-facts.service.js';
import { type AgreedQuote, QUOTE_LIFE_MS, QuoteTexts } from './quote.js';

/** Prices that are kept for a player until a time. */
@Injectable()
export class QuotesService {
  readonly #texts: QuoteTexts;

  constructor(
    private readonly catalogs: CatalogService,
    private readonly facts: PlayerFactsService,
    secret: ProcessSecret,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#texts = new QuoteTexts(secret.derive('quotes'));
  }

  /**
   * Throws `no_catalog`, `offer_unavailable`, `invalid_quantity` (levels with prices of their own
   * are bought one by one) or `amount_out_of_range`. It reserves nothing: limits, stock and what the
   * player owns are asked when it is ordered.
   */
  async issue(player: PlayerInScope, key: string, quantity: number) {
    const facts = await this.facts.of(player);
    const catalog = await this.catalogs.require(player);
    const now = this.clock.now();
    const offer = catalog.model.offers.get(key);
    const reason = unavailable(catalog, offer, facts, now);
    if (reason || !offer) throw new Problem('offer_unavailable', { members: { ...reason } });
    if (offer.levelPrices !== null && quantity > 1) throw new Problem('invalid_quantity');
    const { currency, amount, sale } = offerPrice(catalog, offer, facts, now);
    const total = times(amount, quantity);
    if (!isOperationAmount(total)) throw new Problem('amount_out_of_range');
    const expiresAt = now + QUOTE_LIFE_MS;
    const agreed: AgreedQuote = {
      offer: key,
      quantity,
      currency,
      unitPrice: amount,
      sale,
      pricedAt: now,
      catalogVersionId: catalog.versionId,
      expiresAt,
    };
    return {
      quote: this.#texts.write(agreed, player),
      offer: key,
      quantity,
      price: { currency, amount },
      total: { currency, amount: total },
      sale,
      catalogVersion: catalog.versionId,
      expiresAt: timestamp(expiresAt),
    };
  }

  /** What this player was quoted; throws `quote_invalid`. Whether it still stands is for `orders` to say. */
  read(text: string, player: PlayerInScope): AgreedQuote {
    return this.#texts.read(text, player);
  }
}
