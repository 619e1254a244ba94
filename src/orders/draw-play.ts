import type { PublishedCatalog } from '../catalog/model.js';
import { drawResultView } from '../draws/draw-result.js';
import type { SeedCandidate } from '../draws/draw-seed.js';
import { drawNeeds, type PlayedDraw, playDraw } from '../draws/play.js';
import type { OrderId, PlayerId } from '../kernel/id.js';
import type { Desk, Needs } from '../till/operation.js';

/** The draws of an order, played once for each unit. */
export interface Play {
  readonly needs: Needs;
  /** Throws before anything is rolled, so that a refusal never tells a result. */
  play(desk: Desk, orderId: OrderId): PlayedDraw;
}

/** What an offer plays; null: it has no draw, or is not there. */
export function playOf(
  order: { readonly playerId: PlayerId; readonly offer: string; readonly quantity: number },
  catalog: PublishedCatalog,
  candidate: () => SeedCandidate,
): Play | null {
  const { playerId, quantity: times } = order;
  const key = catalog.model.offers.get(order.offer)?.draw ?? null;
  if (key === null) return null;
  const draw = catalog.model.draws.get(key);
  if (!draw) throw new Error(`the catalog has no draw ${key}`); // refused at publish
  const request = { playerId, draw, catalog, times, candidate: candidate() };
  return {
    needs: drawNeeds(playerId, draw, catalog),
    play: (desk, orderId) => playDraw(desk, { ...request, orderId }),
  };
}

/** The draws as the answer of an order shows them. */
export function drawsView({ results }: PlayedDraw) {
  return results.map(drawResultView);
}
