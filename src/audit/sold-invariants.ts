import type { CodedInvariant } from './invariant.js';
import { wrongGifts } from './order-gifts.js';
import { wrongPeriods, wrongStocks, wrongUsage } from './order-limits.js';
import { wrongPrices } from './order-prices.js';

/** Orders, held against the content of the catalog version that they name. */
export const SOLD_INVARIANTS: readonly CodedInvariant[] = [
  {
    id: 'A23',
    severity: 'P1',
    title: 'the price of an order is that of its catalog version, level and sale',
    find: wrongPrices,
  },
  {
    id: 'G14',
    severity: 'P1',
    title: 'an order gave what its offer gives by its catalog version, and no more was taken back',
    find: wrongGifts,
  },
  {
    id: 'G15',
    severity: 'P1',
    title: 'a limit counts the orders that were placed under it and not given back',
    find: wrongUsage,
  },
  {
    id: 'G19',
    severity: 'P1',
    title: 'a limit of a period counts the orders of that period that were not given back',
    find: wrongPeriods,
  },
  {
    id: 'G20',
    severity: 'P1',
    title: 'a stock counts the units that were sold under it and not given back',
    find: wrongStocks,
  },
];
