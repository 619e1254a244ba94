import { Injectable } from '@nestjs/common';
import { chosenLocale, localesOf } from '../catalog/locale.js';
import type { PublishedCatalog } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { type Shop, shopAt } from './shop.js';

/** The shop of any version or draft, at any time, for anybody, in any language. */
export interface PreviewRequest {
  readonly catalog: PublishedCatalog;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly facts: PlayerFacts;
  /** A canonical BCP 47 tag; what the catalog does not have falls back as it does for players. */
  readonly locale: string;
  /** Keys of audiences that the player is taken to belong to, whatever the facts say. */
  readonly audiences?: readonly string[];
  /** When what is looked at stops being sold; null: not as far as is known. */
  readonly nextPublicationAt?: number | null;
}

/** Shows what players will see, by the very function that shows it to them. */
@Injectable()
export class PreviewService {
  preview(request: PreviewRequest): Shop {
    const { at, facts, locale, audiences = [], nextPublicationAt = null } = request;
    const catalog = audiences.length > 0 ? asOneOf(request.catalog, audiences) : request.catalog;
    const spoken = chosenLocale([locale], localesOf(catalog.model));
    return shopAt({ catalog, facts, locale: spoken, now: at, nextPublicationAt });
  }
}

/** The same catalog, whose audiences of these names take in everybody. */
function asOneOf(catalog: PublishedCatalog, keys: readonly string[]): PublishedCatalog {
  const everybody = keys.map((key) => [key, () => true] as const);
  return { ...catalog, audiences: new Map([...catalog.audiences, ...everybody]) };
}
