import type { CatalogModel, Item, Offer, OfferGrant } from '../model.js';
import type { CatalogSource } from './catalog-source.js';
import { checkHeldQuantity } from './held-quantity.js';
import type { Faults, SourceNode } from './source-tree.js';
import { grouped } from './values.js';

/** What offers say about currencies and items: each can be paid, and what it gives can be held. */
export function checkOffers(model: CatalogModel, source: CatalogSource, faults: Faults): void {
  for (const offer of model.offers.values()) {
    checkPrice(offer, model, source, faults);
    checkGrants(offer, model, source, faults);
  }
}

function checkPrice(
  { key, price }: Offer,
  model: CatalogModel,
  source: CatalogSource,
  faults: Faults,
) {
  const node = source.node('offers', key, 'price');
  const cap = model.currencies.get(price.currency)?.cap ?? null;
  if (!source.declares('currencies', price.currency)) {
    const code = source.node('offers', key, 'price', 'currency');
    faults.of(code, 'unknown_currency', `There is no currency “${price.currency}”.`);
  }
  if (cap !== null && price.amount > cap) {
    const message = `Nobody can pay this: a player can hold ${grouped(cap)} “${price.currency}”.`;
    faults.of(node, 'over_cap', message);
  }
}

function checkGrants(offer: Offer, model: CatalogModel, source: CatalogSource, faults: Faults) {
  const named = new Set<string>();
  const totals = new Map<string, number>();
  const count = (sku: string, quantity: number) =>
    totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  let sound = true;
  for (const [index, grant] of offer.grants.entries()) {
    const node = source.node('offers', offer.key, 'grants', index);
    const skuNode = source.node('offers', offer.key, 'grants', index, 'sku');
    if (named.has(grant.sku)) {
      faults.of(skuNode, 'duplicate_sku', `The offer gives “${grant.sku}” twice.`);
      sound = false;
    }
    named.add(grant.sku);
    const item = model.items.get(grant.sku);
    if (!source.declares('items', grant.sku)) {
      faults.of(skuNode, 'unknown_sku', `There is no item “${grant.sku}”.`);
    }
    if (!item) continue;
    checkLevel(grant, item, node, faults);
    if (item.kind !== 'bundle') count(grant.sku, grant.quantity);
    else for (const part of item.parts) count(part.sku, part.quantity * grant.quantity);
  }
  const grants = source.node('offers', offer.key, 'grants');
  for (const [sku, quantity] of sound ? totals : []) {
    checkHeldQuantity(model.items.get(sku)!, quantity, grants, faults);
  }
}

function checkLevel(grant: OfferGrant, item: Item, node: SourceNode, faults: Faults) {
  if (grant.level !== null && item.kind !== 'upgrade') {
    faults.of(node, 'level_out_of_range', `“${item.sku}” is no upgrade and has no levels.`);
  }
  if (item.kind !== 'upgrade') return;
  if (grant.level !== null && grant.level > item.levels) {
    faults.of(node, 'level_out_of_range', `“${item.sku}” has ${item.levels} levels.`);
  }
  if (grant.quantity > 1) {
    faults.of(node, 'granted_twice', 'An offer sells one level of an upgrade at a time.');
  }
}
