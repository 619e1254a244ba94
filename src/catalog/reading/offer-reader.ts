import { AMOUNT_MAX_PER_OPERATION, amount } from '../../kernel/amount.js';
import type { Offer, OfferGrant } from '../model.js';
import { NAME_MAX } from './currency-reader.js';
import { complete, Fields, type ValueReader } from './fields.js';
import { GRANTS_MAX, QUANTITY_MAX, readQuantity } from './item-reader.js';
import { localizedText } from './localized-text.js';
import type { Faults, SourceMap } from './source-tree.js';
import { list, map, studioKey, time, wholeNumber } from './values.js';

const readName = localizedText(NAME_MAX);
const readAmount = wholeNumber(1, AMOUNT_MAX_PER_OPERATION);
const readLevel = wholeNumber(1, QUANTITY_MAX); // against the item's levels once those are known
const readLimit = wholeNumber(1, QUANTITY_MAX);

/**
 * Reads one offer. Its price is at least 1: an order of nothing has no ledger entry, and a typo
 * would give things away. What is free is granted by the game server.
 */
export function readOffer(key: string, node: SourceMap, faults: Faults): Offer | undefined {
  const fields = new Fields(node, faults);
  const parts = {
    name: fields.required('name', readName),
    grants: fields.required('grants', readGrants),
    price: fields.required('price', readPrice),
    startsAt: fields.optional('startsAt', time, null),
    endsAt: fields.optional('endsAt', time, null),
    limitPerPlayer: fields.optional('limitPerPlayer', readLimit, null),
  };
  fields.finish();
  if (!complete(parts)) return undefined;
  const { startsAt, endsAt } = parts;
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
    const end = node.entries.get('endsAt')!;
    return faults.of(end, 'window_empty', 'The offer ends before it starts.');
  }
  return {
    key,
    ...parts,
    archived: false,
    zone: null,
    gives: {},
    draw: null,
    levelPrices: null,
    audience: null,
    requires: [],
    limitPerPeriod: null,
    stock: null,
  };
}

const readPrice: ValueReader<Offer['price']> = (node, faults) => {
  const price = map(node, faults);
  if (!price) return undefined;
  const fields = new Fields(price, faults);
  const parts = {
    currency: fields.required('currency', studioKey),
    amount: fields.required('amount', readAmount),
  };
  fields.finish();
  if (!complete(parts)) return undefined;
  return { currency: parts.currency, amount: amount(parts.amount) };
};

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
