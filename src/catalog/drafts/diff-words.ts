import { isMap, member } from './document.js';

/** One change in parts; `path` are the names of the fields below the thing. */
export interface Told {
  readonly change: 'added' | 'changed' | 'removed' | 'archived';
  readonly section: string;
  readonly key: string;
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

const SHOWN_MAX = 80;

const THING: Readonly<Record<string, string>> = {
  currencies: 'currency',
  products: 'product',
  items: 'item',
  offers: 'offer',
  sales: 'sale',
  audiences: 'audience',
  promotions: 'promotion',
  coupons: 'coupon',
  draws: 'draw',
};

/** One line for people. Money says by how many percent it moved, a window by how long. */
export function summaryOf(told: Told): string {
  const { change, section, key, path, before, after } = told;
  if (key === '') return `section ${section} is written anew`;
  const thing = `${(Object.hasOwn(THING, section) && THING[section]) || section} ${key}`;
  if (change === 'removed') return `${thing} is removed`;
  if (change === 'archived') return `${thing} is archived: no longer sold, still known`;
  if (change === 'added') return `${thing} is new${atPrice(after)}`;
  if (path.length === 0) return `${thing} is written anew`;
  if (path.join() === 'archived') return `${thing} is sold again`;
  return `${thing}: ${path.join('/')} ${shown(before)} → ${shown(after)}${measure(told)}`;
}

/** ` (−16.7 %)` or ` (1 d 2 h later)`, or nothing. */
function measure({ path, before, after }: Told): string {
  const field = path.at(-1);
  if (field === 'startsAt' || field === 'endsAt') return moved(before, after);
  const [old, now] = [quantityOf(before), quantityOf(after)];
  if (old !== null && now !== null && isValue(path)) return ` (${percentOf(old, now)})`;
  return '';
}

/** Prices, gems and odds; a level or a limit that doubles is no matter of percent. */
function isValue(path: readonly string[]): boolean {
  const words = ['price', 'amount', 'referencePrice', 'weight', 'cap'];
  return words.includes(path.at(-1) ?? '') || ['grants', 'gives'].includes(path.at(-2) ?? '');
}

/** A number, or the amount of a real price such as `4.99 USD`. */
function quantityOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const [, amount] = /^(\d+(?:\.\d+)?) [A-Z]{3}$/.exec(value) ?? [];
  return amount === undefined ? null : Number(amount);
}

function percentOf(before: number, after: number): string {
  if (before === 0) return 'from nothing';
  const percent = ((after - before) / before) * 100;
  const digits = Math.abs(percent) >= 1_000 ? 0 : 1;
  const sign = percent < 0 ? '−' : '+';
  return `${sign}${Math.abs(percent).toFixed(digits)} %`;
}

/** How far a time moved; both are moments, or both on the wall clock of one zone. */
function moved(before: unknown, after: unknown): string {
  const [from, to] = [timeOf(before), timeOf(after)];
  if (from === null || to === null || from.local !== to.local) return '';
  const minutes = Math.round(Math.abs(to.time - from.time) / 60_000);
  if (minutes === 0) return '';
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ];
  const length = parts.filter(([count]) => count !== 0).map((part) => part.join(' '));
  return ` (${length.join(' ')} ${to.time > from.time ? 'later' : 'earlier'})`;
}

function timeOf(value: unknown): { time: number; local: boolean } | null {
  if (typeof value !== 'string') return null;
  const local = !/(Z|[+-]\d\d:\d\d)$/i.test(value);
  const time = Date.parse(local ? `${value}Z` : value);
  return Number.isNaN(time) ? null : { time, local };
}

function atPrice(thing: unknown): string {
  const price = isMap(thing) ? member(thing, 'price') : undefined;
  if (!isMap(price)) return '';
  const { amount, levels, currency } = price;
  const cost = Array.isArray(levels) ? levels.map(plain).join(', ') : plain(amount);
  return `: ${cost} ${typeof currency === 'string' ? currency : ''}`.slice(0, SHOWN_MAX).trimEnd();
}

function shown(value: unknown): string {
  if (value === undefined) return 'none';
  const text = plain(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

function plain(value: unknown): string {
  if (typeof value === 'number') return grouped(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'number')) {
    return value.map(grouped).join(', ');
  }
  return typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? 'none');
}

/** 1000000 is 1,000,000. */
function grouped(value: number): string {
  if (!Number.isSafeInteger(value)) return String(value);
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
