import { type Book, book } from '../till/book.js';
import type { Desk } from '../till/operation.js';
import { isNewLot, type Lot, type OpenLot } from './lot.js';
import type { Wallet } from './wallet.js';

/** What was paid for a lot, which the wallet does not load: only what passes lots on needs it. */
export type LotPrice = Pick<Lot, 'price' | 'feeMicros' | 'country'>;

/** The prices of the open paid lots, by player and then by lot. */
export const LOT_PRICES: Book<ReadonlyMap<string, LotPrice>> = book('lot prices');

/** The price of a lot of the wallet; one that this batch made knows its own. */
export function priceOf(
  desk: Desk,
  { playerId }: Pick<Wallet, 'playerId'>,
  lot: OpenLot,
): LotPrice {
  if (isNewLot(lot)) return lot;
  return desk.row(LOT_PRICES, playerId)?.get(lot.id) ?? UNKNOWN;
}

const UNKNOWN: LotPrice = { price: null, feeMicros: null, country: null };
