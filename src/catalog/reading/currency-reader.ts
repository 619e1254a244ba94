import { AMOUNT_MAX_PER_BALANCE, amount } from '../../kernel/amount.js';
import type { Currency } from '../model.js';
import { complete, Fields } from './fields.js';
import { readName } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { oneOf, wholeNumber } from './values.js';

const readKind = oneOf(['premium', 'soft']);
const readCap = wholeNumber(1, AMOUNT_MAX_PER_BALANCE);

export function readCurrency(code: string, node: SourceMap, faults: Faults): Currency | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    kind: fields.required('kind', readKind),
    cap: fields.optional('cap', readCap, null),
  };
  fields.finish();
  if (!complete(parts)) return undefined;
  const { name, kind, cap } = parts;
  return { code, name, kind, cap: cap === null ? null : amount(cap) };
}
