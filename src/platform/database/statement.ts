/**
 * One SQL statement. Made only by stores; values are never part of the text that a store writes.
 */
export type Statement = SqlStatement | RowsStatement;

export interface SqlStatement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** `head` VALUES the rows `ending`: kept apart, so that a lane writes many rows as it does best. */
export interface RowsStatement {
  readonly head: string;
  readonly rows: readonly (readonly SqlValue[])[];
  readonly ending: string;
}

export type SqlValue = string | number | Buffer | null;

/** A row as the driver gives it. Stores turn it into their own types at once. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

export function statement(sql: string, values: readonly SqlValue[] = []): SqlStatement {
  return { sql, values };
}

/** `?, ?, ?` for a list of values. */
export function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}
