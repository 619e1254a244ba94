import { canonicalJson, contentHash } from './canonical-json.js';
import { catalogDocument } from './catalog-document.js';
import type { CatalogModel } from './model.js';
import { modelFrom } from './reading/catalog-model.js';
import { type Fault, faultLine } from './reading/fault.js';
import { Faults, type SourceNode, treeOfJson } from './reading/source-tree.js';
import { checkTexts } from './reading/text-rules.js';

/** Half of what the smallest default packet of the databases takes (16 MB). */
export const CONTENT_BYTES_MAX = 8_000_000;

/** A catalog without a fault: what `CatalogService.publish` takes. */
export interface CatalogContent {
  readonly model: CatalogModel;
  /** Canonical JSON: what is stored and hashed. */
  readonly text: string;
  /** SHA-256 of `text`, 32 bytes. */
  readonly hash: Buffer;
}

/** Either the content or all that is wrong with it, in reading order. */
export type CatalogReading =
  | { readonly content: CatalogContent; readonly faults: readonly [] }
  | { readonly content: null; readonly faults: readonly Fault[] };

/** A stored version that does not keep the rules: the row was changed behind our back. */
export class CatalogCorrupt extends Error {
  constructor(why: string) {
    super(`the stored catalog version is corrupt: ${why}`);
    this.name = 'CatalogCorrupt';
  }
}

/** Reads a merged catalog that came as parsed JSON, such as a request's body. Total. */
export function readCatalogJson(value: unknown): CatalogReading {
  const faults = new Faults();
  return readCatalogTree(treeOfJson(value, faults), faults);
}

/** Reads a merged catalog; `faults` holds what was found wrong while it was merged. */
export function readCatalogTree(root: SourceNode, faults: Faults): CatalogReading {
  checkTexts(root, faults);
  return readTree(root, faults);
}

function readTree(root: SourceNode, faults: Faults): CatalogReading {
  const model = modelFrom(root, faults);
  if (model === null || faults.count > 0) return { content: null, faults: faults.told() };
  const content = contentOf(model);
  if (Buffer.byteLength(content.text) > CONTENT_BYTES_MAX) {
    faults.of(root, 'too_large', 'The catalog has more than 8 MB.');
    return { content: null, faults: faults.told() };
  }
  return { content, faults: [] };
}

/** Writes a model as content; reading the text gives the same model again. */
export function contentOf(model: CatalogModel): CatalogContent {
  const text = canonicalJson(catalogDocument(model));
  return { model, text, hash: contentHash(text) };
}

/**
 * The content of a model that was put together, if it keeps all rules: what is published is read
 * again by every process, and must not be refused there.
 */
export function checkedContent(model: CatalogModel): CatalogReading {
  return readStored(contentOf(model).text);
}

/**
 * The model of stored content; throws `CatalogCorrupt` when it does not keep the rules. Those of
 * `text-rules.ts` are younger than what may be stored, and are not asked for.
 */
export function modelOf(text: string): CatalogModel {
  const { content, faults } = readStored(text);
  if (content === null) throw new CatalogCorrupt(faultLine(faults[0]!));
  return content.model;
}

function readStored(text: string): CatalogReading {
  const faults = new Faults();
  return readTree(treeOfJson(parsed(text), faults), faults);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CatalogCorrupt('it is not JSON');
  }
}
