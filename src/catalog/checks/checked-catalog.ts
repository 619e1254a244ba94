import type { CatalogModel, PublishedCatalog } from '../model.js';

/** What every check looks at. */
export interface CheckedCatalog {
  readonly model: CatalogModel;
  /** The same, ready for the price rule. */
  readonly catalog: PublishedCatalog;
  readonly now: number;
  readonly history: CatalogHistory;
}

/** What is known of earlier versions. */
export interface CatalogHistory {
  /** By `store/id` the key of the product that had the id first. */
  readonly storeProducts: ReadonlyMap<string, string>;
  /** What the draft is compared with; absent: nothing. */
  readonly base?: CatalogModel | null;
}
