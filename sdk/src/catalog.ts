import type { Account } from './account.js';
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

export function createCatalog({ vault, options, open, player, call }: Account): CatalogKeeper {
  const { locale = '*', now = Date.now } = options;
  return {
    async get({ fresh } = {}) {
      await open();
      const viewer = `${player()} ${locale}`;
      const stored = await vault.read<Cached>('catalog');
      const cached = stored && stored.viewer === viewer ? stored : undefined;
      if (cached) {
        const { catalog, at } = cached;
        const dueAt = Date.parse(`${catalog.nextChangeAt}`);
        if (!fresh && Math.abs(now() - at) < FRESH_MS && !(dueAt <= now()))
          return { status: 'ok', catalog, stale: false };
      }
      const answer = await call<Catalog>({
        path: '/catalog',
        headers: {
          'Accept-Language': locale,
          'If-None-Match': (cached && cached.etag) || '',
        },
      });
      if (answer.status !== 'ok')
        return cached ? { status: 'ok', catalog: cached.catalog, stale: true } : answer;
      // "Not modified" has no body and stands for what is cached.
      const catalog = answer.body.offers || !cached ? answer.body : cached.catalog;
      await vault.write('catalog', { catalog, etag: answer.etag, viewer, at: now() });
      return { status: 'ok', catalog, stale: false };
    },
  };
}
