import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';

const STORES = ['apple', 'google'] as const;

/** A store's product id belongs to one product for ever: old receipts name it. */
export function checkStoreIds({ model, history }: CheckedCatalog): Finding[] {
  const findings: Finding[] = [];
  for (const { key, stores } of model.products.values()) {
    for (const store of STORES) {
      const owner = history.storeProducts.get(`${store}/${stores[store]}`);
      if (stores[store] === null || owner === undefined || owner === key) continue;
      const detail =
        `The ${store} id “${stores[store]}” belonged to “${owner}” in an earlier version: ` +
        'an old receipt for it would now buy something else.';
      findings.push(
        finding('store_id_reused', ['products', key, 'stores', store], detail, { owner }),
      );
    }
  }
  return findings;
}
