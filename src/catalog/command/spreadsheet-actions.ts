import { readCatalogTree } from '../catalog-content.js';
import { Faults } from '../reading/source-tree.js';
import type { AdminCatalog } from './admin-catalog.js';
import { csvFilesOf } from './csv/csv-export.js';
import { importedTree } from './csv/csv-import.js';
import type { Desk } from './desk.js';
import type { CatalogDocument } from './document.js';
import { readCsvFolder, writeCatalogFolder, writeCsvFolder } from './files.gateway.js';
import { done, Misused, type Outcome } from './outcome.js';
import { contentOfFolder, documentOf, Faulty, understood, versionNamed } from './source.js';
import { yamlFilesOf } from './yaml-files.js';

/** Writes the catalog of the title, or of a folder, as CSV files. */
export async function exportFiles({ order, connect }: Desk): Promise<Outcome> {
  const { csv, from, version } = order.values;
  const [folder = ''] = order.operands;
  if (csv !== true) throw new Misused('“export” writes CSV: add --csv. For YAML there is “pull”.');
  const document =
    from === undefined
      ? understood(await versionNamed(await connect(), version))
      : documentOf(await contentOfFolder(from));
  const files = csvFilesOf(document);
  await writeCsvFolder(folder, files);
  const names = files.map(({ name }) => name);
  return done([`Wrote ${names.length} files into ${folder}.`], { ok: true, files: names });
}

/** What the files are laid over, and where they go. */
interface Base {
  readonly document: CatalogDocument;
  /** The version that a new draft stands on. */
  readonly version: string | null;
  /** The tag of the draft that is written to. */
  readonly etag: string | null;
}

/** Makes a draft of files, changes one, or writes a folder of YAML files. */
export async function importFiles({ order, connect }: Desk): Promise<Outcome> {
  const [folder = ''] = order.operands;
  const { csv = false, from, to, draft } = order.values;
  if (to !== undefined && draft !== undefined) throw new Misused('Name --to or --draft, not both.');
  const isOffline = to !== undefined && (from !== undefined || !csv);
  const catalog = isOffline ? null : await connect();
  const base = await baseOf(catalog, { from, draft });
  const document = csv ? await laidOver(base.document, folder) : await ofFolder(folder);
  if (to !== undefined) {
    const files = yamlFilesOf(document);
    await writeCatalogFolder(to, files);
    const names = files.map(({ name }) => name);
    return done([`Wrote ${names.join(', ')} into ${to}.`], { ok: true, files: names });
  }
  if (draft !== undefined && base.etag !== null) {
    const replaced = { content: document, etag: base.etag };
    const { revision } = await catalog!.replaceDraftContent(draft, replaced);
    return done([`${draft} has revision ${revision} now.`], { ok: true, draft, revision });
  }
  const { name = `import of ${csv ? 'CSV' : 'YAML'}`, reason = name } = order.values;
  const on = base.version === null ? {} : { base: base.version };
  const { id } = await catalog!.createDraft({ name, ...on, content: document, reason });
  return done([`Made ${id}. Publish it with: publish ${id}`], { ok: true, draft: id });
}

async function baseOf(
  catalog: AdminCatalog | null,
  { from, draft }: { from: string | undefined; draft: string | undefined },
): Promise<Base> {
  if (draft !== undefined && catalog !== null) {
    const { content, etag } = await catalog.draftContent(draft);
    return { document: content, version: null, etag };
  }
  const current = catalog === null ? null : await catalog.current();
  const version = current?.version ?? null;
  const document =
    from !== undefined
      ? documentOf(await contentOfFolder(from))
      : current === null
        ? {}
        : understood(current);
  return { document, version, etag: null };
}

async function ofFolder(folder: string): Promise<CatalogDocument> {
  return documentOf(await contentOfFolder(folder));
}

async function laidOver(base: CatalogDocument, folder: string): Promise<CatalogDocument> {
  const faults = new Faults();
  const tree = importedTree(base, await readCsvFolder(folder), faults);
  const { content, faults: found } = readCatalogTree(tree, faults);
  if (content === null) throw new Faulty(found);
  return documentOf(content);
}
