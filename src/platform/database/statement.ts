/** One SQL statement with its values. Made only by stores; the values are never part of the text. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export type SqlValue = string | number | Buffer | null;

/** A row as the driver gives it. Stores turn it into their own types at once. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

export function statement(sql: string, values: readonly SqlValue[] = []): Statement {
  return { sql, values };
}

/** `?, ?, ?` for a list of values. */
export function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}
