import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CatalogReading, CONTENT_BYTES_MAX, readCatalogTree } from './catalog-content.js';
import { mergedTree } from './reading/merged-tree.js';
import { Faults, type SourceNode } from './reading/source-tree.js';
import { yamlTree } from './reading/yaml-tree.js';

const FILE_BYTES_MAX = 1_000_000;
const FILES_MAX = 200;

/** There is nothing to read: another thing than a catalog with faults. */
export class CatalogFolderUnreadable extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'CatalogFolderUnreadable';
  }
}

/** With where everything stands, for those who find more to say; null when a file is unread. */
export type FolderReading = CatalogReading & { readonly source: SourceNode | null };

/**
 * Reads all `.yaml`, `.yml` and `.json` files of a folder (not of folders within it), in the order
 * of their names, as one catalog. Throws `CatalogFolderUnreadable` when there is no such file.
 */
export async function readCatalogFolder(folder: string): Promise<FolderReading> {
  const faults = new Faults();
  const trees: SourceNode[] = [];
  let unread = 0;
  let bytes = 0;
  for (const name of await fileNames(folder)) {
    const text = await textOf(join(folder, name), name, faults);
    bytes += Buffer.byteLength(text ?? '');
    if (bytes > CONTENT_BYTES_MAX) {
      const place = { file: name, line: 1, column: 1 };
      faults.at(place, '', 'too_large', 'All files up to this one have more than 8 MB.');
      return { content: null, faults: faults.told(), source: null };
    }
    const tree = text === null ? null : yamlTree(name, text, faults);
    if (tree) trees.push(tree);
    else unread += 1;
  }
  // What an unread file declares would be missed everywhere else: such faults would mislead.
  if (unread > 0) return { content: null, faults: faults.told(), source: null };
  const source = mergedTree(trees, faults);
  return { ...readCatalogTree(source, faults), source };
}

async function fileNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new CatalogFolderUnreadable(`There is no folder ${folder}.`);
  });
  const names = entries
    .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => entry.name)
    .filter((name) => !name.startsWith('.') && !name.endsWith('.schema.json'));
  if (names.length === 0 || names.length > FILES_MAX) {
    const what = `The folder ${folder} holds ${names.length} .yaml or .json files`;
    throw new CatalogFolderUnreadable(`${what}; 1 to ${FILES_MAX} are read.`);
  }
  return names.sort();
}

async function textOf(path: string, name: string, faults: Faults): Promise<string | null> {
  const place = { file: name, line: 1, column: 1 };
  if ((await stat(path)).size > FILE_BYTES_MAX) {
    faults.at(place, '', 'too_large', 'The file has more than 1 MB: split it.');
    return null;
  }
  const bytes = await readFile(path);
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes); // without a byte order mark
  faults.at(place, '', 'syntax', 'The file is not UTF-8.');
  return null;
}
