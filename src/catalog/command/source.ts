import { contentToPublish } from '../archive.js';
import { type CatalogContent, readCatalogJson } from '../catalog-content.js';
import { readCatalogFolder } from '../catalog-folder.gateway.js';
import { type Fault, faultLine } from '../reading/fault.js';
import type { AdminCatalog, CurrentVersion } from './admin-catalog.js';
import type { CatalogDocument } from './document.js';
import { EXIT, Misused, type Outcome } from './outcome.js';

/** A catalog with faults ends a command: that is an answer, and no failure. */
export class Faulty extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super('the catalog has faults');
  }

  get outcome(): Outcome {
    const { faults } = this;
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
    const lines = [...faults.map(faultLine), `The catalog has ${count}.`];
    return { code: EXIT.faults, lines, json: { ok: false, faults } };
  }
}

/** The catalog of a folder; throws `Faulty` and `CatalogFolderUnreadable`. */
export async function contentOfFolder(folder: string): Promise<CatalogContent> {
  const { content, faults } = await readCatalogFolder(folder);
  if (content === null) throw new Faulty(faults);
  return content;
}

export function documentOf({ text }: CatalogContent): CatalogDocument {
  return JSON.parse(text) as CatalogDocument;
}

/**
 * What a publish of this content would sell: what it leaves out of the current version comes back
 * archived. Throws `Faulty` when the two together pass a limit.
 */
export function carriedOver(content: CatalogContent, current: CatalogDocument): CatalogContent {
  const before = readCatalogJson(current).content;
  if (before === null) return content; // of an earlier release: the server knows how to read it
  const { content: carried, faults } = contentToPublish(content.model, before.model);
  if (carried === null) throw new Faulty(faults);
  return carried;
}

/** What the title sells from, or the version that was named; throws `Misused` for none. */
export async function versionNamed(
  catalog: AdminCatalog,
  id: string | undefined,
): Promise<CurrentVersion> {
  const found = id === undefined ? await catalog.current() : await catalog.version(id);
  if (found === null) throw new Misused('Nothing is published yet.');
  return found;
}

/**
 * What a server sent, in the form that everything is written from. Throws an Error when this
 * command is older than the server and does not know all of it: it would be lost unseen.
 */
export function understood({ content, hash }: CurrentVersion): CatalogDocument {
  const read = readCatalogJson(content).content;
  if (read?.hash.toString('hex') === hash) return documentOf(read);
  // A version of an earlier release may break a younger rule; nothing of it is lost.
  if (read === null) return content;
  throw new Error('The server knows more of catalogs than this command: use its own version.');
}
