import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { CatalogVersionId } from '../../kernel/id.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/http/caller.js';
import { publicationAt } from '../publishing/publication.store.js';
import { type Judgement, judged } from '../publishing/publishable.js';
import { storeProductsOf } from '../publishing/store-product.store.js';
import { VersionCatalogs } from '../publishing/version-catalogs.service.js';

/** Says of a document what a publish of it would say. */
@Injectable()
export class DraftJudge {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(VersionCatalogs) private readonly versions: VersionCatalogs,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `document` is JSON text, or what was read from it; `base` undefined: what sells now. */
  async judged(
    scope: Scope,
    { document, base }: { document: unknown; base?: CatalogVersionId | null },
  ): Promise<Judgement> {
    const { reader } = this.database;
    const now = this.clock.now();
    const current = base === undefined ? await publicationAt(reader, scope, now) : null;
    const id = base === undefined ? (current?.versionId ?? null) : base;
    return judged(typeof document === 'string' ? JSON.parse(document) : document, {
      base: id === null ? null : (await this.versions.catalog(reader, id)).model,
      known: await storeProductsOf(reader, scope),
      now,
    });
  }
}

const FINDINGS_SHOWN_MAX = 1_000;

/** A judgement as the API shows it. */
export function judgementView({ content, errors, warnings }: Judgement) {
  return {
    valid: content !== null && errors.length === 0,
    hash: content?.hash.toString('hex') ?? null,
    errors: errors.slice(0, FINDINGS_SHOWN_MAX),
    warnings: warnings.slice(0, FINDINGS_SHOWN_MAX),
    found: { errors: errors.length, warnings: warnings.length },
  };
}
