import type { BundlePart, Item, ItemKind } from '../model.js';
import { NAME_MAX } from './currency-reader.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { localizedText } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { list, map, oneOf, studioKey, wholeNumber } from './values.js';

export const QUANTITY_MAX = 1_000_000;
export const GRANTS_MAX = 100;
const DESCRIPTION_MAX = 2_000;
const LEVELS_MAX = 1_000;

const KINDS: readonly ItemKind[] = ['durable', 'consumable', 'upgrade', 'unlock', 'bundle'];
const readKind = oneOf(KINDS);
const readName = localizedText(NAME_MAX);
const readDescription = localizedText(DESCRIPTION_MAX);
export const readQuantity = wholeNumber(1, QUANTITY_MAX);
const readLevels = wholeNumber(1, LEVELS_MAX);

const readPart: ValueReader<BundlePart> = (node, faults) => {
  const part = map(node, faults);
  if (!part) return undefined;
  const fields = new Fields(part, faults);
  const parts = {
    sku: fields.required('sku', studioKey),
    quantity: fields.optional('quantity', readQuantity, 1),
  };
  fields.finish();
  return complete(parts) ? parts : undefined;
};
const readParts = list(GRANTS_MAX, readPart);
const readRequires = list(GRANTS_MAX, studioKey);

/** A bundle comes back with its parts as written; they are resolved when all items are known. */
export function readItem(sku: string, node: SourceMap, faults: Faults): Item | undefined {
  const fields = new Fields(node, faults);
  const kind = fields.required('kind', readKind);
  const base = {
    sku,
    archived: false,
    name: fields.required('name', readName),
    description: fields.optional('description', readDescription, null),
  };
  if (kind === undefined) return undefined; // which further fields belong here is not known
  const item = { ...base, ...fieldsOf(kind, fields) };
  fields.finish();
  return complete(item) ? (item as Item) : undefined;
}

function fieldsOf(kind: ItemKind, fields: Fields) {
  switch (kind) {
    case 'durable':
      return { kind };
    case 'consumable':
      return { kind, stack: fields.optional('stack', readQuantity, null) };
    case 'upgrade':
      return { kind, levels: fields.required('levels', readLevels) };
    case 'unlock':
      return { kind, requires: fields.optional('requires', readRequires, []) };
    case 'bundle':
      return { kind, parts: fields.required('parts', readParts), gives: {} };
  }
}
