import { escape as escaped } from 'mysql2';
import type { SqlValue, Statement } from './statement.js';

/**
 * One text of several statements with their values written in. A batch is one round trip; the
 * driver's own formatting looks at every placeholder of every row and costs several times as much.
 */
export function mysqlText(statements: readonly Statement[]): string {
  let text = '';
  for (const one of statements) {
    if (text !== '') text += ';\n';
    text +=
      'head' in one ? one.head + rowsText(one.rows) + one.ending : filled(one.sql, one.values);
  }
  return text;
}

function rowsText(rows: readonly (readonly SqlValue[])[]): string {
  let text = '';
  for (const row of rows) {
    text += text === '' ? '(' : ',(';
    for (let at = 0; at < row.length; at++) text += (at === 0 ? '' : ',') + literal(row[at]!);
    text += ')';
  }
  return text;
}

function filled(sql: string, values: readonly SqlValue[]): string {
  if (values.length === 0) return sql;
  const parts = sql.split('?');
  if (parts.length !== values.length + 1) throw new Error('a statement lacks a value');
  let text = parts[0]!;
  for (let at = 0; at < values.length; at++) text += literal(values[at]!) + parts[at + 1]!;
  return text;
}

/**
 * Characters that mean something inside a quoted string, or that a log or terminal would act on.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SPECIAL = /[\u0000-\u001f'\\]/;

/** A value as MySQL reads it. Text relies on backslash escapes, which the settings guard checks. */
function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return SPECIAL.test(value) ? escaped(value) : `'${value}'`;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error('only whole numbers are stored');
    return String(value);
  }
  return bytesText(value);
}

const TEXT = Symbol('text of bytes');

/** Kept with the bytes: the rows of one purchase name the same player and order a dozen times. */
function bytesText(bytes: Buffer & { [TEXT]?: string }): string {
  bytes[TEXT] ??= `x'${bytes.toString('hex')}'`;
  return bytes[TEXT];
}
