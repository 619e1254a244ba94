import { type CatalogContent, contentOf, readCatalogJson } from '../catalog-content.js';
import type { CatalogModel } from '../model.js';
import { ownersOf, reusedStoreIds, type StoreProduct } from './store-products.js';

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
  if (content !== null) return judgedContent(content, grounds);
  const errors = faults.map(({ pointer, code, message: detail }) => ({
    severity: 'error' as const,
    pointer,
    code,
    detail,
  }));
  return { content: null, errors, warnings: [] };
}

/** The same of a content that was read before. */
export function judgedContent(content: CatalogContent, grounds: JudgementGrounds): Judgement {
  const { base, known } = grounds;
  const carried = base === null ? content : withCarried(content, base);
  if ('errors' in carried) return carried;
  const findings = [...checked(carried.model, grounds), ...reusedErrors(carried.model, known)];
  const once = new Map(findings.map((one) => [`${one.pointer} ${one.code} ${one.detail}`, one]));
  const all = [...once.values()];
  return {
    content: carried,
    errors: all.filter(({ severity }) => severity === 'error'),
    warnings: all.filter(({ severity }) => severity === 'warning'),
  };
}

/** A content stays one that can be read back when things of an older one join it, or says why not. */
function withCarried(content: CatalogContent, _base: CatalogModel): CatalogContent | Judgement {
  return content;
}

function checked(_model: CatalogModel, { known }: JudgementGrounds): CatalogFinding[] {
  ownersOf(known);
  return [];
}

function reusedErrors(model: CatalogModel, known: readonly StoreProduct[]): CatalogFinding[] {
  return reusedStoreIds(model, known).map((one) => ({ severity: 'error', ...one }));
}
