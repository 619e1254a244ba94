import { withArchived } from '../archive.js';
import { type CatalogContent, checkedContent, readCatalogJson } from '../catalog-content.js';
import { checkCatalog } from '../checks/checks.js';
import type { CatalogModel } from '../model.js';
import type { Fault } from '../reading/fault.js';
import { ownersOf, type StoreProduct } from './store-products.js';

/** Something that is wrong with a catalog, or looks so. Errors stop a publish, warnings do not. */
export interface CatalogFinding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  /** RFC 6901, in the document. */
  readonly pointer: string;
  readonly detail: string;
  readonly numbers?: Readonly<Record<string, number | string>>;
}

/** What is to be said of a document before it is published. */
export interface Judgement {
  /** What would be published; null when it cannot be read. */
  readonly content: CatalogContent | null;
  readonly errors: readonly CatalogFinding[];
  readonly warnings: readonly CatalogFinding[];
}

export interface JudgementGrounds {
  /** What sells before it: what is missing from it is carried over, archived. */
  readonly base: CatalogModel | null;
  /** What the scope ever sold through stores. */
  readonly known: readonly StoreProduct[];
  readonly now: number;
}

/** Reads a document, carries over what was sold before, and checks the whole. */
export function judged(document: unknown, grounds: JudgementGrounds): Judgement {
  const { content, faults } = readCatalogJson(document);
  return content === null ? unreadable(faults) : judgedContent(content, grounds);
}

/** The same of a content that was read before. */
export function judgedContent(content: CatalogContent, grounds: JudgementGrounds): Judgement {
  const { base, known, now } = grounds;
  // Read again: with what joins it, it must still be a catalog that can be read back.
  const carried = checkedContent(withArchived(content.model, base));
  if (carried.content === null) return unreadable(carried.faults);
  const history = { storeProducts: ownersOf(known), base };
  const all = checkCatalog(carried.content.model, { now, history });
  return {
    content: carried.content,
    errors: all.filter(({ severity }) => severity === 'error'),
    warnings: all.filter(({ severity }) => severity === 'warning'),
  };
}

function unreadable(faults: readonly Fault[]): Judgement {
  const errors = faults.map(({ pointer, code, message: detail }) => ({
    severity: 'error' as const,
    pointer,
    code,
    detail,
  }));
  return { content: null, errors, warnings: [] };
}
