import { type Amount, amount } from '../kernel/amount.js';
import type { Offer, PublishedCatalog, Sale } from './model.js';
import type { PlayerFacts } from './player-facts.js';
import { isWithin } from './window.js';

/** What one unit of an offer costs a player at a moment. */
export interface OfferPrice {
  readonly currency: string;
  readonly amount: Amount;
  /** Without a sale. */
  readonly listAmount: Amount;
  /** The key of the sale that lowered it; null: none. */
  readonly sale: string | null;
}

/** True when the player is one of those; `null` is everybody. */
export function belongsTo(
  audience: string | null,
  { audiences }: PublishedCatalog,
  facts: PlayerFacts,
): boolean {
  return audience === null || audiences.get(audience)?.(facts) === true;
}

/**
 * The price for this player now, by the rule of `Sale`. Pure and total: the same catalog, facts and
 * time give the same price, whether the offer is open or not.
 */
export function offerPrice(
  catalog: PublishedCatalog,
  offer: Offer,
  facts: PlayerFacts,
  now: number,
): OfferPrice {
  const { currency } = offer.price;
  const listAmount = listAmountOf(offer, facts);
  let best: { sale: Sale; amount: Amount } | null = null;
  for (const sale of catalog.salesByOffer.get(offer.key) ?? []) {
    if (!isWithin(sale, facts.timeZone, now)) continue;
    if (!belongsTo(sale.audience, catalog, facts)) continue;
    const candidate = { sale, amount: saleAmount(sale, listAmount) };
    if (best === null || outweighs(candidate, best)) best = candidate;
  }
  if (best === null) return { currency, amount: listAmount, listAmount, sale: null };
  return { currency, amount: best.amount, listAmount, sale: best.sale.key };
}

/** What a sale makes of a price; never more than it was, never less than 1. */
export function saleAmount({ percent, price }: Sale, listAmount: Amount): Amount {
  if (price !== null) return price < listAmount ? price : listAmount;
  const off = BigInt(100 - (percent ?? 0));
  const lowered = Number((BigInt(listAmount) * off) / 100n);
  return amount(Math.max(lowered, 1));
}

/** The price of the player's next level; of the last one when the player has them all. */
export function listAmountOf({ price, levelPrices, grants }: Offer, facts: PlayerFacts): Amount {
  if (levelPrices === null) return price.amount;
  const held = facts.heldLevels.get(grants[0]?.sku ?? '') ?? 0;
  return levelPrices[Math.min(held, levelPrices.length - 1)] ?? price.amount;
}

function outweighs(
  left: { sale: Sale; amount: Amount },
  right: { sale: Sale; amount: Amount },
): boolean {
  if (left.sale.priority !== right.sale.priority) {
    return left.sale.priority > right.sale.priority;
  }
  if (left.amount !== right.amount) return left.amount < right.amount;
  return left.sale.key < right.sale.key;
}
