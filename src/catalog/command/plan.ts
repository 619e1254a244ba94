import type { Environment } from '../../kernel/environment.js';
import { canonicalJson, contentHash } from '../canonical-json.js';
import { readCatalogJson } from '../catalog-content.js';
import type { Change } from '../drafts/diff.js';
import { changeLines, countWords, thingCounts } from './change-lines.js';
import { type CatalogDocument, isMap } from './document.js';
import { Misused } from './outcome.js';

const FORM = 1;

/** A change that was looked at, and what it stands on: applied to something else it fails. */
export interface Plan {
  readonly gemtillPlan: typeof FORM;
  readonly title: string;
  readonly environment: Environment;
  /** The version that the title sold from; null: none. */
  readonly base: string | null;
  /** SHA-256 of the canonical content, in hex. */
  readonly hash: string;
  readonly content: CatalogDocument;
  readonly changes: readonly Change[];
}

/** `Plan: 1 to add, …` below a line for each change. */
export function planLines({ base, hash, changes }: Plan): string[] {
  const on = base === null ? 'nothing is published yet' : `${base} (drift: none)`;
  const counts = countWords(thingCounts(changes));
  return [...changeLines(changes), `Plan: ${counts}. Base ${on}. Hash ${hash.slice(0, 12)}.`];
}

/** The plan as a file; `seal` tells whether somebody edited it. */
export function planText(plan: Plan): string {
  return `${JSON.stringify({ ...plan, seal: sealOf(plan) }, null, 2)}\n`;
}

/** Reads what `planText` wrote; throws `Misused` for anything else. */
export function planOf(text: string): Plan {
  const { seal, ...plan } = objectIn(text) as unknown as Plan & { seal?: unknown };
  if (plan.gemtillPlan !== FORM) throw new Misused('The file is no plan of this command.');
  if (seal !== sealOf(plan)) throw new Misused('The plan was edited: make a new one.');
  const { content } = readCatalogJson(plan.content);
  if (content?.hash.toString('hex') !== plan.hash) {
    throw new Misused('The plan was made by another version of Gemtill: make a new one.');
  }
  return plan;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isMap(value)) return value;
  } catch {
    // The sentence below says it.
  }
  throw new Misused('The file is no plan of this command.');
}

/** No secret is needed: it guards against a slip, and who may publish is asked by the server. */
function sealOf(plan: Plan): string {
  return contentHash(canonicalJson(plan)).toString('hex');
}
