import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { CatalogCorrupt } from '../catalog-content.js';
import type { PublishedCatalog } from '../model.js';
import { lockedLife, noteIndexed } from './life.store.js';
import type { Publication } from './publication.js';
import { soldVersions } from './publication.store.js';
import { keepStoreProducts, storeProductsOf } from './store-product.store.js';
import { keptProducts, retiredIds, type StoreProduct, withRetired } from './store-products.js';
import { VersionCatalogs } from './version-catalogs.service.js';

/** Knows every id that stores ever sold, so that an old receipt finds its product. */
@Injectable()
export class StoreProductIndex {
  readonly #logger = new Logger('catalog');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(VersionCatalogs) private readonly catalogs: VersionCatalogs,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Once per scope: finds the products of versions that an older release published. */
  fill(scope: Scope): Promise<void> {
    return this.database.write(async (tx) => {
      const life = await lockedLife(tx, scope);
      if (life.isIndexed) return;
      const sold = await soldVersions(tx, scope, this.clock.now());
      const rows = new Map<string, StoreProduct>();
      for (const { versionId, takesEffectAt: from } of sold) {
        const catalog = await this.#readable(tx, versionId);
        if (catalog === null) continue;
        const { model } = catalog;
        const kept = keptProducts([...rows.values()], { model, versionId, from, inEffect: true });
        for (const row of kept) rows.set(`${row.store}/${row.storeProductId}`, row);
      }
      await keepStoreProducts(tx, scope, [...rows.values()]);
      await noteIndexed(tx, scope);
    });
  }

  /** What sells by a publication, with the products that only old receipts still name. */
  async catalogOf(scope: Scope, publication: Publication): Promise<PublishedCatalog> {
    const { reader } = this.database;
    const catalog = await this.catalogs.catalog(reader, publication.versionId);
    const known = await storeProductsOf(reader, scope);
    const moment = publication.takesEffectAt;
    const retired = [];
    for (const id of retiredIds(catalog.model, { known, moment })) {
      const { model } = await this.catalogs.catalog(reader, id.versionId);
      const product = model.products.get(id.productKey);
      if (product !== undefined) retired.push({ id, product });
    }
    return withRetired(catalog, retired);
  }

  /** The audit tells of a version that was changed behind our back; it must not close the shop. */
  async #readable(tx: Transaction, versionId: Publication['versionId']) {
    try {
      return await this.catalogs.catalog(tx, versionId);
    } catch (error) {
      if (!(error instanceof CatalogCorrupt)) throw error;
      this.#logger.warn(`${versionId}: ${error.message}`);
      return null;
    }
  }
}
