import type { Account } from './account.js';
import { expected } from './failure.js';
import type { CatalogResult } from './results.js';
import type { Catalog } from './shapes.js';

/** A published change is seen after at most this long, also when no change was announced. */
const FRESH_MS = 60_000;

interface Cached {
  readonly catalog: Catalog;
  readonly etag?: string | null;
  /** Prices and limits are what one player sees, in one language. */
  readonly viewer: string;
  readonly at: number;
}

export interface CatalogKeeper {
  /**
   * What this player can be sold now. Asks the server at most once a minute, or when a change was
   * due, or when `fresh` is true; without an answer it gives the last known one, marked `stale`.
   */
  get(options?: { readonly fresh?: boolean }): Promise<CatalogResult>;
}

export interface CatalogCache extends CatalogKeeper {
  /** As `get`, but throws a `Failure`. */
  load(fresh?: boolean): Promise<Extract<CatalogResult, { status: 'ok' }>>;
}

export function createCatalog(account: Account): CatalogCache {
  const { vault, now } = account;
  const { locale = '*' } = account.options;

  const cache: CatalogCache = {
    async load(fresh) {
      const viewer = `${(await account.open()).player.id} ${locale}`;
      const stored = await vault.read<Cached>('catalog');
      const cached: Partial<Cached> = stored && stored.viewer === viewer ? stored : {};
      let { catalog } = cached;
      let stale = false;
      const young = Math.abs(now() - (cached.at as number)) < FRESH_MS;
      if (fresh || !young || Date.parse((catalog as Catalog).nextChangeAt as string) <= now()) {
        try {
          const reply = await account.call<Catalog>('/catalog', undefined, 'GET', {
            'Accept-Language': locale,
            'If-None-Match': cached.etag || '',
          });
          // "Not modified" has no body and stands for what is cached.
          if (!catalog || reply.body.offers) catalog = reply.body;
          await vault.write('catalog', { catalog, etag: reply.etag, viewer, at: now() });
        } catch (failure) {
          if (!catalog) throw failure;
          stale = true;
        }
      }
      return { status: 'ok', catalog: catalog as Catalog, stale };
    },
    get: expected(({ fresh } = {}) => cache.load(fresh)),
  };
  return cache;
}
