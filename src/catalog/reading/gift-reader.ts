import { AMOUNT_MAX_PER_OPERATION, type Amount, amount } from '../../kernel/amount.js';
import type { CurrencyGifts, OfferGrant } from '../model.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { GRANTS_MAX, QUANTITY_MAX } from './limits.js';
import type { Faults, SourceMap } from './source-tree.js';
import { list, map, studioKey, wholeNumber } from './values.js';

/** How many units of a virtual currency one operation can move. */
export const readAmount = wholeNumber(1, AMOUNT_MAX_PER_OPERATION);
export const readQuantity = wholeNumber(1, QUANTITY_MAX);
const readLevel = wholeNumber(1, QUANTITY_MAX); // against the item's levels once those are known

const readGrant: ValueReader<OfferGrant> = (node, faults) => {
  const grant = map(node, faults);
  if (!grant) return undefined;
  const fields = new Fields(grant, faults);
  const parts = {
    sku: fields.required('sku', studioKey),
    quantity: fields.optional('quantity', readQuantity, 1),
    level: fields.optional('level', readLevel, null),
  };
  fields.finish();
  return complete(parts) ? parts : undefined;
};
const readGrants = list(GRANTS_MAX, readGrant);

/** Amounts by currency, such as `{ GOLD: 100 }`, in the order of their codes. */
export const readGives: ValueReader<CurrencyGifts> = (node, faults) => {
  if (node.type !== 'map' || node.entries.size === 0) {
    return faults.of(node, 'wrong_type', 'Write what is given, such as { GEM: 500 }.');
  }
  if (node.entries.size > GRANTS_MAX) {
    return faults.of(node, 'too_many', `There are more than ${GRANTS_MAX} currencies.`);
  }
  return currencyAmounts(node, faults);
};

/** Undefined when one of them is faulty. */
export function currencyAmounts({ entries }: SourceMap, faults: Faults): CurrencyGifts | undefined {
  const amounts: [string, Amount][] = [];
  for (const code of [...entries.keys()].sort()) {
    const units = readAmount(entries.get(code)!, faults);
    if (units !== undefined) amounts.push([code, amount(units)]);
  }
  return amounts.length === entries.size ? Object.fromEntries(amounts) : undefined;
}

/** Reads `grants` and `gives`, of which either may be left out. */
export function readGifts(fields: Fields) {
  return {
    grants: fields.optional('grants', readGrants, []),
    gives: fields.optional('gives', readGives, {}),
  };
}

/** True when at least one of these fields was written, faulty or not; else the fault is told. */
export function hasOneOf(
  names: readonly [string, ...string[]],
  { node }: Fields,
  faults: Faults,
): boolean {
  if (names.some((name) => node.entries.has(name))) return true;
  const message = `Write at least one of: ${names.join(', ')}.`;
  faults.at(node.heading, `${node.pointer}/${names[0]}`, 'missing_field', message);
  return false;
}

/** True unless two of these fields were written, which would contradict one another. */
export function hasOnlyOneOf(names: readonly string[], { node }: Fields, faults: Faults): boolean {
  const [first, second] = names.filter((name) => node.entries.has(name));
  if (second === undefined) return true;
  const message = `Write either “${first}” or “${second}”, not both.`;
  faults.ofKey(node.entries.get(second)!, 'exclusive_fields', message);
  return false;
}
