import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { CatalogVersionId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/http/caller.js';
import { versionIdOf } from '../catalog.store.js';
import type { CatalogContent } from '../catalog-content.js';
import type { CatalogModel } from '../model.js';
import { type CatalogLife, hasTwoPersonRule, lifeOfScope, lockedLife } from './life.store.js';
import { publicationAt, wasSold } from './publication.store.js';
import { type CatalogFinding, judgedContent } from './publishable.js';
import { type Enacted, type Goods, Publisher } from './publisher.service.js';
import { catalogInvalid } from './refusals.js';
import { storeProductsOf } from './store-product.store.js';
import { VersionCatalogs } from './version-catalogs.service.js';

/** Of a crowd that publishes at once one gets through each time. */
const ATTEMPTS_MAX = 64;

interface Prepared {
  readonly base: CatalogVersionId | null;
  readonly goods: Goods;
  readonly warnings: readonly CatalogFinding[];
}

/** What a publish of a content would do now. */
export interface Rehearsal {
  /** null for a content that was never published here. */
  readonly version: CatalogVersionId | null;
  readonly hash: string;
  readonly changed: boolean;
}

/**
 * Publishes a content as it is, without a draft: what the game server's key, the command and the
 * first start do. Under the two-person rule it changes nothing.
 */
@Injectable()
export class ContentPublisher {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(VersionCatalogs) private readonly catalogs: VersionCatalogs,
    @Inject(Publisher) private readonly publisher: Publisher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sells from this content from now on, whatever sold before. Throws `catalog_invalid` with all
   * faults, and `approval_missing` under the two-person rule.
   */
  async publish(
    scope: Scope,
    content: CatalogContent,
    by: string,
  ): Promise<Enacted & { readonly warnings: readonly CatalogFinding[] }> {
    for (let attempt = 1; ; attempt++) {
      const { base, goods, warnings } = await this.#prepared(scope, content);
      try {
        const enacted = await this.#enact(scope, { base, goods }, by);
        return { ...enacted, warnings };
      } catch (error) {
        // Another one was faster: look again at what sells now, and at what must be carried over.
        if (!(error instanceof Problem) || error.code !== 'draft_outdated') throw error;
        if (attempt === ATTEMPTS_MAX) throw new Problem('temporarily_unavailable');
      }
    }
  }

  /** Writes nothing. Throws `catalog_invalid`. */
  async rehearse(
    scope: Scope,
    content: CatalogContent,
  ): Promise<Rehearsal & { readonly warnings: readonly CatalogFinding[] }> {
    const { base, goods, warnings } = await this.#prepared(scope, content);
    const { hash } = 'content' in goods ? goods.content : goods;
    const version = await versionIdOf(this.database.reader, scope, hash);
    const changed = version === null || version !== base;
    return { version, hash: hash.toString('hex'), changed, warnings };
  }

  #enact(
    scope: Scope,
    { base, goods }: Pick<Prepared, 'base' | 'goods'>,
    by: string,
  ): Promise<Enacted> {
    return this.database.write(async (tx) => {
      const life = await lockedLife(tx, scope);
      const actor = { operatorId: null, name: by };
      const order = { goods, base, at: null, actor, reason: null, draftId: null };
      const enacted = await this.publisher.enact(tx, life, order);
      const needsTwo = enacted.changed && (await hasTwoPersonRule(tx, scope.titleId));
      if (needsTwo) throw new Problem('approval_missing'); // and nothing was written
      return enacted;
    });
  }

  /** A content that was sold before is that very version again; to others the base is added. */
  async #prepared(scope: Scope, content: CatalogContent): Promise<Prepared> {
    const { reader } = this.database;
    const now = this.clock.now();
    const life = await lifeOfScope(reader, scope);
    const before = life && (await this.#sellingBefore(life));
    const base = before?.versionId ?? null;
    const { hash, model } = content;
    const known = await versionIdOf(reader, scope, hash);
    const isOld = known !== null && (await wasSold(reader, scope, { versionId: known, now }));
    const products = await storeProductsOf(reader, scope);
    if (known !== null && (known === base || isOld)) {
      const { warnings } = judgedContent(content, { base: null, known: products, now });
      return { base, goods: { versionId: known, hash, model }, warnings };
    }
    const selling = base === null ? null : await this.#model(base);
    const judgement = judgedContent(content, { base: selling, known: products, now });
    if (judgement.content === null || judgement.errors.length > 0) {
      throw catalogInvalid(judgement.errors);
    }
    return { base, goods: { content: judgement.content }, warnings: judgement.warnings };
  }

  async #sellingBefore(life: CatalogLife) {
    const moment = await this.publisher.momentNow(this.database.reader, life);
    return publicationAt(this.database.reader, life.scope, moment);
  }

  async #model(id: CatalogVersionId): Promise<CatalogModel> {
    return (await this.catalogs.catalog(this.database.reader, id)).model;
  }
}
