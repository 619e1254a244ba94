import type { CatalogVersionId } from '../kernel/id.js';
import { type StoreProducts, storeProductsOf } from './archive.js';
import { type AudienceRule, audienceRule } from './audience.js';
import { contentHash } from './canonical-json.js';
import { CatalogCorrupt, modelOf } from './catalog-content.js';
import type { CatalogModel, Product, PublishedCatalog, Sale } from './model.js';

const NOTHING_EARLIER: StoreProducts = new Map();

/**
 * Makes the catalog that orders and top-ups look things up in. `earlier`: the ids that products had
 * in earlier versions; one that a product no longer has still finds it.
 */
export function publishedCatalog(
  versionId: CatalogVersionId,
  model: CatalogModel,
  earlier: StoreProducts = NOTHING_EARLIER,
): PublishedCatalog {
  const productsByStoreId = { apple: new Map<string, Product>(), google: new Map() };
  for (const [id, key] of storeProductsOf(model, earlier)) {
    const product = model.products.get(key);
    const store = id.startsWith('apple/') ? 'apple' : 'google';
    if (product) productsByStoreId[store].set(id.slice(store.length + 1), product);
  }
  const audiences = new Map<string, AudienceRule>();
  for (const { key, expression } of model.audiences.values()) {
    audiences.set(key, audienceRule(expression));
  }
  const salesByOffer = salesOf(model);
  return { versionId, model, audiences, salesByOffer, productsByStoreId };
}

function salesOf(model: CatalogModel): Map<string, Sale[]> {
  const sales = new Map<string, Sale[]>();
  for (const sale of model.sales.values()) {
    for (const offer of sale.offers) {
      const known = sales.get(offer);
      if (known) known.push(sale);
      else sales.set(offer, [sale]);
    }
  }
  return sales;
}

/** The same of a stored version; throws `CatalogCorrupt` when its hash or its content is wrong. */
export function storedCatalog(
  version: { readonly id: CatalogVersionId; readonly text: string; readonly hash: Buffer },
  earlier: StoreProducts = NOTHING_EARLIER,
): PublishedCatalog {
  if (!contentHash(version.text).equals(version.hash)) {
    throw new CatalogCorrupt('its hash is another one');
  }
  return publishedCatalog(version.id, modelOf(version.text), earlier);
}
