import { timestamp } from '../kernel/clock.js';
import { dearestPacks, moneyPrice } from '../shop/money-price.js';
import type { PublishResult } from './catalog.service.js';
import type { CatalogContent } from './catalog-content.js';
import { moneyText } from './money-text.js';
import { type Fault, faultLine } from './reading/fault.js';

export const USAGE = `Usage:
  npm run catalog -- validate <folder> [--json]
  npm run catalog -- publish <folder> [--title demo] [--environment production] [--json]
  npm run catalog -- publish <folder> --url http://127.0.0.1:3000 --key sk_…`;

export function faultLines(faults: readonly Fault[], json: boolean): string[] {
  if (json) return [JSON.stringify({ ok: false, faults }, null, 2)];
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  return [...faults.map(faultLine), `The catalog has ${count}; nothing was published.`];
}

/** What a catalog sells, for the eyes of somebody who is about to publish it. */
export function soldLines({ model, hash }: CatalogContent, json: boolean): string[] {
  const counts = {
    currencies: model.currencies.size,
    products: model.products.size,
    items: model.items.size,
    offers: model.offers.size,
  };
  const hex = hash.toString('hex');
  if (json) return [JSON.stringify({ ok: true, hash: hex, ...counts }, null, 2)];
  const packs = dearestPacks(model);
  const lines = [...model.offers.values()].map(({ key, name, price }) => {
    const money = moneyPrice(price, packs);
    const real = money ? ` (at most ${moneyText(money)})` : '';
    return `  ${key}: ${name.en}, ${price.amount} ${price.currency}${real}`;
  });
  const words = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return [`No faults: ${words.join(', ')}. Content ${hex.slice(0, 12)}.`, ...lines];
}

export function publishedLines(
  content: CatalogContent,
  { version, hash, publishedAt, changed }: PublishResult,
  json: boolean,
): string[] {
  const at = timestamp(publishedAt);
  if (json) return [JSON.stringify({ ok: true, version, hash, publishedAt: at, changed }, null, 2)];
  const first = changed ? `Published ${version} at ${at}.` : `${version} is on sale already.`;
  return [first, `SHA-256 ${hash}`, ...soldLines(content, false)];
}
