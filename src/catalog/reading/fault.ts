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
  | 'bundle_cycle'
  | 'directive_refused'
  | 'duplicate_key'
  | 'duplicate_sku'
  | 'granted_twice'
  | 'invalid_choice'
  | 'invalid_key'
  | 'invalid_locale'
  | 'invalid_money'
  | 'invalid_store_id'
  | 'invalid_time'
  | 'level_out_of_range'
  | 'missing_field'
  | 'missing_locale'
  | 'mixed_reference_currency'
  | 'not_grantable'
  | 'out_of_range'
  | 'over_cap'
  | 'over_stack'
  | 'soft_currency_sold'
  | 'store_id_reused'
  | 'syntax'
  | 'tag_refused'
  | 'too_deep'
  | 'too_large'
  | 'too_long'
  | 'too_many'
  | 'unknown_currency'
  | 'unknown_field'
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

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
