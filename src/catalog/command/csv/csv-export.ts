import { type CatalogDocument, isMap, type Thing, thingsOf, valueAt } from '../document.js';
import { cellOf, cellOfText } from './cell-text.js';
import { ACTION, type Field, TABLES, type Table } from './tables.js';

/** A file of the folder. */
export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

/** A byte order mark: without it one common spreadsheet takes UTF-8 for something older. */
const MARK = '\ufeff';

interface Column {
  readonly title: string;
  cell(thing: Thing): string;
}

/**
 * A whole catalog as CSV files (RFC 4180, UTF-8): one for each section, and one for the entries of
 * draws. The same catalog gives the same bytes. Throws an Error for a field that no column holds:
 * it would be lost unseen.
 */
export function csvFilesOf(document: CatalogDocument): CsvFile[] {
  return TABLES.map((table) => {
    const rows = rowsOf(table, document);
    const columns = columnsOf(table, rows);
    const titles = [...table.keys, ACTION, ...columns.map(({ title }) => title)];
    const lines = rows.map(({ keys, thing }) => [
      ...keys,
      '',
      ...columns.map((column) => column.cell(thing)),
    ]);
    const text = MARK + [titles, ...lines].map(lineOf).join('');
    return { name: `${table.name}.csv`, text };
  });
}

interface Row {
  readonly keys: readonly string[];
  readonly thing: Thing;
}

function rowsOf({ section, within }: Table, document: CatalogDocument): Row[] {
  const things = thingsOf(document, section);
  if (within === null) return things.map(([key, thing]) => ({ keys: [key], thing }));
  return things.flatMap(([parent, thing]) => {
    const members = thing[within];
    const section = isMap(members) ? members : {};
    return thingsOf({ section } as CatalogDocument, 'section').map(([key, member]) => ({
      keys: [parent, key],
      thing: member,
    }));
  });
}

function columnsOf({ name, fields }: Table, rows: readonly Row[]): Column[] {
  for (const { thing } of rows) refuseUnknown(name, fields, thing);
  return fields.flatMap((field) => {
    const { kind, path } = field;
    const title = path.join('.');
    if (kind !== 'localized') {
      return [{ title, cell: (thing: Thing) => cellOf(kind, valueAt(thing, path)) }];
    }
    return localesOf(field, rows).map((locale) => ({
      title: `${title}.${locale}`,
      cell: (thing: Thing) => {
        const text = valueAt(thing, [...path, locale]);
        return typeof text === 'string' ? cellOfText(text) : '';
      },
    }));
  });
}

/** English first, as everywhere: it is the language that is always there. */
function localesOf({ path }: Field, rows: readonly Row[]): string[] {
  const found = new Set<string>();
  for (const { thing } of rows) {
    const texts = valueAt(thing, path);
    if (isMap(texts)) for (const locale of Object.keys(texts)) found.add(locale);
  }
  found.delete('en');
  return ['en', ...[...found].sort()];
}

/** Maps within a map, such as the entries of a draw, have a table of their own. */
function refuseUnknown(name: string, fields: readonly Field[], thing: Thing): void {
  const own = TABLES.flatMap((table) => (table.section === name ? [table.within] : []));
  for (const [member, value] of Object.entries(thing)) {
    const known = fields.filter(({ path }) => path[0] === member);
    const deep = known.filter(({ path }) => path.length > 1);
    const lost =
      deep.length > 0 && isMap(value)
        ? Object.keys(value).find((key) => !deep.some(({ path }) => path[1] === key))
        : known.length > 0 || own.includes(member)
          ? undefined
          : member;
    if (lost !== undefined) throw new Error(`${name}.csv has no column for “${lost}”`);
  }
}

/** RFC 4180 §2, with quotes where they are needed, so that one content has one text. */
function lineOf(cells: readonly string[]): string {
  const quoted = (cell: string) =>
    /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return `${cells.map(quoted).join(',')}\r\n`;
}
