import type { Offer, PublishedCatalog } from '../catalog/model.js';
import { listAmountOf, offerPrice, saleAmount } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import type { Amount } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import { isSellable, unavailable } from '../shop/availability.js';
import type { AgreedQuote } from '../shop/quote.js';

/** The price of one unit, as the player saw it. */
export interface SeenPrice {
  readonly currency: string;
  readonly amount: number;
}

/** How a player says which price is meant: the price itself, or a quote. */
export type Agreement =
  | { readonly expectedPrice: SeenPrice; readonly quote: null }
  | { readonly expectedPrice: null; readonly quote: AgreedQuote };

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
  const why = unavailable(catalog, offer, facts, now);
  if (why === null) return;
  const hidden = offer !== undefined && why.reason === 'unknown';
  const members = hidden ? { reason: hiddenReason(catalog, offer) } : { ...why };
  throw new Problem('offer_unavailable', { members });
}

/** The shop shows neither; who asks by name is told why. */
function hiddenReason(catalog: PublishedCatalog, offer: Offer): 'archived' | 'audience' {
  return isSellable(catalog, offer) ? 'audience' : 'archived';
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
function isKept(quote: AgreedQuote, offer: Offer, { catalog, facts }: Pricing): boolean {
  const listAmount = listAmountOf(offer, facts);
  const sale = quote.sale === null ? undefined : catalog.model.sales.get(quote.sale);
  const unitPrice = sale ? saleAmount(sale, listAmount) : listAmount;
  return quote.currency === offer.price.currency && quote.unitPrice === unitPrice;
}

/** Whether the price of an offer, its window or its limit depends on who buys it. */
export function dependsOnPlayer({ salesByOffer }: PublishedCatalog, offer: Offer): boolean {
  const shown = [offer, ...(salesByOffer.get(offer.key) ?? [])];
  return (
    offer.limitPerPeriod !== null ||
    shown.some(({ audience, zone }) => audience !== null || zone === 'player')
  );
}
