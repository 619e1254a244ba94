import { isMap } from '../document.js';
import type { CellKind } from './tables.js';

/**
 * A spreadsheet takes a cell that begins so for a formula, and runs it; and `#delete` is a word of
 * ours. An apostrophe in front keeps such a text a text, and so does one more in front of an
 * apostrophe, so that the way back is always to take one away.
 */
const SPECIAL = /^[=+\-@'#\t\r]/;

/** The cell of a text, safe in a spreadsheet. */
export function cellOfText(text: string): string {
  return SPECIAL.test(text) ? `'${text}` : text;
}

/** The opposite. A special text without its apostrophe is taken as it stands. */
export function textOfCell(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

/** A value of the document as the text of its cell; empty for what is not there. */
export function cellOf(kind: Exclude<CellKind, 'localized'>, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (kind === 'text') return cellOfText(String(value));
  if (kind === 'whole' || kind === 'flag') return String(value);
  if (kind === 'amounts') {
    if (!isMap(value)) throw new Error('amounts are a map');
    const codes = Object.keys(value).sort();
    return codes.map((code) => `${code} ${String(value[code])}`).join('; ');
  }
  if (!Array.isArray(value)) throw new Error(`${kind} are a list`);
  return value.map(kind === 'gifts' ? giftText : String).join('; ');
}

function giftText(gift: unknown): string {
  if (!isMap(gift)) throw new Error('a gift is a map');
  const { sku, quantity = 1, level } = gift;
  const times = quantity === 1 ? '' : ` x${String(quantity)}`;
  return `${String(sku)}${times}${level === undefined ? '' : ` level ${String(level)}`}`;
}

/** What a cell says: a value of the document; null when it has not the form of its kind. */
export function cellValue(
  kind: Exclude<CellKind, 'localized'>,
  cell: string,
): { value: unknown } | null {
  if (kind === 'text') return { value: textOfCell(cell) };
  const text = cell.trim();
  if (kind === 'whole') return { value: wholeOf(text) ?? text };
  if (kind === 'flag') return { value: flagOf(text) ?? text };
  const parts = text.split(';').map((part) => part.trim());
  if (parts.some((part) => part === '')) return null;
  if (kind === 'keys') return { value: parts };
  if (kind === 'wholes') return { value: parts.map((part) => wholeOf(part) ?? part) };
  if (kind === 'gifts') return listOf(parts.map(giftOf));
  const amounts = new Map<string, unknown>();
  for (const part of parts) {
    const [, code, units] = /^(\S+) +(\S+)$/.exec(part) ?? [];
    if (code === undefined || units === undefined || amounts.has(code)) return null;
    amounts.set(code, wholeOf(units) ?? units);
  }
  return { value: Object.fromEntries(amounts) };
}

function listOf(values: readonly (object | null)[]): { value: unknown } | null {
  return values.includes(null) ? null : { value: values };
}

function giftOf(part: string): object | null {
  const form = /^(\S+)(?: +x(\d+))?(?: +level +(\d+))?$/;
  const [, sku, quantity = '1', level] = form.exec(part) ?? [];
  if (sku === undefined) return null;
  const base = { sku, quantity: Number(quantity) };
  return level === undefined ? base : { ...base, level: Number(level) };
}

/** null for what is no whole number: the reader then says what is expected there. */
function wholeOf(text: string): number | null {
  return /^-?\d{1,16}$/.test(text) ? Number(text) : null;
}

/** Spreadsheets write these words in capitals. */
function flagOf(text: string): boolean | null {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}
