import type { SqlValue, Statement } from './statement.js';

/** How a table is written to in bulk. */
export interface RowWrite {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

export interface RowUpsert extends RowWrite {
  /** The primary key: what a row is recognised by. */
  readonly key: readonly string[];
  /** The columns that a known row takes from the new one. */
  readonly update: readonly string[];
}

/** Gives one column of rows that exist a value each. */
export interface RowUpdate {
  readonly table: string;
  /** The primary key; its last column alone must tell the rows apart. */
  readonly key: readonly string[];
  readonly set: string;
  /** For each row its key and then the value. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/** The few places where MySQL and SQLite need other words. */
export interface Dialect {
  readonly name: 'mysql' | 'sqlite';
  /** Ends a locking read. SQLite has one writer and needs none. */
  readonly forUpdate: string;
  /**
   * A condition on several columns at once that the primary key answers with one look-up per tuple.
   * (`a IN (…) AND b IN (…)` would look up every combination: 40,000 for a batch of 200.)
   */
  tupleIn(columns: readonly string[], count: number): string;
  insert(write: RowWrite): Statement[];
  upsert(write: RowUpsert): Statement[];
  /** Cheaper than an upsert where a row is wide: only the key and the value travel. */
  updateEach(write: RowUpdate): Statement[];
}

/** A CASE looks at its branches one by one: long ones would cost the square of their length. */
const BRANCHES_MAX = 50;

function updates({ table, key, set, rows }: RowUpdate): Statement[] {
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length; start += BRANCHES_MAX) {
    const some = rows.slice(start, start + BRANCHES_MAX);
    const branches = ' WHEN ? THEN ?'.repeat(some.length);
    // Not a list of tuples: in an UPDATE, MariaDB reads the whole table for a list of one (seen).
    const row = `(${key.map((column) => `${column} = ?`).join(' AND ')})`;
    const chosen = some.map(() => row).join(' OR ');
    statements.push({
      sql: `UPDATE ${table} SET ${set} = CASE ${key.at(-1)}${branches} END WHERE ${chosen}`,
      values: [...some.flatMap((one) => one.slice(-2)), ...some.flatMap((one) => one.slice(0, -1))],
    });
  }
  return statements;
}

function tuples(width: number, count: number): string {
  const tuple = `(${Array.from({ length: width }, () => '?').join(',')})`;
  return Array.from({ length: count }, () => tuple).join(',');
}

function rowsOf({ table, columns, rows }: RowWrite, ending: string): Statement[] {
  if (rows.length === 0) return [];
  return [{ head: `INSERT INTO ${table} (${columns.join(', ')}) VALUES `, rows, ending }];
}

export const MYSQL: Dialect = {
  name: 'mysql',
  forUpdate: ' FOR UPDATE',
  tupleIn: (columns, count) => `(${columns.join(', ')}) IN (${tuples(columns.length, count)})`,
  insert: (write) => rowsOf(write, ''),
  upsert: (write) => {
    const changes = write.update.map((column) => `${column} = VALUES(${column})`);
    return rowsOf(write, ` ON DUPLICATE KEY UPDATE ${changes.join(', ')}`);
  },
  updateEach: updates,
};

export const SQLITE: Dialect = {
  name: 'sqlite',
  forUpdate: '',
  tupleIn: (columns, count) =>
    `(${columns.join(', ')}) IN (VALUES ${tuples(columns.length, count)})`,
  insert: (write) => rowsOf(write, ''),
  upsert: (write) => {
    const changes = write.update.map((column) => `${column} = excluded.${column}`);
    const target = write.key.join(', ');
    return rowsOf(write, ` ON CONFLICT (${target}) DO UPDATE SET ${changes.join(', ')}`);
  },
  updateEach: updates,
};
