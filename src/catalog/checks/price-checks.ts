import type { Amount } from '../../kernel/amount.js';
import type { Offer, Sale } from '../model.js';
import { saleAmount } from '../offer-price.js';
import type { CheckedCatalog } from './checked-catalog.js';
import { type Finding, finding } from './finding.js';
import { counted, grouped, named } from './wording.js';

/** Less than this part of what it was is more than 90 % off. */
const TENTH = 10;
const PERCENT_MAX = 90;

/** Prices and sales that nobody means: nothing, more than 90 % off, no effect at all. */
export function checkPrices(checked: CheckedCatalog): Finding[] {
  const { model } = checked;
  const offers = [...model.offers.values()].filter(({ archived }) => !archived);
  return [
    ...offers.flatMap(freeFindings),
    ...offers.flatMap((offer) => loweredFindings(offer, checked)),
    ...[...model.sales.values()].flatMap((sale) => saleFindings(sale, checked)),
  ];
}

/** The price of an offer, or of each level that it sells, each with where it stands. */
export function listPrices({ key, price, levelPrices }: Offer) {
  if (levelPrices === null)
    return [{ path: ['offers', key, 'price', 'amount'], amount: price.amount }];
  return levelPrices.map((amount, index) => ({
    path: ['offers', key, 'price', 'levels', index],
    amount,
  }));
}

function freeFindings(offer: Offer): Finding[] {
  return listPrices(offer)
    .filter(({ amount }) => amount < 1)
    .map(({ path, amount }) => {
      const { currency } = offer.price;
      const detail = `“${offer.key}” costs ${amount} ${currency}: a price is at least 1.`;
      return finding('price_zero', path, detail, { price: amount });
    });
}

function loweredFindings(offer: Offer, { history }: CheckedCatalog): Finding[] {
  const before = history.base?.offers.get(offer.key);
  if (!before || before.price.currency !== offer.price.currency) return [];
  const old = listPrices(before);
  return listPrices(offer).flatMap(({ path, amount }, index) => {
    const was = old[index]?.amount;
    if (was === undefined || amount * TENTH >= was) return [];
    const detail = `“${offer.key}” goes from ${grouped(was)} to ${grouped(amount)} ${
      offer.price.currency
    }, more than 90 % less.`;
    return [finding('price_lowered', path, detail, { before: was, after: amount })];
  });
}

function saleFindings(sale: Sale, { model }: CheckedCatalog): Finding[] {
  const { key, percent, price } = sale;
  if (price === 0) {
    const detail = `The sale “${key}” sells for nothing: a price is at least 1.`;
    return [finding('price_zero', ['sales', key, 'price'], detail, { price })];
  }
  if (percent !== null) {
    if (percent <= PERCENT_MAX) return [];
    const detail = `The sale “${key}” takes ${percent} % off; ${PERCENT_MAX} % is the most.`;
    return [finding('sale_over_90', ['sales', key, 'percent'], detail, { percent })];
  }
  const offers = [...new Set(sale.offers)].flatMap((one) => model.offers.get(one) ?? []);
  return [...deepFindings(sale, offers), ...idleFindings(sale, offers)];
}

function deepFindings(sale: Sale, offers: readonly Offer[]): Finding[] {
  const deep = offers.flatMap((offer) => {
    const most = Math.max(...listPrices(offer).map(({ amount }) => amount)) as Amount;
    return saleAmount(sale, most) * TENTH < most ? [{ offer, most }] : [];
  });
  if (deep.length === 0) return [];
  const worst = deep.reduce((one, other) => (other.most > one.most ? other : one));
  const { currency } = worst.offer.price;
  const detail =
    `The sale “${sale.key}” sells ${named(deep.map(({ offer }) => offer.key))} for ` +
    `${grouped(sale.price!)}: more than 90 % off, of ${grouped(worst.most)} ${currency} for ` +
    `“${worst.offer.key}”.`;
  const numbers = { price: sale.price!, list: worst.most, offers: deep.length };
  return [finding('sale_over_90', ['sales', sale.key, 'price'], detail, numbers)];
}

function idleFindings(sale: Sale, offers: readonly Offer[]): Finding[] {
  const idle = offers.filter((offer) =>
    listPrices(offer).every(({ amount }) => sale.price! >= amount),
  );
  if (idle.length === 0) return [];
  const detail =
    `The sale “${sale.key}” sells for ${grouped(sale.price!)}, which is not below the price of ` +
    `${counted(idle.length, 'offer')}: ${named(idle.map(({ key }) => key))}.`;
  const numbers = { price: sale.price!, offers: idle.length };
  return [finding('sale_without_effect', ['sales', sale.key, 'price'], detail, numbers)];
}
