import * as format from '../../page/format.js';
import type { ShopState } from './state.js';
import { words } from './words/words.js';

/** An amount with its currency in words: gems as the page says them, others by the catalog's name. */
export function amountText(state: ShopState, currency: string, amount: number): string {
  if (currency === 'GEM') return words.gemsFor(format.gems(amount));
  return `${format.gems(amount)} ${currencyName(state, currency)}`;
}

export function currencyName({ catalog }: ShopState, code: string): string {
  return catalog?.currencies?.find((one) => one.code === code)?.name ?? code;
}

/** Which drawing stands for a currency. */
export const coinArt = (currency: string): string => (currency === 'GEM' ? 'art-gem' : 'art-coin');

/** What grants and gifts bring, in words: `2 × Potion and 100 Gold`. */
export function giftText(
  state: ShopState,
  grants: readonly { readonly sku: string; readonly quantity: number }[],
  gives: Readonly<Record<string, number>> = {},
): string {
  const things = grants.map(({ sku, quantity }) => {
    const name = state.catalog?.items.find((one) => one.sku === sku)?.name ?? sku;
    return quantity > 1 ? `${quantity} × ${name}` : name;
  });
  const coins = Object.entries(gives).map(([code, amount]) => amountText(state, code, amount));
  return new Intl.ListFormat(format.locale).format([...things, ...coins]);
}
