import type { Product } from '../model.js';
import type { Rules } from './rules.js';
import { grouped } from './values.js';

const STORES = ['apple', 'google'] as const;

/** What products say about currencies and about one another. */
export function checkProducts(rules: Rules): void {
  for (const product of rules.model.products.values()) checkGrants(product, rules);
  checkStoreIds(rules);
  checkReferenceCurrencies(rules);
}

function checkGrants(product: Product, { model, source, faults }: Rules): void {
  for (const [code, units] of Object.entries(product.grants)) {
    const node = source.node('products', product.key, 'grants', code);
    const currency = model.currencies.get(code);
    if (!source.declares('currencies', code)) {
      faults.ofKey(node, 'unknown_currency', `There is no currency “${code}”.`);
    }
    if (product.archived) continue; // it stays what it was when it was sold
    if (currency?.kind === 'soft') {
      const message = `“${code}” is a soft currency: it is earned, never sold for money.`;
      faults.ofKey(node, 'soft_currency_sold', message);
    }
    if (currency && currency.cap !== null && units > currency.cap) {
      faults.of(node, 'over_cap', `A player can hold ${grouped(currency.cap)} “${code}”.`);
    }
  }
}

/** Also of archived products: a receipt names the id alone. */
function checkStoreIds({ model, source, faults }: Rules): void {
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
function checkReferenceCurrencies({ model, source, faults }: Rules): void {
  const chosen = new Map<string, string>();
  for (const { key, grants, referencePrice, archived } of model.products.values()) {
    if (referencePrice === null || archived) continue;
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
