import type { Offer, PublishedCatalog } from '../catalog/model.js';
import { belongsTo, listAmountOf, offerPrice, saleAmount } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { edgesOf } from '../catalog/window.js';
import type { Amount } from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import type { CatalogVersionId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';

/** The price of one unit, as the player saw it. */
export interface SeenPrice {
  readonly currency: string;
  readonly amount: number;
}

/** What a quote promised; its signature was checked. */
export interface QuotedPrice {
  readonly currency: string;
  readonly unitPrice: Amount;
  readonly sale: string | null;
  readonly pricedAt: number;
  readonly catalogVersionId: CatalogVersionId;
  readonly expiresAt: number;
}

/** How a player says which price is meant: the price itself, or a quote. */
export type Agreement =
  | { readonly expectedPrice: SeenPrice; readonly quote: null }
  | { readonly expectedPrice: null; readonly quote: QuotedPrice };

/** The price that both sides agree on. */
export interface AgreedPrice {
  readonly currency: string;
  readonly unitPrice: Amount;
  readonly sale: string | null;
  readonly pricedAt: number;
}

/** What the price of an offer depends on. */
export interface Pricing {
  readonly catalog: PublishedCatalog;
  readonly facts: PlayerFacts;
  readonly now: number;
}

/**
 * The moment whose windows count: a quote that has not expired carries those of the moment it was
 * made at, so that what it promised does not end before it does.
 */
export function countedMoment({ quote }: Agreement, now: number): number {
  return quote !== null && now < quote.expiresAt ? quote.pricedAt : now;
}

/** Throws `offer_unavailable` when the player cannot buy the offer at this moment. */
export function assertOffered(
  offer: Offer | undefined,
  { catalog, facts, now }: Pricing,
): asserts offer is Offer {
  if (!offer) throw unavailable({ reason: 'unknown' });
  if (offer.archived) throw unavailable({ reason: 'archived' });
  const { startsAt, endsAt } = edgesOf(offer, facts.timeZone);
  if (startsAt !== null && now < startsAt) {
    throw unavailable({ reason: 'not_started', startsAt: timestamp(startsAt) });
  }
  if (endsAt !== null && now >= endsAt) throw unavailable({ reason: 'ended' });
  if (!belongsTo(offer.audience, catalog, facts)) throw unavailable({ reason: 'audience' });
}

function unavailable(members: { reason: string; startsAt?: string }): Problem {
  return new Problem('offer_unavailable', { members });
}

/**
 * Throws `quote_expired` or `price_changed` when the player means another price than ours. After a
 * publish a quote is honoured when the current version would have charged the same at its time.
 */
export function agreedPrice(agreement: Agreement, offer: Offer, pricing: Pricing): AgreedPrice {
  const { expectedPrice, quote } = agreement;
  const { catalog, facts, now } = pricing;
  const { currency, amount, sale } = offerPrice(catalog, offer, facts, now);
  const members = { currentPrice: { currency, amount }, sale };
  if (quote === null) {
    if (expectedPrice.currency !== currency || expectedPrice.amount !== amount) {
      throw new Problem('price_changed', { members });
    }
    return { currency, unitPrice: amount, sale, pricedAt: now };
  }
  const { unitPrice, pricedAt, expiresAt } = quote;
  if (now >= expiresAt) throw new Problem('quote_expired', { members });
  const same = quote.catalogVersionId === catalog.versionId;
  if (same && isKept(quote, offer, pricing)) {
    return { currency: quote.currency, unitPrice, sale: quote.sale, pricedAt };
  }
  const then = offerPrice(catalog, offer, facts, pricedAt);
  if (same || then.currency !== quote.currency || then.amount !== unitPrice) {
    throw new Problem('price_changed', { members });
  }
  return { currency, unitPrice, sale: then.sale, pricedAt };
}

/** Of an offer with a price for each level, a quote holds for the level that it was made for. */
function isKept(quote: QuotedPrice, offer: Offer, { catalog, facts }: Pricing): boolean {
  const listAmount = listAmountOf(offer, facts);
  const sale = quote.sale === null ? undefined : catalog.model.sales.get(quote.sale);
  const unitPrice = sale ? saleAmount(sale, listAmount) : listAmount;
  return quote.currency === offer.price.currency && quote.unitPrice === unitPrice;
}
