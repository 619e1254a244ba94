import type { CatalogModel, CurrencyGifts } from '../catalog/model.js';
import type { Gifts } from '../inventory/give.js';
import { type Amount, amount, ZERO } from '../kernel/amount.js';
import type { OrderId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Lot } from '../ledger/lot.js';
import { fullLot } from '../ledger/movements.js';
import { fits, type Wallet } from '../ledger/wallet.js';
import type { Desk } from '../till/operation.js';

/** Free gems that an order gives, a lot for each currency; they never expire. */
export function giftLots(desk: Desk, orderId: OrderId, gives: Gifts['gives']): Lot[] {
  const lots: Lot[] = [];
  for (const currency of Object.keys(gives).sort()) {
    const original = gives[currency]!;
    if (original === 0) continue;
    lots.push(
      fullLot({
        id: desk.ids.next('lot'),
        currency,
        bucket: 'free',
        origin: 'order',
        originId: orderId,
        original,
        price: null,
        feeMicros: null,
        country: null,
        createdAt: desk.now,
        expiresAt: null,
      }),
    );
  }
  return lots;
}

/**
 * Throws `balance_limit_reached` when a player would hold more of a currency than may be. What the
 * same order takes out of that currency makes room.
 */
export function assertRoom(
  wallet: Wallet,
  gives: CurrencyGifts,
  { currencies }: Pick<CatalogModel, 'currencies'>,
  paid: { readonly currency: string; readonly amount: Amount } | null = null,
): void {
  for (const [currency, gems] of Object.entries(gives)) {
    const less = paid?.currency === currency ? paid.amount : ZERO;
    const more = { currency, amount: amount(gems - less) };
    if (!fits(wallet, more, currencies.get(currency)?.cap ?? null)) {
      throw new Problem('balance_limit_reached', { members: { currency } });
    }
  }
}
