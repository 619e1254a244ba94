import { contentHash } from './canonical-json.js';
import { chosenLocale, localesOf } from './locale.js';
import type { PublishedCatalog } from './model.js';
import { nextChange, shopAt } from './shop.js';

/** An answer that is ready to be sent. */
export interface PreparedShop {
  readonly locale: string;
  readonly body: Buffer;
  /** Strong (RFC 9110 §8.8.3): another byte is another tag. */
  readonly etag: string;
  /** The answer is true from this moment, in milliseconds, … */
  readonly from: number;
  /** … until just before this one. */
  readonly until: number;
}

interface Prepared {
  readonly locales: ReadonlySet<string>;
  readonly byLocale: Map<string, PreparedShop>;
}

/**
 * Makes each answer once per version, language and window: serialising a catalog costs five times
 * as much as sending it. What belongs to an older version goes away with that version's catalog;
 * there are never more answers than the catalog has languages.
 */
export class PreparedShops {
  readonly #prepared = new WeakMap<PublishedCatalog, Prepared>();

  shop(catalog: PublishedCatalog, preferences: readonly string[], now: number): PreparedShop {
    let prepared = this.#prepared.get(catalog);
    if (!prepared) {
      prepared = { locales: localesOf(catalog.model), byLocale: new Map() };
      this.#prepared.set(catalog, prepared);
    }
    const locale = chosenLocale(preferences, prepared.locales);
    const known = prepared.byLocale.get(locale);
    if (known && known.from <= now && now < known.until) return known;
    const made = preparedShop(catalog, locale, now);
    prepared.byLocale.set(locale, made);
    return made;
  }
}

/** True when the caller's `If-None-Match` names this very answer (RFC 9110 §13.1.2). */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

function preparedShop(catalog: PublishedCatalog, locale: string, now: number): PreparedShop {
  const text = JSON.stringify(shopAt(catalog, locale, now));
  const until = nextChange(catalog.model.offers.values(), now) ?? Number.POSITIVE_INFINITY;
  const etag = `"${contentHash(text).toString('base64url')}"`;
  return { locale, body: Buffer.from(text), etag, from: now, until };
}
