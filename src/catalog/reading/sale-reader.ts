import { amount } from '../../kernel/amount.js';
import type { Sale } from '../model.js';
import { complete, Fields } from './fields.js';
import { hasOneOf, hasOnlyOneOf, readAmount } from './gift-reader.js';
import { ENTRIES_MAX, PRIORITY_MAX } from './limits.js';
import { readName } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { studioKey, uniqueKeys, wholeNumber } from './values.js';
import { readWindow } from './window-reader.js';

const readOffers = uniqueKeys(ENTRIES_MAX);
/** Nothing is given away: 100 would be a price of nothing. */
const readPercent = wholeNumber(1, 99);
const readPriority = wholeNumber(-PRIORITY_MAX, PRIORITY_MAX);

export function readSale(key: string, node: SourceMap, faults: Faults): Sale | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    offers: fields.required('offers', readOffers),
    percent: fields.optional('percent', readPercent, null),
    price: fields.optional('price', readAmount, null),
    ...readWindow(fields, faults),
    priority: fields.optional('priority', readPriority, 0),
    audience: fields.optional('audience', studioKey, null),
  };
  fields.finish();
  const names = ['percent', 'price'] as const;
  const sound = hasOneOf(names, fields, faults) && hasOnlyOneOf(names, fields, faults);
  if (!sound || !complete(parts)) return undefined;
  return { key, ...parts, price: parts.price === null ? null : amount(parts.price) };
}
