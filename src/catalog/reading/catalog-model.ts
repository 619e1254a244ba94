import { isStudioKey } from '../../kernel/key.js';
import type { CatalogModel } from '../model.js';
import { readAudience } from './audience-reader.js';
import { bundleContents } from './bundle-content.js';
import { CatalogSource, type Section } from './catalog-source.js';
import { readCoupon } from './coupon-reader.js';
import { readCurrency } from './currency-reader.js';
import { readDraw } from './draw-reader.js';
import { checkDraws } from './draw-rules.js';
import { readItem } from './item-reader.js';
import { checkItems } from './item-rules.js';
import { ENTRIES_MAX } from './limits.js';
import { readOffer } from './offer-reader.js';
import { checkOffers } from './offer-rules.js';
import { readProduct } from './product-reader.js';
import { checkProducts } from './product-rules.js';
import { readPromotion } from './promotion-reader.js';
import { checkCoupons, checkPromotions } from './promotion-rules.js';
import { readSale } from './sale-reader.js';
import { checkSales } from './sale-rules.js';
import type { Faults, SourceMap, SourceNode } from './source-tree.js';
import { grouped, KEY_SENTENCE } from './values.js';

/** How each section is read; the order is that of the documentation. */
const READERS: {
  readonly [Name in Section]: Reader<
    CatalogModel[Name] extends Things<infer Thing> ? Thing : never
  >;
} = {
  currencies: readCurrency,
  products: readProduct,
  items: readItem,
  offers: readOffer,
  sales: readSale,
  audiences: readAudience,
  promotions: readPromotion,
  coupons: readCoupon,
  draws: readDraw,
};
export const SECTIONS = Object.keys(READERS) as readonly Section[];

type Things<Thing> = ReadonlyMap<string, Thing>;
type Reader<Thing> = (key: string, node: SourceMap, faults: Faults) => Thing | undefined;

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
    if ((SECTIONS as readonly string[]).includes(name) || name === '$schema') continue;
    const known = SECTIONS.join(', ');
    faults.ofKey(section, 'unknown_section', `“${name}” is no section; known: ${known}.`);
  }
  const sections = new Map(SECTIONS.map((name) => [name, section(root, name, faults)]));
  const count = [...sections.values()].reduce((sum, entries) => sum + entries.size, 0);
  if (count > ENTRIES_MAX) {
    const most = grouped(ENTRIES_MAX);
    faults.of(root, 'too_many', `The catalog has ${grouped(count)} entries; ${most} is the most.`);
    return null;
  }
  if (sections.get('currencies')!.size === 0) {
    faults.at(root.place, '/currencies', 'missing_field', 'A catalog has at least one currency.');
  }
  const things = SECTIONS.map((name) => {
    const read = READERS[name] as Reader<unknown>;
    return [name, readEach(sections.get(name)!, read, faults)] as const;
  });
  const model = Object.fromEntries(things) as unknown as CatalogModel;
  const source = new CatalogSource(root);
  const bundles = bundleContents(model.items, source, faults);
  const rules = { model, bundles, source, faults };
  checkProducts(rules);
  checkItems(rules);
  checkOffers(rules);
  checkSales(rules);
  checkPromotions(rules);
  checkCoupons(rules);
  checkDraws(rules);
  return sorted(model);
}

function section(root: SourceMap, name: string, faults: Faults): ReadonlyMap<string, SourceNode> {
  const node = root.entries.get(name);
  if (!node) return new Map();
  if (node.type === 'map') return node.entries;
  faults.ofKey(node, 'wrong_type', 'A section is a map from keys to things.');
  return new Map();
}

function readEach(
  entries: ReadonlyMap<string, SourceNode>,
  read: Reader<unknown>,
  faults: Faults,
): Map<string, unknown> {
  const things = new Map<string, unknown>();
  for (const [key, node] of entries) {
    if (!isStudioKey(key)) {
      faults.ofKey(node, 'invalid_key', KEY_SENTENCE);
      continue;
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

/**
 * In the order of their keys, as they are stored: a draft that was just read, and the same catalog
 * that came back from the database, show the same shop.
 */
function sorted(model: CatalogModel): CatalogModel {
  const sections = Object.entries(model).map(([name, things]: [string, Things<unknown>]) => {
    const keys = [...things.keys()].sort();
    return [name, new Map(keys.map((key) => [key, things.get(key)]))];
  });
  return Object.fromEntries(sections);
}
