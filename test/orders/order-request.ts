import { NOBODY } from '../../src/catalog/player-facts.js';
import type { SeenPrice } from '../../src/orders/agreed-price.js';
import type { OrderRequest } from '../../src/orders/place-order.js';
import { claimNumbered, idNumbered, NOW, PLAYER, SCOPE } from '../support/desk.js';

/** One unit of an offer at the price that the player saw; the rest is usual. */
export function orderRequest(
  offer: string,
  expectedPrice: SeenPrice,
  more: Partial<OrderRequest> = {},
): OrderRequest {
  const player = { kind: 'player' as const, ...SCOPE, playerId: PLAYER };
  return {
    player: { ...player, sessionId: idNumbered('session', 1) },
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
