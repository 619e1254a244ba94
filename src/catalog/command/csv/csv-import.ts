import { isStudioKey } from '../../../kernel/key.js';
import { NOWHERE, type Place } from '../../reading/fault.js';
import { below, type Faults, type SourceNode, treeOfJson } from '../../reading/source-tree.js';
import type { CatalogDocument } from '../document.js';
import { cellValue } from './cell-text.js';
import type { CsvFile } from './csv-export.js';
import { type Cell, csvTable } from './csv-table.js';
import { ACTION, DELETE, type Field, TABLES, type Table } from './tables.js';

/** A map that is still being written on. */
interface GrowingMap {
  readonly type: 'map';
  readonly pointer: string;
  readonly place: Place;
  readonly heading: Place;
  readonly entries: Map<string, SourceNode>;
}

/** A column that was found in a file: where its values go. */
interface Column {
  readonly path: readonly string[];
  readonly kind: Exclude<Field['kind'], 'localized'>;
}

/**
 * Writes the rows of CSV files over a catalog: an empty cell leaves a value as it is, `#delete` in
 * a cell takes the value out, `#delete` as the action takes the whole row out, and what no row
 * names stays. The answer is a tree for the catalog's own reader: each value knows its cell.
 */
export function importedTree(
  base: CatalogDocument,
  files: readonly CsvFile[],
  faults: Faults,
): SourceNode {
  const root = treeOfJson(base, faults) as GrowingMap;
  const deleted = new Set<string>();
  for (const file of files) {
    if (TABLES.some((table) => `${table.name}.csv` === file.name)) continue;
    const known = TABLES.map(({ name }) => `${name}.csv`).join(', ');
    const place = { file: file.name, line: 1, column: 1 };
    faults.at(place, '', 'unknown_section', `This is none of: ${known}.`);
  }
  for (const table of TABLES) {
    const file = files.find(({ name }) => name === `${table.name}.csv`);
    if (file) new TableImport(table, root, deleted, faults).read(file);
  }
  return root;
}

class TableImport {
  readonly #seen = new Map<string, Place>();

  constructor(
    private readonly table: Table,
    private readonly root: GrowingMap,
    /** Things that rows before took out: what is within them is gone as well. */
    private readonly deleted: Set<string>,
    private readonly faults: Faults,
  ) {}

  read(file: CsvFile): void {
    const found = csvTable(file, this.faults);
    const columns = found && this.#columns(found.titles);
    if (!found || !columns) return;
    for (const row of found.rows) this.#row(row, columns);
  }

