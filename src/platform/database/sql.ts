import type { Dialect } from './dialect.js';
import type { SqlRow, SqlStatement, Statement } from './statement.js';
import type { Reader, Transaction } from './transaction.js';

/** What a handle opens to. The layer rules let only `*.store.ts` import this file. */
export interface SqlSession {
  readonly dialect: Dialect;
  rows(statement: SqlStatement): Promise<SqlRow[]>;
  /** Runs a change and tells how many rows it touched. */
  run(statement: Statement): Promise<number>;
}

export function sql(handle: Reader | Transaction): SqlSession {
  return handle as unknown as SqlSession;
}

/** The opposite of `sql`: only the database makes handles. */
export function sealed<Handle extends Reader>(session: SqlSession): Handle {
  return session as unknown as Handle;
}
