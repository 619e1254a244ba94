import { Injectable } from '@nestjs/common';
import { chosenLocale, localesOf } from '../catalog/locale.js';
import type { PublishedCatalog } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { type Shop, shopAt } from './shop.js';

/** The shop of any version or draft, at any time, for anybody, in any language. */
export interface PreviewRequest {
  readonly catalog: PublishedCatalog;
  /** Milliseconds since 1970 UTC; `previewMoment` reads what a person writes. */
  readonly at: number;
  readonly facts: PlayerFacts;
  /** A canonical BCP 47 tag; what the catalog does not have falls back as it does for players. */
  readonly locale: string;
}

/** Shows what players will see, by the very function that shows it to them. */
@Injectable()
export class PreviewService {
  preview({ catalog, at, facts, locale }: PreviewRequest): Shop {
    const spoken = chosenLocale([locale], localesOf(catalog.model));
    return shopAt({ catalog, facts, locale: spoken, now: at, nextPublicationAt: null });
  }
}
