import type { CatalogVersionId } from '../../kernel/id.js';
import type { CatalogModel, Product, PublishedCatalog } from '../model.js';
import { below } from '../reading/source-tree.js';

export const PRODUCT_STORES = ['apple', 'google'] as const;
export type ProductStore = (typeof PRODUCT_STORES)[number];

/** What is known of an id that a store sells, or sold once. */
export interface StoreProduct {
  readonly store: ProductStore;
  readonly storeProductId: string;
  /** Whose it is for good. */
  readonly productKey: string;
  /** The last version that has it. */
  readonly versionId: CatalogVersionId;
  /** When it was first sold; ahead while it is only scheduled. */
  readonly soldFrom: number;
}

type StoreId = Pick<StoreProduct, 'store' | 'storeProductId' | 'productKey'>;

/** An id that belongs to another product: told like a fault of the catalog. */
export interface ReusedStoreId {
  readonly pointer: string;
  readonly code: 'store_id_reused';
  readonly detail: string;
}

export function storeIdsOf({ products }: CatalogModel): StoreId[] {
  const found: StoreId[] = [];
  for (const { key: productKey, stores } of products.values()) {
    for (const store of PRODUCT_STORES) {
      const storeProductId = stores[store];
      if (storeProductId !== null) found.push({ store, storeProductId, productKey });
    }
  }
  return found;
}

const nameOf = ({ store, storeProductId }: Pick<StoreId, 'store' | 'storeProductId'>) =>
  `${store}/${storeProductId}`;

/** By `store/id`, the key of the product that it belongs to: the form that the checks take. */
export function ownersOf(known: readonly StoreProduct[]): Map<string, string> {
  return new Map(known.map((one) => [nameOf(one), one.productKey]));
}

/** Ids that would move to another product: an old receipt would then give what it never sold. */
export function reusedStoreIds(
  model: CatalogModel,
  known: readonly StoreProduct[],
): ReusedStoreId[] {
  const owners = ownersOf(known);
  return storeIdsOf(model).flatMap((one) => {
    const owner = owners.get(nameOf(one));
    if (owner === undefined || owner === one.productKey) return [];
    const pointer = `${below('/products', one.productKey)}/stores/${one.store}`;
    const detail = `The ${one.store} product id belongs to the product “${owner}” for good.`;
    return [{ pointer, code: 'store_id_reused' as const, detail }];
  });
}

/**
 * The rows to write when a version is published. One that is in effect at once becomes the last
 * that has its products; one that is only scheduled reserves the ids that nobody has.
 */
export function keptProducts(
  known: readonly StoreProduct[],
  {
    model,
    versionId,
    from,
    inEffect,
  }: {
    readonly model: CatalogModel;
    readonly versionId: CatalogVersionId;
    readonly from: number;
    readonly inEffect: boolean;
  },
): StoreProduct[] {
  const rows = new Map(known.map((one) => [nameOf(one), one]));
  return storeIdsOf(model).flatMap((one) => {
    const row = rows.get(nameOf(one));
    if (row === undefined) return [{ ...one, versionId, soldFrom: from }];
    // A version of a release that knew no such rule may hold what is another's: it stays his.
    if (!inEffect || row.productKey !== one.productKey) return [];
    return [{ ...one, versionId, soldFrom: Math.min(row.soldFrom, from) }];
  });
}

/** Of the ids that were sold by a moment those that a model does not have. */
export function retiredIds(
  model: CatalogModel,
  { known, moment }: { readonly known: readonly StoreProduct[]; readonly moment: number },
): StoreProduct[] {
  const here = new Set(storeIdsOf(model).map(nameOf));
  return known.filter((one) => one.soldFrom <= moment && !here.has(nameOf(one)));
}

/** The catalog with products of earlier versions, which only receipts still name. */
export function withRetired(
  catalog: PublishedCatalog,
  retired: readonly { readonly id: StoreProduct; readonly product: Product }[],
): PublishedCatalog {
  if (retired.length === 0) return catalog;
  const byStore = {
    apple: new Map(catalog.productsByStoreId.apple),
    google: new Map(catalog.productsByStoreId.google),
  };
  for (const { id, product } of retired) {
    byStore[id.store].set(id.storeProductId, { ...product, archived: true });
  }
  return { ...catalog, productsByStoreId: byStore };
}
