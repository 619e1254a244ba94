import { type SqlStatement, type Statement, statement } from './statement.js';

/** SQLite takes at most 32,766 values in one statement. */
const VALUES_MAX = 30_000;

/** The same statements with placeholders, many rows in as few statements as SQLite allows. */
export function placedStatements(one: Statement): SqlStatement[] {
  if (!('head' in one)) return [one];
  const width = one.rows[0]?.length ?? 0;
  const height = Math.max(1, Math.floor(VALUES_MAX / width));
  const row = `(${Array.from({ length: width }, () => '?').join(',')})`;
  const statements: SqlStatement[] = [];
  for (let start = 0; start < one.rows.length; start += height) {
    const rows = one.rows.slice(start, start + height);
    const text = one.head + rows.map(() => row).join(',') + one.ending;
    statements.push(statement(text, rows.flat()));
  }
  return statements;
}
