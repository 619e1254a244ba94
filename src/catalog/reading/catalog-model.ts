import { isStudioKey } from '../../kernel/key.js';
import type { CatalogModel } from '../model.js';
import { resolvedItems } from './bundle-parts.js';
import { CatalogSource } from './catalog-source.js';
import { readCurrency } from './currency-reader.js';
import { readItem } from './item-reader.js';
import { checkItems } from './item-rules.js';
import { readOffer } from './offer-reader.js';
import { checkOffers } from './offer-rules.js';
import { readProduct } from './product-reader.js';
import { checkProducts } from './product-rules.js';
import type { Faults, SourceMap, SourceNode } from './source-tree.js';
import { grouped, KEY_SENTENCE } from './values.js';

/** Currencies, products, items and offers together. */
export const ENTRIES_MAX = 10_000;
const SECTIONS = ['currencies', 'products', 'items', 'offers'] as const;

/**
 * Reads a merged catalog: first each thing alone, then what they say about one another. What is
 * faulty alone is left out of the second step but still counts as declared, so that one mistake is
 * told once. Null when there is no model at all; a model is sound only if no fault was told.
 */
export function modelFrom(root: SourceNode, faults: Faults): CatalogModel | null {
  if (root.type !== 'map') {
    faults.of(root, 'wrong_type', 'A catalog is a map of sections.');
    return null;
  }
  for (const [name, section] of root.entries) {
    if ((SECTIONS as readonly string[]).includes(name)) continue;
    const known = SECTIONS.join(', ');
    faults.ofKey(section, 'unknown_section', `“${name}” is no section; known: ${known}.`);
  }
  const [currencies, products, items, offers] = SECTIONS.map((name) => section(root, name, faults));
  const count = [currencies, products, items, offers].reduce((sum, map) => sum + map!.size, 0);
  if (count > ENTRIES_MAX) {
    const most = grouped(ENTRIES_MAX);
    faults.of(root, 'too_many', `The catalog has ${grouped(count)} entries; ${most} is the most.`);
    return null;
  }
  if (currencies!.size === 0) {
    faults.at(root.place, '/currencies', 'missing_field', 'A catalog has at least one currency.');
  }
  const source = new CatalogSource(root);
  const model = {
    currencies: readEach(currencies!, readCurrency, faults),
    products: readEach(products!, readProduct, faults),
    items: resolvedItems(readEach(items!, readItem, faults), source, faults),
    offers: readEach(offers!, readOffer, faults),
    sales: new Map(),
    audiences: new Map(),
    promotions: new Map(),
    coupons: new Map(),
    draws: new Map(),
  };
  checkProducts(model, source, faults);
  checkItems(model, source, faults);
  checkOffers(model, source, faults);
  return model;
}

function section(root: SourceMap, name: string, faults: Faults): ReadonlyMap<string, SourceNode> {
  const node = root.entries.get(name);
  if (!node) return new Map();
  if (node.type === 'map') return node.entries;
  faults.ofKey(node, 'wrong_type', 'A section is a map from keys to things.');
  return new Map();
}

function readEach<Thing>(
  entries: ReadonlyMap<string, SourceNode>,
  read: (key: string, node: SourceMap, faults: Faults) => Thing | undefined,
  faults: Faults,
): Map<string, Thing> {
  const things = new Map<string, Thing>();
  for (const [key, node] of entries) {
    if (!isStudioKey(key)) {
      faults.ofKey(node, 'invalid_key', KEY_SENTENCE);
    }
    if (node.type !== 'map') {
      faults.of(node, 'wrong_type', 'Write “field: value” lines below the key.');
      continue;
    }
    const thing = read(key, node, faults);
    if (thing !== undefined) things.set(key, thing);
  }
  return things;
}
