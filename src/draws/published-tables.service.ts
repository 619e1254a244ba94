import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { versionOf } from '../catalog/catalog.store.js';
import type { Draw, PublishedCatalog } from '../catalog/model.js';
import { storedCatalog } from '../catalog/published-catalog.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { type CatalogVersionId, isId } from '../kernel/id.js';
import { isStudioKey } from '../kernel/key.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { Scope } from '../platform/http/caller.js';
import { wasSoldFrom } from './draw-tables.store.js';
import { type PublishedTable, publishedTable } from './published-table.js';

const VERSIONS_KEPT_MAX = 8;

/** The tables of draws, of every version that was ever sold from. */
@Injectable()
export class PublishedTables {
  readonly #versions = new Map<CatalogVersionId, ReadonlyMap<string, Draw>>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalogs: CatalogService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `not_found`, also for a version of another title and one that is only planned. */
  async find(scope: Scope, version: string, key: string): Promise<PublishedTable> {
    if (!isId('catalog', version) || !isStudioKey(key)) throw new Problem('not_found');
    const draw = (await this.#drawsOf(scope, version)).get(key);
    if (!draw) throw new Problem('not_found');
    return publishedTable(version, draw);
  }

  async #drawsOf(scope: Scope, versionId: CatalogVersionId): Promise<ReadonlyMap<string, Draw>> {
    await this.catalogs.load(scope);
    const current: PublishedCatalog | null = this.catalogs.current(scope);
    if (current?.versionId === versionId) return current.model.draws;
    const { reader } = this.database;
    const now = this.clock.now();
    if (!(await wasSoldFrom(reader, scope, { versionId, now }))) throw new Problem('not_found');
    const known = this.#versions.get(versionId);
    if (known) return known;
    const { draws } = storedCatalog(await versionOf(reader, versionId)).model;
    if (this.#versions.size >= VERSIONS_KEPT_MAX) this.#versions.clear();
    this.#versions.set(versionId, draws);
    return draws;
  }
}
