import { isMap } from './document.js';
import { tableLines } from './text-table.js';

/** A shop as a table: what is for sale, at which price, for how long. */
export function shopLines(shop: Readonly<Record<string, unknown>>): string[] {
  const offers = Array.isArray(shop.offers) ? shop.offers.filter(isMap) : [];
  const rows = offers.map((offer) => [
    textOf(offer.key),
    textOf(offer.name),
    priceOf(offer),
    isMap(offer.sale) ? amountOf(offer.listPrice) : '',
    isMap(offer.sale) ? textOf(offer.sale.key) : '',
    textOf((isMap(offer.sale) ? offer.sale.endsAt : null) ?? offer.endsAt),
    moneyOf(offer.moneyPrice),
  ]);
  const titles = ['offer', 'name', 'price', 'usually', 'sale', 'ends', 'about'];
  const next = textOf(shop.nextChangeAt) || 'none in sight';
  const table = rows.length > 0 ? tableLines(titles, rows) : ['Nothing is for sale.'];
  const at = textOf(shop.at);
  return [`Shop of ${textOf(shop.version)} at ${at}; next change: ${next}.`, ...table];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function priceOf({ price, levelPrices }: Readonly<Record<string, unknown>>): string {
  if (!Array.isArray(levelPrices) || !isMap(price)) return amountOf(price);
  return `${levelPrices.join('/')} ${textOf(price.currency)}`;
}

function amountOf(price: unknown): string {
  return isMap(price) ? `${String(price.amount)} ${textOf(price.currency)}` : '';
}

function moneyOf(money: unknown): string {
  if (!isMap(money)) return '';
  return `${(Number(money.micros) / 1_000_000).toFixed(2)} ${textOf(money.currency)}`;
}
