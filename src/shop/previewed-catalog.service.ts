import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { ownVersionOf } from '../catalog/catalog.store.js';
import { readCatalogJson } from '../catalog/catalog-content.js';
import { DraftDesk } from '../catalog/drafts/draft-desk.service.js';
import type { PublishedCatalog } from '../catalog/model.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { VersionCatalogs } from '../catalog/publishing/version-catalogs.service.js';
import { idAs, isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { Scope } from '../platform/http/caller.js';

/** Reading ten thousand offers takes a second, and a preview is moved through time. */
const DRAFTS_KEPT = 4;
const FAULTS_SHOWN_MAX = 100;

/** What is looked at; without both, what sells at the time of the preview. */
export interface PreviewSubject {
  readonly draft?: string | undefined;
  readonly version?: string | undefined;
}

export interface PreviewedCatalog {
  readonly catalog: PublishedCatalog;
  /** The id of the draft, or of the version. */
  readonly id: string;
}

/** Finds the catalog of a preview. */
@Injectable()
export class PreviewedCatalogs {
  readonly #drafts = new Map<string, PublishedCatalog>();

  constructor(
    private readonly database: Database,
    private readonly catalogs: CatalogService,
    private readonly desk: DraftDesk,
    private readonly versions: VersionCatalogs,
  ) {}

  /** Throws `not_found`, `no_catalog`, or `catalog_invalid` with the faults of the draft. */
  async find(scope: Scope, subject: PreviewSubject, at: number): Promise<PreviewedCatalog> {
    const { draft, version } = subject;
    if (draft !== undefined) return { catalog: await this.#draft(scope, draft), id: draft };
    if (version !== undefined) return { catalog: await this.#version(scope, version), id: version };
    await this.catalogs.require(scope);
    const catalog = await this.catalogs.require(scope, at);
    return { catalog, id: catalog.versionId };
  }

  async #version(scope: Scope, id: string): Promise<PublishedCatalog> {
    const { reader } = this.database;
    const own = isId('catalog', id) ? await ownVersionOf(reader, scope, id) : null;
    if (own === null) throw new Problem('not_found');
    return this.versions.catalog(reader, own.id);
  }

  async #draft(scope: Scope, id: string): Promise<PublishedCatalog> {
    const { draft, text } = await this.desk.content(scope, id);
    const key = `${draft.id} ${draft.revision}`;
    const catalog = this.#drafts.get(key) ?? catalogOfDraft(draft.id, text);
    this.#drafts.delete(key);
    this.#drafts.set(key, catalog); // the last used stands last
    const [oldest] = this.#drafts.keys();
    if (this.#drafts.size > DRAFTS_KEPT && oldest) this.#drafts.delete(oldest);
    return catalog;
  }
}

function catalogOfDraft(id: string, text: string): PublishedCatalog {
  const { content, faults } = readCatalogJson(JSON.parse(text));
  if (content !== null) return publishedCatalog(idAs('catalog', id), content.model);
  const errors = faults.slice(0, FAULTS_SHOWN_MAX).map(({ pointer, code, message }) => {
    return { pointer, code, detail: message };
  });
  throw new Problem('catalog_invalid', { errors });
}
