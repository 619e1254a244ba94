import { Document, isSeq, isMap as isYamlMap, type Node, type Pair } from 'yaml';
import { TABLES } from './csv/tables.js';
import { type CatalogDocument, isMap, SECTION_NAMES, type Thing, thingsOf } from './document.js';

/** A file of a catalog folder. */
export interface CatalogFile {
  readonly name: string;
  readonly text: string;
}

/** A reader refuses files of more than 1 MB. */
const FILE_BYTES_MAX = 900_000;
const LINE_WIDTH = 100;
/** The first line of every file that is written here: by it a later pull knows its own files. */
export const HEADER = `# yaml-language-server: $schema=./catalog.schema.json
# Written by “npm run catalog -- pull”, which replaces the whole file: comments are not kept.
`;

/**
 * A catalog as YAML files, one for each section that has things, more for a very large one. Keys
 * and fields have one order, so that two pulls of one version give the same bytes.
 */
export function yamlFilesOf(document: CatalogDocument): CatalogFile[] {
  return SECTION_NAMES.flatMap((section) => {
    const things = thingsOf(document, section);
    if (things.length === 0) return [];
    return chunks(section, things).map((text, index) => ({
      name: index === 0 ? `${section}.yaml` : `${section}-${index + 1}.yaml`,
      text,
    }));
  });
}

function chunks(section: string, things: readonly (readonly [string, Thing])[]): string[] {
  if (things.length === 1) return [textOf(section, things)];
  // Writing what is too large anyway would take seconds; as YAML it is never shorter by half.
  if (Buffer.byteLength(JSON.stringify(things)) < 2 * FILE_BYTES_MAX) {
    const text = textOf(section, things);
    if (Buffer.byteLength(text) <= FILE_BYTES_MAX) return [text];
  }
  const middle = Math.ceil(things.length / 2);
  return [...chunks(section, things.slice(0, middle)), ...chunks(section, things.slice(middle))];
}

function textOf(section: string, things: readonly (readonly [string, Thing])[]): string {
  const members = things.map(([key, thing]) => [key, inOrder(section, thing)] as const);
  const yaml = new Document({ [section]: Object.fromEntries(members) }, { version: '1.2' });
  for (const thing of pairsOf(pairsOf(yaml.contents)[0]?.value)) {
    for (const field of pairsOf(thing.value)) layOut(field, LEVELS_IN_LINES[section] ?? 0);
  }
  return HEADER + yaml.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}

/** A table of many rows gets a line for each; everything else of a thing stands in one. */
const LEVELS_IN_LINES: Readonly<Record<string, number>> = { draws: 1 };

function layOut(field: Pair<Node, Node>, levels: number): void {
  const { value } = field;
  if (levels > 0 && String(field.key) === 'entries') {
    for (const row of pairsOf(value)) layOut(row, levels - 1);
  } else if (isYamlMap(value) || isSeq(value)) {
    value.flow = true;
  }
}

function pairsOf(node: unknown): Pair<Node, Node>[] {
  return isYamlMap(node) ? (node.items as Pair<Node, Node>[]) : [];
}

/** The fields as a person would write them: what it is, then how it is called, then the rest. */
function inOrder(section: string, thing: Thing): Thing {
  const fields = TABLES.find((table) => table.name === section)?.fields ?? [];
  const order = ['kind', 'name', 'description', ...fields.map(({ path }) => path[0]!)];
  const rank = (name: string) => {
    const index = order.indexOf(name);
    return index < 0 ? order.length : index;
  };
  const names = Object.keys(thing).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, valueInOrder(thing[name])]));
}

/** English first among languages; the currency before its amount. */
const FIRST = ['en', 'sku', 'currency', 'period', 'weight', 'after'];

function valueInOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(valueInOrder);
  if (!isMap(value)) return value;
  const rank = (name: string) => (FIRST.includes(name) ? 0 : 1);
  const names = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, valueInOrder(value[name])]));
}
