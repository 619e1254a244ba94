import type { Promotion } from '../model.js';
import { complete, Fields } from './fields.js';
import { hasOneOf, hasOnlyOneOf, readGives } from './gift-reader.js';
import { BONUS_PERCENT_MAX, ENTRIES_MAX, EXPIRY_DAYS_MAX } from './limits.js';
import { readName } from './localized-text.js';
import { readLimit } from './offer-reader.js';
import type { Faults, SourceMap } from './source-tree.js';
import { oneOf, studioKey, uniqueKeys, wholeNumber } from './values.js';
import { readWindow } from './window-reader.js';

const readKind = oneOf(['first_top_up', 'bonus']);
const readProducts = uniqueKeys(ENTRIES_MAX);
const readPercent = wholeNumber(1, BONUS_PERCENT_MAX);
const readOnce = wholeNumber(1, 1);
export const readExpiryDays = wholeNumber(1, EXPIRY_DAYS_MAX);

/** A first top-up counts once for a player, whether that is written or not. */
export function readPromotion(key: string, node: SourceMap, faults: Faults): Promotion | undefined {
  const fields = new Fields(node, faults);
  const kind = fields.required('kind', readKind);
  const limit =
    kind === 'first_top_up'
      ? fields.optional('limitPerPlayer', readOnce, 1)
      : fields.optional('limitPerPlayer', readLimit, null);
  const parts = {
    kind,
    name: fields.required('name', readName),
    products: fields.optional('products', readProducts, []),
    percent: fields.optional('percent', readPercent, null),
    gives: fields.optional('gives', readGives, {}),
    ...readWindow(fields, faults),
    audience: fields.optional('audience', studioKey, null),
    limitPerPlayer: limit,
    expiresAfterDays: fields.optional('expiresAfterDays', readExpiryDays, null),
  };
  fields.finish();
  const names = ['percent', 'gives'] as const;
  const sound = hasOneOf(names, fields, faults) && hasOnlyOneOf(names, fields, faults);
  return sound && complete(parts) ? { key, ...parts } : undefined;
}
