/** Where something stands in a source file. Line and column count from 1; 0 means "nowhere". */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** For catalogs that came as JSON over the wire or from the database. */
export const NOWHERE: Place = { file: '', line: 0, column: 0 };

/** Why a catalog is refused. Codes are stable: CI scripts may match on them. */
export type FaultCode =
  | 'alias_refused'
  | 'archived_sold'
  | 'bundle_cycle'
  | 'directive_refused'
  | 'duplicate_key'
  | 'duplicate_sku'
  | 'exclusive_fields'
  | 'gives_nothing'
  | 'granted_twice'
  | 'invalid_choice'
  | 'invalid_expression'
  | 'invalid_key'
  | 'invalid_locale'
  | 'invalid_money'
  | 'invalid_store_id'
  | 'invalid_text'
  | 'invalid_time'
  | 'invalid_zone'
  | 'level_out_of_range'
  | 'level_prices'
  | 'missing_field'
  | 'missing_locale'
  | 'mixed_reference_currency'
  | 'more_faults'
  | 'named_twice'
  | 'not_grantable'
  | 'out_of_range'
  | 'over_cap'
  | 'over_stack'
  | 'pity_of_all'
  | 'soft_currency_sold'
  | 'store_id_reused'
  | 'syntax'
  | 'tag_refused'
  | 'too_deep'
  | 'too_large'
  | 'too_long'
  | 'too_many'
  | 'unknown_audience'
  | 'unknown_currency'
  | 'unknown_draw'
  | 'unknown_entry'
  | 'unknown_field'
  | 'unknown_offer'
  | 'unknown_product'
  | 'unknown_section'
  | 'unknown_sku'
  | 'unlock_cycle'
  | 'window_empty'
  | 'wrong_type';

/** One thing that is wrong, where it stands, and a sentence that says what to write. */
export interface Fault extends Place {
  /** RFC 6901, within the merged catalog. */
  readonly pointer: string;
  readonly code: FaultCode;
  readonly message: string;
}

/** No answer and no terminal is flooded: the rest is counted. */
export const FAULTS_TOLD_MAX = 100;

/**
 * The first of all faults in reading order; when there are too many, the last one only says how
 * many more there are. `count` is the number of all that were found.
 */
export function toldFaults(faults: readonly Fault[], count: number): Fault[] {
  const ordered = inReadingOrder(faults);
  if (count <= FAULTS_TOLD_MAX) return ordered;
  const told = ordered.slice(0, FAULTS_TOLD_MAX - 1);
  const message = `There are ${(count - told.length).toLocaleString('en-US')} more faults.`;
  return [...told, { ...NOWHERE, pointer: '', code: 'more_faults', message }];
}

/** By file, then line, column, pointer and code: the order in which a person mends them. */
export function inReadingOrder(faults: readonly Fault[]): Fault[] {
  return [...faults].sort(
    (left, right) =>
      compare(left.file, right.file) ||
      left.line - right.line ||
      left.column - right.column ||
      compare(left.pointer, right.pointer) ||
      compare(left.code, right.code),
  );
}

/** `offers.yaml:12:5 /offers/dragon/price code Sentence.` */
export function faultLine(fault: Fault): string {
  const place = fault.line > 0 ? `${fault.file}:${fault.line}:${fault.column}` : fault.file || '-';
  return `${place} ${fault.pointer || '/'} ${fault.code} ${fault.message}`;
}

const TEXT_MAX = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what they are looked for with
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Surrogate}]/gu;

/** What others wrote, fit for a line of a terminal: short, and without control characters. */
export function printable(text: string): string {
  const short = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
  return short.replace(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
