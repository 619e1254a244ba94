import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Amount, amount, isOperationAmount } from '../kernel/amount.js';
import { type CatalogVersionId, idAs, isId } from '../kernel/id.js';
import { isStudioKey } from '../kernel/key.js';
import { Problem } from '../kernel/problem.js';
import type { PlayerInScope } from '../platform/http/caller.js';

/** How long an offer's price is kept for a player who asked. */
export const QUOTE_LIFE_MS = 60_000;
/** The longest keys and numbers make a text of 438 characters. */
export const QUOTE_LENGTH_MAX = 512;
const FORM = 'q1.';
const MAC_LENGTH = 16;

/** What was agreed: the price of one unit, from which version, until when. */
export interface AgreedQuote {
  readonly offer: string;
  readonly quantity: number;
  readonly currency: string;
  readonly unitPrice: Amount;
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
    const { offer, quantity, currency, unitPrice, sale, pricedAt, expiresAt } = quote;
    const version = quote.catalogVersionId.slice(-26);
    const members = [offer, quantity, currency, unitPrice, sale];
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

/** Ours by its MAC; still, what does not fit is refused rather than believed. */
function agreedOf(members: unknown): AgreedQuote {
  if (!Array.isArray(members) || members.length !== 8) throw invalid();
  const [offer, quantity, currency, unitPrice, sale, pricedAt, version, expiresAt] =
    members as unknown[];
  const catalogVersionId = idAs('catalog', `catalog_${String(version)}`);
  const sound =
    isStudioKey(offer) &&
    isStudioKey(currency) &&
    (sale === null || isStudioKey(sale)) &&
    isOperationAmount(unitPrice) &&
    [quantity, pricedAt, expiresAt].every(Number.isSafeInteger) &&
    isId('catalog', catalogVersionId);
  if (!sound) throw invalid();
  return {
    offer,
    quantity: Number(quantity),
    currency,
    unitPrice: amount(unitPrice),
    sale,
    pricedAt: Number(pricedAt),
    catalogVersionId,
    expiresAt: Number(expiresAt),
  };
}

function invalid(): Problem {
  return new Problem('quote_invalid');
}
