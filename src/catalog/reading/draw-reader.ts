import { isStudioKey } from '../../kernel/key.js';
import type { Draw, DrawEntry } from '../model.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { readGifts } from './gift-reader.js';
import { DRAW_ENTRIES_MAX, PITY_MAX, WEIGHT_MAX } from './limits.js';
import { readName } from './localized-text.js';
import type { Faults, SourceMap, SourceNode } from './source-tree.js';
import { flag, grouped, KEY_SENTENCE, map, uniqueKeys, wholeNumber } from './values.js';

const readWeight = wholeNumber(1, WEIGHT_MAX);
const readAfter = wholeNumber(1, PITY_MAX);
const readPityEntries = uniqueKeys(DRAW_ENTRIES_MAX);

export function readDraw(key: string, node: SourceMap, faults: Faults): Draw | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    entries: fields.required('entries', readEntries),
    pity: fields.optional('pity', readPity, null),
    archived: fields.optional('archived', flag, false),
  };
  fields.finish();
  return complete(parts) ? { key, ...parts } : undefined;
}

/**
 * The rows of the table by their keys, sorted: which row a random number falls on depends on their
 * order, and the order in which members of an object are written means nothing in JSON.
 */
const readEntries: ValueReader<DrawEntry[]> = (node, faults) => {
  const table = map(node, faults);
  if (!table) return undefined;
  if (table.entries.size === 0) return faults.of(node, 'missing_field', 'The table is empty.');
  if (table.entries.size > DRAW_ENTRIES_MAX) {
    const most = grouped(DRAW_ENTRIES_MAX);
    return faults.of(node, 'too_many', `The table has more than ${most} entries.`);
  }
  const keys = [...table.entries.keys()].sort();
  const entries = keys.map((key) => readEntry(key, table.entries.get(key)!, faults));
  return entries.includes(undefined) ? undefined : (entries as DrawEntry[]);
};

function readEntry(key: string, node: SourceNode, faults: Faults): DrawEntry | undefined {
  if (!isStudioKey(key)) return faults.ofKey(node, 'invalid_key', KEY_SENTENCE);
  const entry = map(node, faults);
  if (!entry) return undefined;
  const fields = new Fields(entry, faults);
  const parts = { weight: fields.required('weight', readWeight), ...readGifts(fields) };
  fields.finish();
  return complete(parts) ? { key, ...parts } : undefined;
}

const readPity: ValueReader<NonNullable<Draw['pity']>> = (node, faults) => {
  const pity = map(node, faults);
  if (!pity) return undefined;
  const fields = new Fields(pity, faults);
  const parts = {
    after: fields.required('after', readAfter),
    entries: fields.required('entries', readPityEntries),
  };
  fields.finish();
  return complete(parts) ? parts : undefined;
};
