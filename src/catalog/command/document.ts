import { isStudioKey } from '../../kernel/key.js';

/** A catalog as it is read and answered: section, key, fields. */
export type CatalogDocument = Readonly<Record<string, Section>>;
export type Section = Readonly<Record<string, Thing>>;
export type Thing = Readonly<Record<string, unknown>>;

/** The sections in the order in which people think of a catalog. */
export const SECTION_NAMES = [
  'currencies',
  'products',
  'items',
  'offers',
  'sales',
  'audiences',
  'promotions',
  'coupons',
  'draws',
] as const;

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The things of a section by their keys, sorted by code unit; none when the section is absent. */
export function thingsOf(document: CatalogDocument, section: string): (readonly [string, Thing])[] {
  const things = Object.entries(document[section] ?? {});
  for (const [key, thing] of things) {
    // Documents that were read and stored keep to this; another one would be written wrongly.
    if (!isStudioKey(key) || !isMap(thing)) throw new Error(`${section} holds what is no thing`);
  }
  return things.sort(([left], [right]) => (left < right ? -1 : 1));
}

/** The value at a path; undefined where there is none. */
export function valueAt(thing: Thing, path: readonly string[]): unknown {
  let value: unknown = thing;
  for (const step of path) {
    value = isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
