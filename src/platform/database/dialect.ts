import { type SqlValue, type Statement, statement } from './statement.js';

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
}

/** SQLite takes at most 32,766 values in a statement; MySQL's packet is far from full at 2,000 rows. */
const VALUES_MAX = 30_000;

function tuples(width: number, count: number): string {
  const tuple = `(${Array.from({ length: width }, () => '?').join(',')})`;
  return Array.from({ length: count }, () => tuple).join(',');
}

function inChunks(write: RowWrite, ending: string): Statement[] {
  const width = write.columns.length;
  const height = Math.max(1, Math.floor(VALUES_MAX / width));
  const head = `INSERT INTO ${write.table} (${write.columns.join(', ')}) VALUES `;
  const statements: Statement[] = [];
  for (let start = 0; start < write.rows.length; start += height) {
    const rows = write.rows.slice(start, start + height);
    const text = head + tuples(width, rows.length) + ending;
    statements.push(statement(text, rows.flat()));
  }
  return statements;
}

export const MYSQL: Dialect = {
  name: 'mysql',
  forUpdate: ' FOR UPDATE',
  tupleIn: (columns, count) => `(${columns.join(', ')}) IN (${tuples(columns.length, count)})`,
  insert: (write) => inChunks(write, ''),
  upsert: (write) => {
    const changes = write.update.map((column) => `${column} = VALUES(${column})`);
    return inChunks(write, ` ON DUPLICATE KEY UPDATE ${changes.join(', ')}`);
  },
};

export const SQLITE: Dialect = {
  name: 'sqlite',
  forUpdate: '',
  tupleIn: (columns, count) =>
    `(${columns.join(', ')}) IN (VALUES ${tuples(columns.length, count)})`,
  insert: (write) => inChunks(write, ''),
  upsert: (write) => {
    const changes = write.update.map((column) => `${column} = excluded.${column}`);
    const target = write.key.join(', ');
    return inChunks(write, ` ON CONFLICT (${target}) DO UPDATE SET ${changes.join(', ')}`);
  },
};
