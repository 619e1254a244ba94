import { Injectable } from '@nestjs/common';
import type { CatalogVersionId } from '../../kernel/id.js';
import type { Reader } from '../../platform/database/transaction.js';
import { versionOf } from '../catalog.store.js';
import type { PublishedCatalog } from '../model.js';
import { storedCatalog } from '../published-catalog.js';

const KEPT_MAX = 12;

/** Reads versions back; keeps the last few, since reading a large one takes a second. */
@Injectable()
export class VersionCatalogs {
  readonly #kept = new Map<CatalogVersionId, PublishedCatalog>();

  /** A version as it was published, without products of others. Throws `CatalogCorrupt`. */
  async catalog(reader: Reader, id: CatalogVersionId): Promise<PublishedCatalog> {
    const known = this.#kept.get(id);
    const catalog = known ?? storedCatalog(await versionOf(reader, id));
    this.#kept.delete(id);
    this.#kept.set(id, catalog); // the last used stands last
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_MAX && oldest) this.#kept.delete(oldest);
    return catalog;
  }
}
