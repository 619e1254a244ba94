import { contentHash } from '../catalog/canonical-json.js';
import { chosenLocale, localesOf } from '../catalog/locale.js';
import type { PublishedCatalog } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { ByteBounded } from './byte-bounded.js';
import { chunksOf } from './chunks.js';
import { PreparedLanguage } from './prepared-language.js';
import { type ShopPlan, shopPlan } from './shop-plan.js';
import { type Sight, sightOf } from './sight.js';

const LANGUAGE_BYTES_MAX = 64_000_000;
const SHOP_BYTES_MAX = 64_000_000;

/** An answer that is ready to be sent. */
export interface PreparedShop {
  readonly locale: string;
  /** The body; one after the other. Some are shared with other answers. */
  readonly chunks: readonly Buffer[];
  readonly byteLength: number;
  /** Strong (RFC 9110 §8.8.3): another byte is another tag. */
  readonly etag: string;
  /** The answer is true from this moment, in milliseconds, … */
  readonly from: number;
  /** … until just before this one, … */
  readonly until: number;
  /** … and while this is what is known of the next publication. */
  readonly nextPublicationAt: number | null;
}

/** Who looks at a catalog and when. */
export interface PreparedRequest {
  readonly catalog: PublishedCatalog;
  readonly facts: PlayerFacts;
  /** Languages, dearest first. */
  readonly preferences: readonly string[];
  readonly now: number;
  readonly nextPublicationAt: number | null;
}

interface Prepared {
  /** Tells catalogs apart in keys; a version can be loaded twice. */
  readonly number: number;
  readonly plan: ShopPlan;
  readonly locales: ReadonlySet<string>;
  /** Facts are asked once: a player's are one object for as long as they are believed. */
  readonly sights: WeakMap<PlayerFacts, Sight>;
}

/**
 * Makes each answer once for all players who see the same: serialising a catalog costs a hundred
 * times as much as sending it. Memory is bounded: what was not asked for lately is made anew.
 */
export class PreparedShops {
  readonly #prepared = new WeakMap<PublishedCatalog, Prepared>();
  readonly #languages = new ByteBounded<PreparedLanguage>(LANGUAGE_BYTES_MAX);
  readonly #shops = new ByteBounded<PreparedShop>(SHOP_BYTES_MAX);
  #count = 0;

  shop(request: PreparedRequest): PreparedShop {
    const { catalog, facts, preferences, now, nextPublicationAt } = request;
    const prepared = this.#preparedOf(catalog);
    const locale = chosenLocale(preferences, prepared.locales);
    let sight = prepared.sights.get(facts);
    if (!sight) {
      sight = sightOf(prepared.plan, facts);
      prepared.sights.set(facts, sight);
    }
    const language = `${prepared.number} ${locale}`;
    const key = `${language} ${sight.signature}`;
    const known = this.#shops.get(key);
    if (known && known.from <= now && now < known.until) {
      if (known.nextPublicationAt === nextPublicationAt) return known;
    }
    const parts = this.#language(language, prepared.plan, locale);
    const { until, ...bytes } = parts.shop(sight, now, nextPublicationAt);
    const chunks = chunksOf(bytes.parts);
    const byteLength = chunks.reduce((sum, { length }) => sum + length, 0);
    const shop = {
      locale,
      chunks,
      byteLength,
      // The pieces and their order make the bytes, so that their names need not all be read again.
      etag: `"${contentHash(bytes.name).toString('base64url')}"`,
      from: now,
      until: until ?? Number.POSITIVE_INFINITY,
      nextPublicationAt,
    };
    this.#shops.set(key, shop, byteLength);
    return shop;
  }

  #preparedOf(catalog: PublishedCatalog): Prepared {
    const known = this.#prepared.get(catalog);
    if (known) return known;
    const made = {
      number: ++this.#count,
      plan: shopPlan(catalog),
      locales: localesOf(catalog.model),
      sights: new WeakMap(),
    };
    this.#prepared.set(catalog, made);
    return made;
  }

  #language(key: string, plan: ShopPlan, locale: string): PreparedLanguage {
    const known = this.#languages.get(key);
    if (known) return known;
    const made = new PreparedLanguage(plan, locale);
    this.#languages.set(key, made, made.byteLength);
    return made;
  }
}

/** True when the caller's `If-None-Match` names this very answer (RFC 9110 §13.1.2). */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