  /** null when the first row is not one of column names: then nothing below it means anything. */
  #columns(titles: readonly Cell[]): (Column | null)[] | null {
    const { keys, fields } = this.table;
    const wanted = [...keys, ACTION];
    const columns: (Column | null)[] = [];
    const seen = new Set<string>();
    let sound = true;
    const refuse = ({ place }: Cell, message: string) => {
      sound = false;
      this.faults.at(place, '', 'unknown_field', message);
    };
    for (const [index, title] of titles.entries()) {
      const name = title.text.trim();
      const column = index < wanted.length ? null : columnOf(fields, name);
      if (index < wanted.length && name !== wanted[index]) {
        refuse(title, `The first columns are: ${wanted.join(', ')}.`);
      } else if (column === undefined) {
        refuse(title, `“${name}” is no column of ${this.table.name}.csv.`);
      } else if (seen.has(name)) {
        refuse(title, `The column “${name}” stands here a second time.`);
      }
      seen.add(name);
      columns.push(column ?? null);
    }
    if (titles.length < wanted.length) {
      refuse(titles[0]!, `The first columns are: ${wanted.join(', ')}.`);
    }
    return sound ? columns : null;
  }

  #row(row: readonly Cell[], columns: readonly (Column | null)[]): void {
    const count = this.table.keys.length;
    const keys = row.slice(0, count).map(({ text }) => text.trim());
    const first = row[0]!;
    const faultyKey = keys.length < count ? 0 : keys.findIndex((key) => !isStudioKey(key));
    if (faultyKey >= 0) {
      const message = 'A key has 1 to 64 letters, digits, “.”, “_” and “-”.';
      this.faults.at((row[faultyKey] ?? first).place, '', 'invalid_key', message);
      return;
    }
    const name = keys.join('/');
    const before = this.#seen.get(name);
    if (before) {
      const message = `“${name}” stands in line ${before.line} already.`;
      this.faults.at(first.place, '', 'duplicate_key', message);
      return;
    }
    this.#seen.set(name, first.place);
    const extra = row.slice(columns.length).find(({ text }) => text !== '');
    if (extra) {
      this.faults.at(extra.place, '', 'unknown_field', 'This cell has no column name.');
      return;
    }
    const owner = this.#owner(keys, first.place);
    if (owner) this.#write(owner, keys.at(-1)!, row, columns);
  }

  /** The map that the row's thing is a member of; made when it is not there yet. */
  #owner(keys: readonly string[], place: Place): GrowingMap | null {
    const { section, within } = this.table;
    if (within === null) return memberMap(this.root, section, NOWHERE);
    const [parent = ''] = keys;
    if (this.deleted.has(`${section}/${parent}`)) return null;
    const things = this.root.entries.get(section);
    const thing = things?.type === 'map' ? things.entries.get(parent) : undefined;
    if (thing?.type === 'map') return memberMap(thing as GrowingMap, within, place);
    const message = `There is no “${parent}” in ${section}.csv or in the catalog.`;
    this.faults.at(place, below(`/${section}`, parent), 'invalid_key', message);
    return null;
  }

  #write(
    owner: GrowingMap,
    key: string,
    row: readonly Cell[],
    columns: readonly (Column | null)[],
  ): void {
    const place = row[0]!.place;
    const pointer = below(owner.pointer, key);
    const action = row[this.table.keys.length];
    if (action?.text.trim() === DELETE) {
      owner.entries.delete(key);
      if (this.table.within === null) this.deleted.add(`${this.table.section}/${key}`);
      return;
    }
    if (action !== undefined && action.text.trim() !== '') {
      const message = `An action is empty or ${DELETE}.`;
      this.faults.at(action.place, pointer, 'invalid_choice', message);
      return;
    }
    const known = owner.entries.get(key);
    // Its faults are told where its row is.
    const entries = known?.type === 'map' ? new Map(known.entries) : new Map();
    const thing: GrowingMap = { type: 'map', pointer, place, heading: place, entries };
    owner.entries.set(key, thing);
    for (const [index, column] of columns.entries()) {
      const cell = row[index];
      if (column && cell && cell.text !== '') this.#cell(thing, column, cell);
    }
  }

  #cell(thing: GrowingMap, { path, kind }: Column, cell: Cell): void {
    const [last, ...above] = [...path].reverse() as [string, ...string[]];
    const maps = [thing];
    for (const step of above.reverse()) maps.push(memberMap(maps.at(-1)!, step, cell.place));
    const owner = maps.at(-1)!;
    const pointer = below(owner.pointer, last);
    if (cell.text.trim() === DELETE) {
      owner.entries.delete(last);
      for (let depth = maps.length - 1; depth > 0 && maps[depth]!.entries.size === 0; depth -= 1) {
        maps[depth - 1]!.entries.delete(path[depth - 1]!);
      }
      return;
    }
    const read = cellValue(kind, cell.text);
    if (read === null) {
      this.faults.at(cell.place, pointer, 'syntax', FORMS[kind] ?? 'This is not readable.');
      return;
    }
    owner.entries.set(last, placed(treeOfJson(read.value, this.faults, pointer), cell.place));
  }
}

/** What a cell should look like whose form can be wrong. */
const FORMS: Partial<Record<Column['kind'], string>> = {
  keys: 'Write keys with semicolons between them, such as “dragon; frost”.',
  wholes: 'Write whole numbers with semicolons between them, such as “100; 250; 500”.',
  amounts: 'Write currencies with their amounts, such as “GEM 500; GOLD 20”.',
  gifts: 'Write items, such as “skin.dragon; potion x5; sword level 3”.',
};

/** undefined: no column is called so. */
function columnOf(fields: readonly Field[], name: string): Column | undefined {
  for (const { path, kind } of fields) {
    const title = path.join('.');
    if (kind !== 'localized') {
      if (title === name) return { path, kind };
    } else if (
      name.startsWith(`${title}.`) &&
      /^[A-Za-z0-9-]{1,64}$/.test(name.slice(title.length + 1))
    ) {
      return { path: [...path, name.slice(title.length + 1)], kind: 'text' };
    }
  }
  return undefined;
}

/** A map below another, copied so that it can be written on, or a new one. */
function memberMap(owner: GrowingMap, name: string, place: Place): GrowingMap {
  const known = owner.entries.get(name);
  if (known?.type === 'map' && known.entries instanceof Map) return known as GrowingMap;
  const pointer = below(owner.pointer, name);
  const made: GrowingMap = { type: 'map', pointer, place, heading: place, entries: new Map() };
  owner.entries.set(name, made);
  return made;
}

/** All of it stands in one cell. */
function placed(node: SourceNode, place: Place): SourceNode {
  const base = { pointer: node.pointer, place, heading: place };
  if (node.type === 'list') {
    return { ...base, type: 'list', items: node.items.map((item) => placed(item, place)) };
  }
  if (node.type === 'scalar') return { ...base, type: 'scalar', value: node.value };
  const entries = [...node.entries].map(([key, value]) => [key, placed(value, place)] as const);
  return { ...base, type: 'map', entries: new Map(entries) };
}
