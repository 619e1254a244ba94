import type { QueryRunner } from 'typeorm';
import { numberOfFailure } from './failure.js';

/** How far each migration came, since MySQL commits every change of a table by itself. */
const PROGRESS = `CREATE TABLE IF NOT EXISTS migration_progress (
  name VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  done INT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;

/**
 * What MySQL and MariaDB say of a statement that was carried out before: the table exists, is
 * unknown (dropped or renamed), the column, key or constraint exists, there is none to drop.
 */
const DONE_BEFORE = new Set([1050, 1051, 1060, 1061, 1091, 1146, 1826, 3822]);

/**
 * Runs the statements of a migration on MySQL so that it may be ended at any moment and goes on
 * where it was when it is run again. Rows are changed together with the note of it; a change of a
 * table may have been made without the note, which its second try then tells.
 */
export async function runRestartable(
  runner: QueryRunner,
  name: string,
  statements: readonly string[],
): Promise<void> {
  await runner.query(PROGRESS);
  const select = 'SELECT done FROM migration_progress WHERE name = ?';
  const [known] = (await runner.query(select, [name])) as { done: number }[];
  if (!known) await runner.query('INSERT INTO migration_progress VALUES (?, 0)', [name]);
  const before = Number(known?.done ?? 0);
  for (const [index, text] of statements.entries()) {
    if (index < before) continue;
    const note = () =>
      runner.query('UPDATE migration_progress SET done = ? WHERE name = ?', [index + 1, name]);
    if (/^(INSERT|UPDATE|DELETE)\b/i.test(text)) {
      await runner.startTransaction();
      try {
        await runner.query(text);
        await note();
        await runner.commitTransaction();
      } catch (error) {
        await runner.rollbackTransaction();
        throw error;
      }
      continue;
    }
    await runner.query(text).catch((error: unknown) => {
      const resumed = known !== undefined && index === before;
      if (!resumed || !DONE_BEFORE.has(numberOfFailure(error))) throw error;
    });
    await note();
  }
}
