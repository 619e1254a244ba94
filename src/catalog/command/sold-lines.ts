import { dearestPacks, moneyPrice } from '../../shop/money-price.js';
import type { CatalogContent } from '../catalog-content.js';
import { moneyText } from '../money-text.js';
import { SECTION_NAMES } from './document.js';

/** What a catalog sells, for the eyes of somebody who is about to publish it. */
export function soldLines({ model, hash }: CatalogContent) {
  const counts = SECTION_NAMES.flatMap((name) => {
    const { size } = model[name];
    return size > 0 ? [[name, size] as const] : [];
  });
  const packs = dearestPacks(model);
  const offers = [...model.offers.values()].filter(({ archived }) => !archived);
  const lines = offers.map(({ key, name, price }) => {
    const money = moneyPrice(price, packs);
    const real = money ? ` (at most ${moneyText(money)})` : '';
    return `  ${key}: ${name.en}, ${price.amount} ${price.currency}${real}`;
  });
  const hex = hash.toString('hex');
  const words = counts.map(([name, size]) => `${size} ${name}`).join(', ');
  return {
    lines: [`No faults: ${words}. Content ${hex.slice(0, 12)}.`, ...lines],
    json: { hash: hex, ...Object.fromEntries(counts) },
  };
}
