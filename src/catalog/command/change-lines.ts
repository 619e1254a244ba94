import type { Change } from '../drafts/diff.js';
import { moneyOfText } from '../money-text.js';
import { isMap } from './document.js';

const SIGNS = { added: '+', changed: '~', removed: '-', archived: '-' } as const;
const VALUE_LENGTH_MAX = 60;

/** How many things are new, changed, gone or archived; one with many changes counts once. */
export interface ThingCounts {
  readonly added: number;
  readonly changed: number;
  readonly archived: number;
  readonly removed: number;
}

/** One line for each change: `~ offers.dragon    price 500 → 400 (-20 %)`. */
export function changeLines(changes: readonly Change[]): string[] {
  const name = ({ section, key }: Change) => (key === '' ? section : `${section}.${key}`);
  const width = Math.min(40, Math.max(0, ...changes.map((change) => name(change).length)));
  return changes.map((change) => {
    const head = `${SIGNS[change.change]} ${name(change).padEnd(width)}`;
    return `${head}   ${wordsOf(change)}`.trimEnd();
  });
}

export function thingCounts(changes: readonly Change[]): ThingCounts {
  const kinds = new Map<string, keyof ThingCounts>();
  for (const { change, section, key } of changes) {
    const thing = `${section}/${key}`;
    // What is archived may have other changes too: it counts as archived.
    if (change !== 'changed' || !kinds.has(thing)) kinds.set(thing, change);
  }
  const count = (kind: keyof ThingCounts) =>
    [...kinds.values()].filter((one) => one === kind).length;
  const [added, changed] = [count('added'), count('changed')];
  return { added, changed, archived: count('archived'), removed: count('removed') };
}

/** `1 to add, 1 to change, 1 to archive`. */
export function countWords({ added, changed, archived, removed }: ThingCounts): string {
  const gone = removed > 0 ? `, ${removed} to remove` : '';
  return `${added} to add, ${changed} to change, ${archived} to archive${gone}`;
}

function wordsOf({ change, pointer, before, after }: Change): string {
  if (change === 'archived') return 'archive: no longer sold, still known to receipts and players';
  if (change === 'removed') return 'remove';
  if (change === 'added') return addedWords(after);
  const field = pointer.split('/').slice(3).map(unescaped);
  // The currency seldom changes: what people call the price is its amount.
  const name = field.join('.').replace(/^price\.(amount|levels)$/, 'price');
  const values = `${shown(before)} → ${shown(after)}${percent(before, after)}`;
  return `${name} ${values}`.trimStart();
}

function addedWords(thing: unknown): string {
  if (!isMap(thing)) return '';
  const { price, percent, startsAt, endsAt, zone } = thing;
  const parts: string[] = [];
  if (isMap(price)) parts.push(`${shown(price.amount ?? price.levels)} ${shown(price.currency)}`);
  if (typeof price === 'number') parts.push(`at ${shown(price)}`);
  if (typeof percent === 'number') parts.push(`${percent} %`);
  if (startsAt !== undefined) parts.push(`from ${shown(startsAt)}`);
  if (endsAt !== undefined) parts.push(`until ${shown(endsAt)}`);
  if (zone !== undefined)
    parts.push(`in ${zone === 'player' ? 'each player’s zone' : shown(zone)}`);
  return parts.join(' ');
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ');
  return line.length > VALUE_LENGTH_MAX ? `${line.slice(0, VALUE_LENGTH_MAX - 1)}…` : line;
}

/** ` (-20 %)` for numbers and real prices, else nothing. */
function percent(before: unknown, after: unknown): string {
  const [from, to] = [quantityOf(before), quantityOf(after)];
  if (from === null || to === null || from === 0) return '';
  const change = Math.round(((to - from) / from) * 1_000) / 10;
  return ` (${change > 0 ? '+' : ''}${change} %)`;
}

function quantityOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? (moneyOfText(value)?.micros ?? null) : null;
}
