import type { BundlePart, Item, ItemKind } from '../model.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { hasOneOf, readGives, readQuantity } from './gift-reader.js';
import { DESCRIPTION_MAX, GRANTS_MAX, LEVELS_MAX } from './limits.js';
import { localizedText, readName } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { flag, list, map, oneOf, studioKey, wholeNumber } from './values.js';

const KINDS: readonly ItemKind[] = ['durable', 'consumable', 'upgrade', 'unlock', 'bundle'];
const readKind = oneOf(KINDS);
const readDescription = localizedText(DESCRIPTION_MAX);
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

/** A bundle keeps its parts as written; what it opens to is found when all items are known. */
export function readItem(sku: string, node: SourceMap, faults: Faults): Item | undefined {
  const fields = new Fields(node, faults);
  const kind = fields.required('kind', readKind);
  const base = {
    sku,
    name: fields.required('name', readName),
    description: fields.optional('description', readDescription, null),
    archived: fields.optional('archived', flag, false),
  };
  if (kind === undefined) return undefined; // which further fields belong here is not known
  const item = { ...base, ...fieldsOf(kind, fields) };
  const gives = kind !== 'bundle' || hasOneOf(['parts', 'gives'], fields, faults);
  fields.finish();
  return gives && complete(item) ? (item as Item) : undefined;
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
      return {
        kind,
        parts: fields.optional('parts', readParts, []),
        gives: fields.optional('gives', readGives, {}),
      };
  }
}
