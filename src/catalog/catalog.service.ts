import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { CatalogVersionId } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { ID_SOURCE } from '../kernel/injection.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { failureText } from '../platform/database/failure.js';
import { repeated } from '../platform/database/retry.js';
import type { Transaction } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';
import {
  addPublication,
  addVersion,
  lastNumbers,
  lastPublication,
  type Publication,
  versionIdOf,
  versionOf,
} from './catalog.store.js';
import type { CatalogContent } from './catalog-content.js';
import type { PublishedCatalog } from './model.js';
import { storedCatalog } from './published-catalog.js';

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

/** What a publish would do: `version` is null for a content that was never published here. */
export interface Rehearsal {
  readonly version: CatalogVersionId | null;
  readonly hash: string;
  readonly changed: boolean;
}

interface Shelf {
  /** The number of the publication; 0 while nothing is published. */
  readonly number: number;
  readonly catalog: PublishedCatalog | null;
}

/**
 * Keeps the published catalog of each title and environment in memory, so that an order looks up
 * an offer without a database. A publish is seen at once by the process that did it, and by the
 * others when they poll the publications: about a second later.
 */
@Injectable()
export class CatalogService implements OnModuleDestroy {
  readonly #logger = new Logger('catalog');
  readonly #shelves = new Map<string, Shelf>();
  readonly #loading = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #failing = false;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  /** From memory alone: null when nothing is published, or when the scope was never loaded. */
  current(scope: Scope): PublishedCatalog | null {
    return this.#shelves.get(keyOf(scope))?.catalog ?? null;
  }

  /** Makes `current` tell the truth; does nothing when the scope was loaded before. */
  async load(scope: Scope): Promise<void> {
    const key = keyOf(scope);
    if (!this.#shelves.has(key)) {
      // A crowd that meets a cold process asks the database once.
      const loading = this.#loading.get(key) ?? this.#read(scope);
      this.#loading.set(key, loading);
      await loading.finally(() => this.#loading.delete(key));
    }
    this.#poll();
  }

  /** The catalog that the title sells from; throws `no_catalog` when nothing is published. */
  async require(scope: Scope): Promise<PublishedCatalog> {
    const known = this.current(scope);
    if (known !== null) return known;
    await this.load(scope);
    const loaded = this.current(scope);
    if (loaded === null) throw new Problem('no_catalog');
    return loaded;
  }

  /**
   * Sells from this content from now on. The same content again is the same version, and changes
   * nothing while it is the current one; a content of the past becomes current again.
   */
  async publish(scope: Scope, content: CatalogContent, by: string): Promise<PublishResult> {
    const publish = () =>
      this.database.write((transaction) => this.#publish(transaction, scope, content, by));
    // A publisher that was overtaken breaks a unique key: it looks again and takes the next number.
    const result = await repeated(publish, (failure) => failure === 'duplicate');
    await this.#read(scope);
    this.#poll();
    return result;
  }

  /** What a publish of this content would do now. Writes nothing. */
  async rehearse(scope: Scope, content: CatalogContent): Promise<Rehearsal> {
    const version = await versionIdOf(this.database.reader, scope, content.hash);
    const last = await lastPublication(this.database.reader, scope);
    const isCurrent = version !== null && last?.versionId === version;
    return { version, hash: content.hash.toString('hex'), changed: !isCurrent };
  }

  onModuleDestroy(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #publish(
    transaction: Transaction,
    scope: Scope,
    content: CatalogContent,
    by: string,
  ): Promise<PublishResult> {
    const now = this.clock.now();
    const hash = content.hash.toString('hex');
    const last = await lastPublication(transaction, scope);
    const known = await versionIdOf(transaction, scope, content.hash);
    if (known !== null && last?.versionId === known) {
      return { version: known, hash, publishedAt: last.publishedAt, changed: false };
    }
    const versionId = known ?? this.ids.next('catalog');
    if (known === null) {
      const { text } = content;
      await addVersion(transaction, scope, {
        id: versionId,
        text,
        hash: content.hash,
        createdAt: now,
      });
    }
    const number = (last?.number ?? 0) + 1;
    const publication: Publication = { number, versionId, publishedAt: now, publishedBy: by };
    await addPublication(transaction, scope, publication);
    return { version: versionId, hash, publishedAt: now, changed: true };
  }

  async #read(scope: Scope): Promise<void> {
    const key = keyOf(scope);
    const publication = await lastPublication(this.database.reader, scope);
    const number = publication?.number ?? 0;
    const known = () => this.#shelves.get(key)?.number ?? -1;
    if (known() >= number) return;
    const version = publication && (await versionOf(this.database.reader, publication.versionId));
    const shelf = { number, catalog: version && storedCatalog(version) };
    if (known() < number) this.#shelves.set(key, shelf); // never back to what is older
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
      for (const { scope, number } of await lastNumbers(this.database.reader)) {
        const shelf = this.#shelves.get(keyOf(scope));
        if (shelf && shelf.number < number) await this.#read(scope).catch(this.#tell);
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
