import { below } from '../reading/source-tree.js';
import { type Document, isMap, isSame, member } from './document.js';

export type Side = 'draft' | 'current';

/** A place that both sides changed since the base, each to something else; undefined: removed. */
export interface Conflict {
  readonly pointer: string;
  readonly base: unknown;
  readonly draft: unknown;
  readonly current: unknown;
}

export interface Merge {
  /** With the draft's value at each place that is in conflict. */
  readonly document: Document;
  readonly conflicts: readonly Conflict[];
}

export interface MergeSides {
  readonly base: Document;
  readonly draft: Document;
  readonly current: Document;
}

/**
 * Brings what a draft changed onto what others published meanwhile, field by field: maps are looked
 * into, lists and plain values are taken as a whole. A resolution says which side counts at a
 * pointer or below it.
 */
export function merged(sides: MergeSides, resolutions: Readonly<Record<string, Side>> = {}): Merge {
  const conflicts: Conflict[] = [];
  const { base, draft, current } = sides;
  const place = { pointer: '', decided: member(resolutions, '') as Side | undefined };
  const document = mergedMaps({ base, draft, current }, place, { resolutions, conflicts });
  return { document, conflicts };
}

interface Work {
  readonly resolutions: Readonly<Record<string, Side>>;
  readonly conflicts: Conflict[];
}

interface Place {
  readonly pointer: string;
  /** A resolution of this place or of one above it. */
  readonly decided: Side | undefined;
}

function mergedMaps({ base, draft, current }: MergeSides, place: Place, work: Work): Document {
  const result: Record<string, unknown> = {};
  // The draft's order first: its author finds things where they were.
  for (const key of new Set([...Object.keys(draft), ...Object.keys(current)])) {
    const pointer = below(place.pointer, key);
    const decided = (member(work.resolutions, pointer) as Side | undefined) ?? place.decided;
    const sides = {
      base: member(base, key),
      draft: member(draft, key),
      current: member(current, key),
    };
    const value = mergedValue(sides, { pointer, decided }, work);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function mergedValue(sides: Omit<Conflict, 'pointer'>, place: Place, work: Work): unknown {
  const { base, draft, current } = sides;
  if (isSame(draft, current) || isSame(base, current)) return draft;
  if (isSame(base, draft)) return current;
  if (isMap(draft) && isMap(current)) {
    return mergedMaps({ base: isMap(base) ? base : {}, draft, current }, place, work);
  }
  if (place.decided !== undefined) return place.decided === 'draft' ? draft : current;
  work.conflicts.push({ pointer: place.pointer, base, draft, current });
  return draft;
}
