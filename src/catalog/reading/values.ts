import { isStudioKey } from '../../kernel/key.js';
import type { Money } from '../../kernel/money.js';
import { moneyOfText } from '../money-text.js';
import type { ValueReader } from './fields.js';
import type { SourceMap, SourceNode } from './source-tree.js';

/** Readers of single values: each promises a well-formed value or tells one fault. */

export const KEY_SENTENCE =
  'A key has 1 to 64 of A-Z, a-z, 0-9, “.”, “_” and “-”, and begins with a letter or a digit.';

export function wholeNumber(least: number, most: number): ValueReader<number> {
  return (node, faults) => {
    if (node.type !== 'scalar' || typeof node.value !== 'number') {
      return faults.of(node, 'wrong_type', 'Write a whole number here.');
    }
    if (!Number.isSafeInteger(node.value) || node.value < least || node.value > most) {
      const range = `from ${grouped(least)} to ${grouped(most)}`;
      return faults.of(node, 'out_of_range', `Write a whole number ${range}.`);
    }
    return node.value === 0 ? 0 : node.value; // -0 is written as 0 and has to be read so, too
  };
}

export function text(most: number): ValueReader<string> {
  return (node, faults) => {
    if (node.type !== 'scalar' || typeof node.value !== 'string') {
      return faults.of(node, 'wrong_type', 'Write a text here; put a number in quotes.');
    }
    if (node.value.trim() === '') return faults.of(node, 'missing_field', 'The text is empty.');
    if (node.value.length > most) {
      return faults.of(node, 'too_long', `The text has more than ${grouped(most)} characters.`);
    }
    return node.value;
  };
}

export function oneOf<Choice extends string>(choices: readonly Choice[]): ValueReader<Choice> {
  return (node, faults) => {
    const choice = node.type === 'scalar' ? choices.find((name) => name === node.value) : undefined;
    if (choice !== undefined) return choice;
    return faults.of(node, 'invalid_choice', `Write one of: ${choices.join(', ')}.`);
  };
}

export const studioKey: ValueReader<string> = (node, faults) => {
  if (node.type === 'scalar' && isStudioKey(node.value)) return node.value;
  if (node.type !== 'scalar' || typeof node.value !== 'string') {
    return faults.of(node, 'wrong_type', 'Write a key here; put a number in quotes.');
  }
  return faults.of(node, 'invalid_key', KEY_SENTENCE);
};

export const flag: ValueReader<boolean> = (node, faults) => {
  if (node.type === 'scalar' && typeof node.value === 'boolean') return node.value;
  return faults.of(node, 'wrong_type', 'Write true or false here.');
};

const CLOCK_TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const DATE_TIME = `(\\d{4}-\\d{2}-\\d{2})T${CLOCK_TIME}:[0-5]\\d(?:\\.\\d{1,3})?`;
const RFC_3339 = new RegExp(`^${DATE_TIME}(?:Z|[+-]${CLOCK_TIME})$`);
const WALL_CLOCK = new RegExp(`^${DATE_TIME}$`);
/** Beyond these years a moment is not written with four digits, and would not be read again. */
const FIRST_MOMENT = Date.parse('0000-01-01T00:00:00Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since 1970 UTC. Without an offset, Friday 18:00 would be many moments. */
export const moment: ValueReader<number> = (node, faults) => {
  const written = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const read = millisecondsOf(written, RFC_3339.exec(written));
  if (read !== null) return read;
  const example = '2026-11-27T18:00:00+09:00';
  const message = WALL_CLOCK.test(written)
    ? `Write the time with its offset, such as ${example}, or name the “zone” that is meant.`
    : `Write a time with its offset, such as ${example}.`;
  return faults.of(node, 'invalid_time', message);
};

/** What a clock on the wall shows, as if it showed UTC; `window.ts` finds the moment. */
export const wallClock: ValueReader<number> = (node, faults) => {
  const written = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const read = millisecondsOf(`${written}Z`, WALL_CLOCK.exec(written));
  if (read !== null) return read;
  const example = '2026-11-27T18:00:00';
  const message = RFC_3339.test(written)
    ? `With a zone, write what its clocks show, without an offset: ${example}.`
    : `Write a time such as ${example}.`;
  return faults.of(node, 'invalid_time', message);
};

function millisecondsOf(written: string, match: RegExpExecArray | null): number | null {
  const date = match?.[1];
  // 31 February is read as 2 March: the day has to come back as it was written.
  if (date === undefined || !isDate(date)) return null;
  const milliseconds = Date.parse(written);
  return milliseconds >= FIRST_MOMENT && milliseconds <= LAST_MOMENT ? milliseconds : null;
}

export const price: ValueReader<Money> = (node, faults) => {
  const money =
    node.type === 'scalar' && typeof node.value === 'string' ? moneyOfText(node.value) : null;
  if (money !== null && money.micros > 0) return money;
  return faults.of(node, 'invalid_money', 'Write a price and its currency, such as 4.99 USD.');
};

export const map: ValueReader<SourceMap> = (node, faults) => {
  if (node.type === 'map') return node;
  return faults.of(node, 'wrong_type', 'Write “key: value” lines here.');
};

/** A list of 1 to `most` items; undefined when any of them is faulty. */
export function list<Value>(most: number, read: ValueReader<Value>): ValueReader<Value[]> {
  return (node, faults) => {
    if (node.type !== 'list') return faults.of(node, 'wrong_type', 'Write a list here.');
    if (node.items.length === 0) return faults.of(node, 'missing_field', 'The list is empty.');
    if (node.items.length > most) {
      return faults.of(node, 'too_many', `The list has more than ${grouped(most)} items.`);
    }
    return allOf(node.items, (item) => read(item, faults));
  };
}

/** A list of keys, none of which stands there twice. */
export function uniqueKeys(most: number): ValueReader<string[]> {
  const readKeys = list(most, studioKey);
  return (node, faults) => {
    const keys = readKeys(node, faults);
    if (keys === undefined || node.type !== 'list') return undefined;
    const named = new Set<string>();
    for (const [index, key] of keys.entries()) {
      if (named.has(key)) {
        faults.of(node.items[index]!, 'named_twice', `“${key}” stands here a second time.`);
      }
      named.add(key);
    }
    return named.size === keys.length ? keys : undefined;
  };
}

/** Reads every item, so that all faults are told; undefined when one of them is faulty. */
export function allOf<Value>(
  nodes: readonly SourceNode[],
  read: (node: SourceNode) => Value | undefined,
): Value[] | undefined {
  const values = nodes.map(read);
  return values.includes(undefined) ? undefined : (values as Value[]);
}

export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function isDate(date: string): boolean {
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(date);
}
