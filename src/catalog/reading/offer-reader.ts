import { type Amount, amount } from '../../kernel/amount.js';
import { LIMIT_PERIODS, type Offer } from '../model.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { hasOneOf, hasOnlyOneOf, readAmount, readGifts } from './gift-reader.js';
import { GRANTS_MAX, LEVELS_MAX, QUANTITY_MAX, STOCK_MAX } from './limits.js';
import { readName } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { flag, list, map, oneOf, studioKey, uniqueKeys, wholeNumber } from './values.js';
import { readWindow } from './window-reader.js';

export const readLimit = wholeNumber(1, QUANTITY_MAX);
export const readStock = wholeNumber(1, STOCK_MAX);
const readRequires = uniqueKeys(GRANTS_MAX);
const readLevelPrices = list(LEVELS_MAX, readAmount);
const readPeriod = oneOf(LIMIT_PERIODS);

/**
 * Reads one offer. Its price is at least 1: an order of nothing has no ledger entry, and a typo
 * would give things away. What is free is granted by the game server.
 */
export function readOffer(key: string, node: SourceMap, faults: Faults): Offer | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    price: fields.required('price', readPrice),
    ...readGifts(fields),
    draw: fields.optional('draw', studioKey, null),
    ...readWindow(fields, faults),
    audience: fields.optional('audience', studioKey, null),
    requires: fields.optional('requires', readRequires, []),
    limitPerPlayer: fields.optional('limitPerPlayer', readLimit, null),
    limitPerPeriod: fields.optional('limitPerPeriod', readLimitPerPeriod, null),
    stock: fields.optional('stock', readStock, null),
    archived: fields.optional('archived', flag, false),
  };
  fields.finish();
  const sound =
    hasOneOf(['grants', 'gives', 'draw'], fields, faults) &&
    hasOnlyOneOf(['grants', 'draw'], fields, faults) &&
    hasOnlyOneOf(['gives', 'draw'], fields, faults);
  if (!sound || !complete(parts)) return undefined;
  const { price, ...others } = parts;
  const { currency, amounts, perLevel } = price;
  const levelPrices = perLevel ? amounts : null;
  return { key, ...others, price: { currency, amount: amounts[0]! }, levelPrices };
}

interface WrittenPrice {
  readonly currency: string;
  readonly amounts: readonly Amount[];
  readonly perLevel: boolean;
}

const readPrice: ValueReader<WrittenPrice> = (node, faults) => {
  const price = map(node, faults);
  if (!price) return undefined;
  const fields = new Fields(price, faults);
  const parts = {
    currency: fields.required('currency', studioKey),
    amount: fields.optional('amount', readAmount, null),
    levels: fields.optional('levels', readLevelPrices, null),
  };
  fields.finish();
  const names = ['amount', 'levels'] as const;
  const sound = hasOneOf(names, fields, faults) && hasOnlyOneOf(names, fields, faults);
  if (!sound || !complete(parts)) return undefined;
  const amounts = (parts.levels ?? [parts.amount!]).map(amount);
  return { currency: parts.currency, amounts, perLevel: parts.levels !== null };
};

const readLimitPerPeriod: ValueReader<NonNullable<Offer['limitPerPeriod']>> = (node, faults) => {
  const limit = map(node, faults);
  if (!limit) return undefined;
  const fields = new Fields(limit, faults);
  const parts = {
    period: fields.required('period', readPeriod),
    count: fields.required('count', readLimit),
  };
  fields.finish();
  return complete(parts) ? parts : undefined;
};
