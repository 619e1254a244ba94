import { isDeepStrictEqual } from 'node:util';

/** A catalog as it is written: section → key → fields. JSON values alone; may be faulty. */
export type Document = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own members alone: a document may hold a key such as `toString`. */
export function member(map: Document, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** True when the two are the same JSON, whatever the order of their members. */
export function isSame(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(left, right);
}
