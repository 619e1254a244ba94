import type { Product } from '../model.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { currencyAmounts } from './gift-reader.js';
import { readName } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { flag, price } from './values.js';

export function readProduct(key: string, node: SourceMap, faults: Faults): Product | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    stores: fields.required('stores', readStores),
    grants: fields.required('grants', readGrants),
    referencePrice: fields.optional('referencePrice', price, null),
    archived: fields.optional('archived', flag, false),
  };
  fields.finish();
  return complete(parts) ? { key, ...parts } : undefined;
}

/** App Store Connect: letters, digits, underscores, periods; hyphens are seen in older ids. */
const readAppleId = storeId(/^[A-Za-z0-9._-]{1,255}$/, 'letters, digits, “.”, “_” and “-”');
/** Play Console: begins with a lowercase letter or a digit; the rest may hold “_” and “.”. */
const readGoogleId = storeId(
  /^[a-z0-9][a-z0-9._]{0,147}$/,
  'a lowercase letter or digit, then lowercase letters, digits, “.” and “_”',
);

const readStores: ValueReader<Product['stores']> = (node, faults) => {
  if (node.type !== 'map') {
    return faults.of(node, 'wrong_type', 'Write the id per store: apple and google.');
  }
  const fields = new Fields(node, faults);
  const parts = {
    apple: fields.optional('apple', readAppleId, null),
    google: fields.optional('google', readGoogleId, null),
  };
  fields.finish();
  if (parts.apple === null && parts.google === null) {
    return faults.of(node, 'missing_field', 'A product is sold in at least one store.');
  }
  return complete(parts) ? parts : undefined;
};

const readGrants: ValueReader<Product['grants']> = (node, faults) => {
  if (node.type !== 'map' || node.entries.size === 0) {
    return faults.of(node, 'wrong_type', 'Write what the product gives, such as { GEM: 500 }.');
  }
  return currencyAmounts(node, faults);
};

function storeId(form: RegExp, words: string): ValueReader<string> {
  return (node, faults) => {
    if (node.type === 'scalar' && typeof node.value === 'string' && form.test(node.value)) {
      return node.value;
    }
    return faults.of(node, 'invalid_store_id', `Write the store's product id: ${words}.`);
  };
}
