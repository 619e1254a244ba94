import { below } from '../reading/source-tree.js';
import { summaryOf } from './diff-words.js';
import { type Document, isMap, isSame, member } from './document.js';

export type ChangeKind = 'added' | 'changed' | 'removed' | 'archived';

/** One difference, for machines by its pointer and for people by its summary. */
export interface Change {
  readonly change: ChangeKind;
  readonly section: string;
  /** Of the thing; empty when a whole section is no map. */
  readonly key: string;
  /** RFC 6901, in the document: of the thing, or of the field that changed. */
  readonly pointer: string;
  /** null where it was not there. */
  readonly before: unknown;
  readonly after: unknown;
  /** A sentence, such as `offer dragon: price/amount 300 → 250 (−16.7 %)`. */
  readonly summary: string;
}

/** In the order in which people think of a catalog; sections that nobody knows come last. */
const SECTIONS = [
  'currencies',
  'products',
  'items',
  'offers',
  'sales',
  'audiences',
  'promotions',
  'coupons',
  'draws',
];

/**
 * What is different: things by section and key that are new, gone or archived, and of the others
 * each field that changed. Maps are looked into, lists are taken as a whole. Total: a document may
 * be faulty.
 */
export function diffOf(before: Document, after: Document): Change[] {
  return sectionsOf(before, after).flatMap((section) => {
    const [old, now] = [member(before, section), member(after, section)];
    if (isSame(old, now)) return [];
    // An absent section is one without things.
    const [oldThings, nowThings] = [old ?? {}, now ?? {}];
    if (isMap(oldThings) && isMap(nowThings)) return thingsOf(section, oldThings, nowThings);
    const place = { section, key: '', path: [], pointer: below('', section) };
    return [changeOf('changed', place, old, now)];
  });
}

/** How many of each kind. */
export function countsOf(changes: readonly Change[]): Readonly<Record<ChangeKind, number>> {
  const counts = { added: 0, changed: 0, removed: 0, archived: 0 };
  for (const { change } of changes) counts[change] += 1;
  return counts;
}

function sectionsOf(before: Document, after: Document): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const unknown = [...names].filter((name) => !SECTIONS.includes(name)).sort();
  return [...SECTIONS.filter((name) => names.has(name)), ...unknown];
}

function thingsOf(section: string, before: Document, after: Document): Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].sort().flatMap((key) => {
    const place = { section, key, path: [], pointer: below(below('', section), key) };
    return thingChanges(place, member(before, key), member(after, key));
  });
}

/** Where a change is: the thing, and the names of the fields below it. */
export interface ChangePlace {
  readonly section: string;
  readonly key: string;
  readonly path: readonly string[];
  readonly pointer: string;
}

function thingChanges(place: ChangePlace, before: unknown, after: unknown): Change[] {
  if (isSame(before, after)) return [];
  if (before === undefined) return [changeOf('added', place, before, after)];
  if (after === undefined) return [changeOf('removed', place, before, after)];
  if (!isMap(before) || !isMap(after)) return [changeOf('changed', place, before, after)];
  if (after.archived !== true || before.archived === true) {
    return fieldChanges(place, before, after);
  }
  const { archived: _, ...fields } = after;
  const { archived: __, ...oldFields } = before;
  return [changeOf('archived', place, before, after), ...fieldChanges(place, oldFields, fields)];
}

function fieldChanges(place: ChangePlace, before: Document, after: Document): Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort().flatMap((name) => {
    const [old, now] = [member(before, name), member(after, name)];
    if (isSame(old, now)) return [];
    const pointer = below(place.pointer, name);
    const field = { ...place, pointer, path: [...place.path, name] };
    if (isMap(old) && isMap(now)) return fieldChanges(field, old, now);
    return [changeOf('changed', field, old, now)];
  });
}

function changeOf(
  change: ChangeKind,
  { section, key, path, pointer }: ChangePlace,
  before: unknown,
  after: unknown,
): Change {
  const summary = summaryOf({ change, section, key, path, before, after });
  return { change, section, key, pointer, before: before ?? null, after: after ?? null, summary };
}
