import type { CatalogVersionId } from '../kernel/id.js';
import { type AudienceRule, audienceRule } from './audience.js';
import { contentHash } from './canonical-json.js';
import { CatalogCorrupt, modelOf } from './catalog-content.js';
import type { CatalogModel, Product, PublishedCatalog, Sale } from './model.js';

/** Makes the catalog that orders and top-ups look things up in. */
export function publishedCatalog(
  versionId: CatalogVersionId,
  model: CatalogModel,
): PublishedCatalog {
  const apple = new Map<string, Product>();
  const google = new Map<string, Product>();
  for (const product of model.products.values()) {
    if (product.stores.apple !== null) apple.set(product.stores.apple, product);
    if (product.stores.google !== null) google.set(product.stores.google, product);
  }
  const audiences = new Map<string, AudienceRule>();
  for (const { key, expression } of model.audiences.values()) {
    audiences.set(key, audienceRule(expression));
  }
  const salesByOffer = salesOf(model);
  return { versionId, model, audiences, salesByOffer, productsByStoreId: { apple, google } };
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
export function storedCatalog(version: {
  readonly id: CatalogVersionId;
  readonly text: string;
  readonly hash: Buffer;
}): PublishedCatalog {
  if (!contentHash(version.text).equals(version.hash)) {
    throw new CatalogCorrupt('its hash is another one');
  }
  return publishedCatalog(version.id, modelOf(version.text));
}
