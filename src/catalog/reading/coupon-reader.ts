import type { Coupon } from '../model.js';
import { complete, Fields } from './fields.js';
import { hasOneOf, readGifts } from './gift-reader.js';
import { readName } from './localized-text.js';
import { readLimit, readStock } from './offer-reader.js';
import { readExpiryDays } from './promotion-reader.js';
import type { Faults, SourceMap } from './source-tree.js';
import { flag, studioKey } from './values.js';
import { readWindow } from './window-reader.js';

/** One code per player unless more are allowed: the safe one of the two. */
export function readCoupon(key: string, node: SourceMap, faults: Faults): Coupon | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    ...readGifts(fields),
    ...readWindow(fields, faults),
    audience: fields.optional('audience', studioKey, null),
    limitPerPlayer: fields.optional('limitPerPlayer', readLimit, 1),
    stock: fields.optional('stock', readStock, null),
    expiresAfterDays: fields.optional('expiresAfterDays', readExpiryDays, null),
    archived: fields.optional('archived', flag, false),
  };
  fields.finish();
  const sound = hasOneOf(['grants', 'gives'], fields, faults);
  return sound && complete(parts) ? { key, ...parts } : undefined;
}
