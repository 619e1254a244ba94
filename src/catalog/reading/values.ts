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
    return node.value;
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

const CLOCK_TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const RFC_3339 = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T${CLOCK_TIME}:[0-5]\\d(?:\\.\\d{1,3})?(?:Z|[+-]${CLOCK_TIME})$`,
);

/** Milliseconds since 1970 UTC. Without an offset, Friday 18:00 would be many moments. */
export const time: ValueReader<number> = (node, faults) => {
  const written = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const [, date] = RFC_3339.exec(written) ?? [];
  const milliseconds = date ? Date.parse(written) : Number.NaN;
  // 31 February is read as 2 March: the day has to come back as it was written.
  if (!Number.isNaN(milliseconds) && isDate(date!)) return milliseconds;
  const example = '2026-11-27T18:00:00+09:00';
  return faults.of(node, 'invalid_time', `Write a time with its offset, such as ${example}.`);
};

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
      return faults.of(node, 'too_many', `The list has more than ${most} items.`);
    }
    return allOf(node.items, (item) => read(item, faults));
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
