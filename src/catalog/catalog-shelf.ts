import type { PublishedCatalog } from './model.js';
import type { Publication } from './publishing/publication.js';

/** So many of those that lie ahead are ready to be sold from; the others follow in time. */
const LOADED_AHEAD = 4;
/** A request that began before a switch may still ask for what sold then. */
const KEPT_MS = 60_000;

interface Entry {
  readonly publication: Publication;
  /** null: not loaded yet. */
  readonly catalog: PublishedCatalog | null;
}

interface Filling {
  readonly changes: number;
  readonly now: number;
  /** What sells now, if anything, and then those that lie ahead, in order. */
  readonly publications: readonly Publication[];
  readonly before: CatalogShelf | null;
  load(publication: Publication): Promise<PublishedCatalog | null>;
}

/** What one scope sells now and will sell, in memory. Immutable: a change makes a new one. */
export class CatalogShelf {
  private constructor(
    /** How many publishes and cancellations it knows of. */
    readonly changes: number,
    /** In the order in which they take effect. */
    private readonly entries: readonly Entry[],
    private readonly filledAt: number,
  ) {}

  static async filled(filling: Filling): Promise<CatalogShelf> {
    const { changes, now, publications, before, load } = filling;
    const [first] = publications;
    const entries = first && before ? before.#justSold(first, now) : [];
    let ahead = 0;
    for (const publication of publications) {
      const isAhead = publication.takesEffectAt > now;
      if (isAhead) ahead += 1;
      // The very object, where it sells already: much is kept per catalog, such as ready answers.
      const known = isAhead || !before ? null : before.#selling(publication);
      const catalog = known ?? (ahead <= LOADED_AHEAD ? await load(publication) : null);
      entries.push({ publication, catalog });
    }
    return new CatalogShelf(changes, entries, now);
  }

  /**
   * What sells at a moment. What sold before the oldest that is kept is not known: the oldest is
   * the best answer then, so that no request fails because it began just before a publish.
   */
  at(now: number): PublishedCatalog | null {
    const [oldest] = this.entries;
    if (oldest === undefined) return null;
    let found = oldest.publication.takesEffectAt <= this.filledAt ? oldest.catalog : null;
    for (const { publication, catalog } of this.entries) {
      if (publication.takesEffectAt > now) break;
      if (catalog !== null) found = catalog;
    }
    return found;
  }

  nextAfter(now: number): number | null {
    const next = this.entries.find(({ publication }) => publication.takesEffectAt > now);
    return next?.publication.takesEffectAt ?? null;
  }

  /** True when one comes near that is not loaded, or when one is kept that sold long ago. */
  wantsMore(now: number): boolean {
    const coming = this.entries.filter(({ publication }) => publication.takesEffectAt > now);
    const isNear = coming.slice(0, LOADED_AHEAD).some(({ catalog }) => catalog === null);
    const second = this.entries[1];
    return isNear || (second !== undefined && second.publication.takesEffectAt < now - KEPT_MS);
  }

  #selling({ number }: Publication): PublishedCatalog | null {
    const known = this.entries.find(({ publication }) => publication.number === number);
    const sold = known && known.publication.takesEffectAt <= this.filledAt;
    return sold ? known.catalog : null;
  }

  /** What `first` has taken the place of a moment ago. */
  #justSold(first: Publication, now: number): Entry[] {
    if (first.takesEffectAt < now - KEPT_MS) return [];
    const sold = this.entries.filter(
      ({ publication, catalog }) =>
        catalog !== null &&
        publication.number !== first.number &&
        publication.takesEffectAt <= Math.min(first.takesEffectAt, now),
    );
    return sold.slice(-1);
  }
}
