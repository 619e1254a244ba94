/** Settings are wrong; the message is a sentence that says what to write. */
export class TitleSettingsError extends Error {}

/** What can be read of a JSON object once its field names are known to be right. */
export type Fields = Readonly<Record<string, unknown>>;

const SEALED_MAX = 20_000;

/**
 * The value as an object that has no other fields than these; throws `TitleSettingsError`. Unknown
 * fields are faults: a misspelt one would silently do nothing.
 */
export function fieldsOf(value: unknown, name: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TitleSettingsError(`${name} must be an object`);
  }
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd !== undefined) {
    throw new TitleSettingsError(`${name} has only the fields ${known.join(', ')}`);
  }
  return value as Fields;
}

export function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= lengthMax;
}

/** One of these words, or the first of them when nothing is said. */
export function wordOf<Word extends string>(
  value: unknown,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  if (value === undefined) return words[0];
  const word = words.find((each) => each === value);
  if (word === undefined) throw new TitleSettingsError(`${name} must be ${words.join(' or ')}`);
  return word;
}

/** A whole number within these limits, or the usual one when nothing is said. */
export function numberOf(
  value: unknown,
  name: string,
  limits: { readonly min: number; readonly max: number; readonly usual: number },
): number {
  const { min, max, usual } = limits;
  if (value === undefined) return usual;
  if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
    throw new TitleSettingsError(`${name} must be a whole number from ${min} to ${max}`);
  }
  return Number(value);
}

/** One to twenty apps of a title, none of them twice. */
export function appsOf<App>(value: unknown, name: string, read: (app: unknown) => App): App[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > 20) {
    throw new TitleSettingsError(`${name} must be a list of 1 to 20 apps`);
  }
  return value.map(read);
}

/** A secret as the process secret sealed it; never one that anybody could read. */
export function sealedOf(value: unknown, name: string): string {
  if (!isText(value, SEALED_MAX) || !value.startsWith('v1.')) {
    throw new TitleSettingsError(`${name} must be sealed: give its file to the title command`);
  }
  return value;
}
