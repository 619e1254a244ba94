import type { CatalogModel, Product } from '../model.js';
import type { CatalogSource } from './catalog-source.js';
import type { Faults } from './source-tree.js';
import { grouped } from './values.js';

const STORES = ['apple', 'google'] as const;

/** What products say about currencies and about one another. */
export function checkProducts(model: CatalogModel, source: CatalogSource, faults: Faults): void {
  for (const product of model.products.values()) checkGrants(product, model, source, faults);
  checkStoreIds(model, source, faults);
  checkReferenceCurrencies(model, source, faults);
}

function checkGrants(product: Product, model: CatalogModel, source: CatalogSource, faults: Faults) {
  for (const [code, units] of Object.entries(product.grants)) {
    const node = source.node('products', product.key, 'grants', code);
    const currency = model.currencies.get(code);
    if (!source.declares('currencies', code)) {
      faults.ofKey(node, 'unknown_currency', `There is no currency “${code}”.`);
    }
    if (currency?.kind === 'soft') {
      const message = `“${code}” is a soft currency: it is earned, never sold for money.`;
      faults.ofKey(node, 'soft_currency_sold', message);
    }
    if (currency && currency.cap !== null && units > currency.cap) {
      faults.of(node, 'over_cap', `A player can hold ${grouped(currency.cap)} “${code}”.`);
    }
  }
}

function checkStoreIds(model: CatalogModel, source: CatalogSource, faults: Faults) {
  for (const store of STORES) {
    const owners = new Map<string, string>();
    for (const { key, stores } of model.products.values()) {
      const id = stores[store];
      if (id === null) continue;
      const owner = owners.get(id);
      if (owner === undefined) {
        owners.set(id, key);
        continue;
      }
      const node = source.node('products', key, 'stores', store);
      faults.of(node, 'store_id_reused', `“${owner}” has this ${store} id already.`);
    }
  }
}

/** Without one real currency there is no dearest pack, and so no price of offers in money. */
function checkReferenceCurrencies(model: CatalogModel, source: CatalogSource, faults: Faults) {
  const chosen = new Map<string, string>();
  for (const { key, grants, referencePrice } of model.products.values()) {
    if (referencePrice === null) continue;
    for (const code of Object.keys(grants)) {
      const first = chosen.get(code) ?? referencePrice.currency;
      chosen.set(code, first);
      if (first === referencePrice.currency) continue;
      const node = source.node('products', key, 'referencePrice');
      const message = `Other reference prices of “${code}” are in ${first}: use one currency.`;
      faults.of(node, 'mixed_reference_currency', message);
    }
  }
}
