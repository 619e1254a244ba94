import { NOBODY } from '../../src/catalog/player-facts.js';
import type { SeenPrice } from '../../src/orders/agreed-price.js';
import type { OrderRequest } from '../../src/orders/place-order.js';
import { claimNumbered, NOW, PLAYER, SCOPE } from '../support/desk.js';

/** One unit of an offer at the price that the player saw; the rest is usual. */
export function orderRequest(
  offer: string,
  expectedPrice: SeenPrice,
  more: Partial<OrderRequest> = {},
): OrderRequest {
  return {
    player: { ...SCOPE, playerId: PLAYER },
    byServer: false,
    offer,
    quantity: 1,
    agreement: { expectedPrice, quote: null },
    facts: NOBODY,
    play: null,
    askedAt: NOW,
    claim: claimNumbered(1),
    ...more,
  };
}
