import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { CatalogVersionId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { failureText } from '../platform/database/failure.js';
import type { Scope } from '../platform/http/caller.js';
import type { CatalogContent } from './catalog-content.js';
import { CatalogShelf } from './catalog-shelf.js';
import type { PublishedCatalog } from './model.js';
import { ContentPublisher, type Rehearsal } from './publishing/content-publisher.service.js';
import { allLives, type CatalogLife, lifeOfScope } from './publishing/life.store.js';
import type { Publication } from './publishing/publication.js';
import { publicationAt, publicationsAfter } from './publishing/publication.store.js';
import type { CatalogFinding } from './publishing/publishable.js';
import { StoreProductIndex } from './publishing/store-product-index.service.js';

const POLL_MS = 1_000;

/** What a publish did. */
export interface PublishResult {
  readonly version: CatalogVersionId;
  /** SHA-256 of the canonical content, in hex. */
  readonly hash: string;
  readonly publishedAt: number;
  /** False when the title sold from this very content already: then nothing was written. */
  readonly changed: boolean;
}

/** What is to be said of a catalog that was published, or would be. */
interface Warned {
  readonly warnings: readonly CatalogFinding[];
}

/**
 * Keeps what each title and environment sells in memory, now and what was scheduled, so that an
 * order looks up an offer without a database and every process switches by its clock at the very
 * moment. A publish is seen at once by the process that did it, and by the others when they poll:
 * about a second later.
 */
@Injectable()
export class CatalogService implements OnModuleDestroy {
  readonly #logger = new Logger('catalog');
  readonly #shelves = new Map<string, CatalogShelf>();
  readonly #loading = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #failing = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StoreProductIndex) private readonly index: StoreProductIndex,
    @Inject(ContentPublisher) private readonly publisher: ContentPublisher,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * From memory alone: null when nothing is published, or when the scope was never loaded. `now` is
   * the moment that the caller decides about.
   */
  current(scope: Scope, now: number = this.clock.now()): PublishedCatalog | null {
    return this.#shelves.get(keyOf(scope))?.at(now) ?? null;
  }

  /** When the next scheduled publish takes effect, in milliseconds; null: none is scheduled. */
  nextPublicationAt(scope: Scope, now: number = this.clock.now()): number | null {
    return this.#shelves.get(keyOf(scope))?.nextAfter(now) ?? null;
  }

  /** Makes `current` tell the truth; does nothing when the scope was loaded before. */
  async load(scope: Scope): Promise<void> {
    const key = keyOf(scope);
    if (!this.#shelves.has(key)) {
      // A crowd that meets a cold process asks the database once.
      const loading = this.#loading.get(key) ?? this.refresh(scope);
      this.#loading.set(key, loading);
      await loading.finally(() => this.#loading.delete(key));
    }
    this.#poll();
  }

  /** The catalog that the title sells from; throws `no_catalog` when nothing is published. */
  async require(scope: Scope, now: number = this.clock.now()): Promise<PublishedCatalog> {
    const known = this.current(scope, now);
    if (known !== null) return known;
    await this.load(scope);
    const loaded = this.current(scope, now);
    if (loaded === null) throw new Problem('no_catalog');
    return loaded;
  }

  /**
   * Sells from this content from now on. The same content again is the same version, and changes
   * nothing while it is the current one; a content of the past becomes current again. Throws
   * `catalog_invalid` with all faults.
   */
  async publish(
    scope: Scope,
    content: CatalogContent,
    by: string,
  ): Promise<PublishResult & Warned> {
    await this.load(scope);
    const published = await this.publisher.publish(scope, content, by);
    await this.refresh(scope);
    const { version, hash, takesEffectAt: publishedAt, changed, warnings } = published;
    return { version, hash, publishedAt, changed, warnings };
  }

  /** What a publish of this content would do now. Writes nothing. */
  async rehearse(scope: Scope, content: CatalogContent): Promise<Rehearsal & Warned> {
    await this.load(scope);
    return this.publisher.rehearse(scope, content);
  }

  /** Reads what this process has just published or taken back. */
  async refresh(scope: Scope): Promise<void> {
    let life = await lifeOfScope(this.database.reader, scope);
    if (life && !life.isIndexed) {
      await this.index.fill(scope);
      life = await lifeOfScope(this.database.reader, scope);
    }
    await this.#read(scope, life);
    this.#poll();
  }

  onModuleDestroy(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /**
   * `life` was read first: what is published meanwhile shows by a higher count at the next look.
   */
  async #read(scope: Scope, life: CatalogLife | null): Promise<void> {
    const key = keyOf(scope);
    const changes = life?.changes ?? 0;
    const known = () => this.#shelves.get(key);
    if ((known()?.changes ?? -1) > changes) return; // never back to what is older
    const now = this.clock.now();
    const first = await publicationAt(this.database.reader, scope, now);
    const coming = await publicationsAfter(this.database.reader, scope, now);
    const shelf = await CatalogShelf.filled({
      changes,
      now,
      publications: first ? [first, ...coming] : coming,
      before: known() ?? null,
      load: (publication) => this.#load(scope, publication, now),
    });
    if ((known()?.changes ?? -1) <= changes) this.#shelves.set(key, shelf);
  }

  /** One that lies ahead and cannot be read must not close the shop of today. */
  async #load(
    scope: Scope,
    publication: Publication,
    now: number,
  ): Promise<PublishedCatalog | null> {
    try {
      return await this.index.catalogOf(scope, publication);
    } catch (error) {
      if (publication.takesEffectAt <= now) throw error;
      this.#tell(error);
      return null;
    }
  }

  #poll(): void {
    if (this.#timer || this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => {
        this.#timer = null;
        this.#poll();
      });
    }, POLL_MS).unref();
  }

  /** An outage leaves the last known catalogs in place: they are immutable and still true. */
  async #look(): Promise<void> {
    try {
      for (const life of await allLives(this.database.reader)) {
        const shelf = this.#shelves.get(keyOf(life.scope));
        if (!shelf) continue;
        const isOld = shelf.changes < life.changes || shelf.wantsMore(this.clock.now());
        if (isOld) await this.#read(life.scope, life).catch(this.#tell);
      }
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#tell(error);
      this.#failing = true; // told once an outage, not once a second
    }
  }

  readonly #tell = (error: unknown): void => {
    if (!this.#stopped) this.#logger.warn(`a new catalog cannot be read: ${failureText(error)}`);
  };
}

function keyOf(scope: Scope): string {
  return `${scope.titleId}/${scope.environment}`;
}
