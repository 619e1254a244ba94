import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Offer, PublishedCatalog } from '../catalog/model.js';
import { listAmountOf, offerPrice } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { type Amount, amount, isOperationAmount } from '../kernel/amount.js';
import { type CatalogVersionId, idAs, isId } from '../kernel/id.js';
import { isStudioKey } from '../kernel/key.js';
import { Problem } from '../kernel/problem.js';
import { isSellable, unavailable } from './availability.js';
import type { PlayerInScope } from './player-facts.service.js';

/** How long an offer's price is kept for a player who asked. */
export const QUOTE_LIFE_MS = 60_000;
/** The longest keys and numbers make a text of 455 characters. */
export const QUOTE_LENGTH_MAX = 512;
const FORM = 'q1.';
const MAC_LENGTH = 16;

/** What was agreed: the price of one unit, from which version, until when. */
export interface AgreedQuote {
  readonly offer: string;
  readonly quantity: number;
  readonly currency: string;
  readonly unitPrice: Amount;
  /** Without the sale. With prices per level it tells which level was meant. */
  readonly listPrice: Amount;
  /** The key of the sale; null: none. */
  readonly sale: string | null;
  readonly pricedAt: number;
  readonly catalogVersionId: CatalogVersionId;
  readonly expiresAt: number;
}

/**
 * Writes and reads quotes as compact text. Nothing is stored: the text says all, and a MAC binds it
 * to its player, title and environment, so that nobody can make one or use another's.
 */
export class QuoteTexts {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  write(quote: AgreedQuote, player: PlayerInScope): string {
    const { offer, quantity, currency, unitPrice, listPrice, sale, pricedAt, expiresAt } = quote;
    const version = quote.catalogVersionId.slice(-26);
    const members = [offer, quantity, currency, unitPrice, listPrice, sale];
    const text = Buffer.from(JSON.stringify([...members, pricedAt, version, expiresAt]));
    return `${FORM}${Buffer.concat([this.#mac(player, text), text]).toString('base64url')}`;
  }

  /** What `write` was given for this player; throws `quote_invalid` for anything else. */
  read(quote: string, player: PlayerInScope): AgreedQuote {
    if (quote.length > QUOTE_LENGTH_MAX || !quote.startsWith(FORM)) throw invalid();
    const written = quote.slice(FORM.length);
    const bytes = Buffer.from(written, 'base64url');
    // Base64 has several spellings of some bytes; one quote is one text.
    const canonical = bytes.toString('base64url') === written;
    if (!canonical || bytes.length <= MAC_LENGTH) throw invalid();
    const text = bytes.subarray(MAC_LENGTH);
    if (!timingSafeEqual(bytes.subarray(0, MAC_LENGTH), this.#mac(player, text))) throw invalid();
    return agreedOf(JSON.parse(text.toString('utf8')));
  }

  #mac({ playerId, titleId, environment }: PlayerInScope, text: Buffer): Buffer {
    const mac = createHmac('sha256', this.#key);
    // Ids and names of environments have no spaces: the parts cannot be joined in two ways.
    mac.update(`${FORM} ${titleId} ${environment} ${playerId} `).update(text);
    return mac.digest().subarray(0, MAC_LENGTH);
  }
}

/** Against what a quote is looked at: what is sold now, and to whom. */
export interface QuoteMoment {
  readonly catalog: PublishedCatalog;
  readonly facts: PlayerFacts;
  readonly now: number;
}

/**
 * The offer of a quote that is honoured. It is honoured until it expires, also when a sale or the
 * offer's window ended meanwhile; after a publish only when the current version would have shown
 * the offer at the quote's own time and charged the same. Otherwise throws, in this order:
 * `offer_unavailable` (sold no more), `quote_expired` and `price_changed` with `currentPrice`.
 */
export function honouredOffer(quote: AgreedQuote, { catalog, facts, now }: QuoteMoment): Offer {
  const offer = catalog.model.offers.get(quote.offer);
  if (!offer || !isSellable(catalog, offer)) {
    throw new Problem('offer_unavailable', { members: { reason: 'unknown' } });
  }
  const { currency, amount } = offerPrice(catalog, offer, facts, now);
  const members = { currentPrice: { currency, amount } };
  if (now >= quote.expiresAt) throw new Problem('quote_expired', { members });
  const then = { catalog, facts, now: quote.pricedAt };
  const republished = catalog.versionId !== quote.catalogVersionId;
  const reason = republished ? unavailable(catalog, offer, facts, quote.pricedAt) : null;
  if (reason) throw new Problem('offer_unavailable', { members: { ...reason } });
  // A level that was bought meanwhile: the quote was for the one before.
  const sameList = listAmountOf(offer, facts) === quote.listPrice;
  if (!sameList || (republished && !chargesTheSame(quote, offer, then))) {
    throw new Problem('price_changed', { members });
  }
  return offer;
}

function chargesTheSame(quote: AgreedQuote, offer: Offer, then: QuoteMoment): boolean {
  const { currency, amount } = offerPrice(then.catalog, offer, then.facts, then.now);
  return currency === quote.currency && amount === quote.unitPrice;
}

/** Ours by its MAC; still, what does not fit is refused rather than believed. */
function agreedOf(members: unknown): AgreedQuote {
  if (!Array.isArray(members) || members.length !== 9) throw invalid();
  const [offer, quantity, currency, unitPrice, listPrice, sale, pricedAt, version, expiresAt] =
    members as unknown[];
  const catalogVersionId = idAs('catalog', `catalog_${String(version)}`);
  const sound =
    isStudioKey(offer) &&
    isStudioKey(currency) &&
    (sale === null || isStudioKey(sale)) &&
    isOperationAmount(unitPrice) &&
    isOperationAmount(listPrice) &&
    [quantity, pricedAt, expiresAt].every(Number.isSafeInteger) &&
    isId('catalog', catalogVersionId);
  if (!sound) throw invalid();
  return {
    offer,
    quantity: Number(quantity),
    currency,
    unitPrice: amount(unitPrice),
    listPrice: amount(listPrice),
    sale,
    pricedAt: Number(pricedAt),
    catalogVersionId,
    expiresAt: Number(expiresAt),
  };
}

function invalid(): Problem {
  return new Problem('quote_invalid');
}
