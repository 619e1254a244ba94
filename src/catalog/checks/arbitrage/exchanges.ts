import { amount } from '../../../kernel/amount.js';
import type { CatalogModel, Offer, PublishedCatalog, Sale } from '../../model.js';
import { saleAmount } from '../../offer-price.js';
import { isNobody } from '../empty-audience.js';
import { buyingLimitOf } from './buying-limit.js';
import type { Exchange } from './exchange.js';
import { commonMultiple } from './fraction.js';
import { Gifts, type Yield } from './gifts.js';
import { meeting, type When, whenOf, without } from './when.js';

/** A sale that lies above more others than this is taken as if nothing lay above it. */
const PARTS_MAX = 64;

/** Every way in which a catalog turns one virtual currency into others, at each of its prices. */
export function exchangesOf({ model, salesByOffer }: PublishedCatalog): Exchange[] {
  const gifts = new Gifts(model);
  const exchanges: Exchange[] = [];
  for (const offer of model.offers.values()) {
    if (offer.archived) continue;
    const yields = yieldOf(offer, model, gifts);
    if (yields.size === 0) continue;
    const audiences = expressionsOf([offer.audience], model);
    if (audiences === null) continue;
    exchanges.push(
      ...pricesOf(offer, salesByOffer.get(offer.key) ?? [], { model, yields, audiences }),
    );
  }
  return exchanges;
}

function yieldOf(offer: Offer, model: CatalogModel, gifts: Gifts): Yield {
  const draw = offer.draw === null ? undefined : model.draws.get(offer.draw);
  return draw ? gifts.ofDraw(draw) : gifts.of(offer);
}

interface Context {
  readonly model: CatalogModel;
  readonly yields: Yield;
  readonly audiences: readonly string[];
}

/** The usual price (of the cheapest level), and each sale's where no other sale takes its place. */
function pricesOf(offer: Offer, sales: readonly Sale[], context: Context): Exchange[] {
  const { model, yields, audiences } = context;
  const listAmount = amount(Math.min(...(offer.levelPrices ?? []), offer.price.amount));
  if (listAmount < 1) return []; // told by another check
  const times = [...yields.values()].reduce((all, { under }) => commonMultiple(all, under), 1n);
  const gives = new Map<string, bigint>();
  for (const [currency, { over, under }] of yields) gives.set(currency, over * (times / under));
  const exchange = (price: number, when: When): Exchange => ({
    offer: offer.key,
    sale: null,
    currency: offer.price.currency,
    paid: BigInt(price) * times,
    gives,
    times,
    isAverage: offer.draw !== null,
    when,
    audiences,
    limit: buyingLimitOf(offer, model),
  });
  const open = whenOf(offer);
  const prices = [exchange(listAmount, open)];
  for (const sale of sales) {
    const price = saleAmount(sale, listAmount);
    const both = expressionsOf([offer.audience, sale.audience], model);
    if (price >= listAmount || both === null) continue;
    for (const when of partsWhereItCounts(sale, { offer, sales, listAmount, price })) {
      prices.push({ ...exchange(price, when), sale: sale.key, audiences: both });
    }
  }
  return prices;
}

interface Sold {
  readonly offer: Offer;
  readonly sales: readonly Sale[];
  readonly listAmount: ReturnType<typeof amount>;
  readonly price: number;
}

/**
 * When a sale's price is to be had: not while a dearer sale of higher priority holds for everybody
 * who could have it.
 */
function partsWhereItCounts(sale: Sale, { offer, sales, listAmount, price }: Sold): When[] {
  const open = meeting(whenOf(offer), whenOf(sale));
  if (open === null) return [];
  let parts = [open];
  for (const other of sales) {
    if (other.priority <= sale.priority || saleAmount(other, listAmount) <= price) continue;
    const holdsForAll = [null, offer.audience, sale.audience].includes(other.audience);
    if (!holdsForAll || parts.length > PARTS_MAX) continue;
    const above = whenOf(other);
    parts = parts.flatMap((part) => without(part, above));
  }
  return parts;
}

/** Null: nobody can be in all of them. */
function expressionsOf(keys: readonly (string | null)[], model: CatalogModel): string[] | null {
  const expressions = new Set<string>();
  for (const key of keys) {
    const expression = key === null ? undefined : model.audiences.get(key)?.expression.trim();
    if (expression === undefined) continue;
    if (isNobody(expression)) return null;
    expressions.add(expression);
  }
  return [...expressions];
}
