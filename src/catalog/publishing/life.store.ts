import { ENVIRONMENTS, type Environment } from '../../kernel/environment.js';
import { idBytes, idOf, type TitleId } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { type SqlRow, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { scopeValues } from '../catalog.store.js';
import type { TimelineMark } from './publication.store.js';

/** How far the life of a scope's catalog has come. */
export interface CatalogLife {
  readonly scope: Scope;
  /** Counts publishes and cancellations. */
  readonly changes: number;
  /** False: the store products of versions of an older release are still to be found. */
  readonly isIndexed: boolean;
  /** Up to where the events of the title were told. */
  readonly told: TimelineMark;
  /** When there is more to tell; null: not before the next publish. */
  readonly dueAt: number | null;
}

const LIFE = `SELECT title_id, environment, changes, indexed, told_until, told_number, due_at
  FROM catalog_life`;
const OF_SCOPE = 'WHERE title_id = ? AND environment = ?';

/**
 * Makes the row of a scope where it is missing and locks it: from here to the end of the
 * transaction nobody else publishes, cancels, edits or tells in this scope.
 */
export async function lockedLife(transaction: Transaction, scope: Scope): Promise<CatalogLife> {
  const { dialect } = sql(transaction);
  const find = statement(`${LIFE} ${OF_SCOPE}${dialect.forUpdate}`, scopeValues(scope));
  const [known] = await sql(transaction).rows(find);
  if (known) return lifeOf(known);
  // Two may make it at once: the second waits for the first here, and changes nothing.
  const [made] = dialect.upsert({
    table: 'catalog_life',
    columns: ['title_id', 'environment', 'changes', 'indexed', 'told_number'],
    key: ['title_id', 'environment'],
    update: ['title_id'],
    rows: [[...scopeValues(scope), 0, 1, 0]],
  });
  await sql(transaction).run(made!);
  const [row] = await sql(transaction).rows(find);
  return lifeOf(row!);
}

export async function lifeOfScope(reader: Reader, scope: Scope): Promise<CatalogLife | null> {
  const [row] = await sql(reader).rows(statement(`${LIFE} ${OF_SCOPE}`, scopeValues(scope)));
  return row ? lifeOf(row) : null;
}

/** How often each scope has changed: cheap enough to be asked every second. */
export async function allLives(reader: Reader): Promise<CatalogLife[]> {
  return (await sql(reader).rows(statement(LIFE))).map(lifeOf);
}

/** The scopes of which something is to be told by now. */
export async function dueLives(reader: Reader, now: number): Promise<CatalogLife[]> {
  const text = `${LIFE} WHERE due_at <= ? ORDER BY due_at`;
  return (await sql(reader).rows(statement(text, [now]))).map(lifeOf);
}

/** Something was published or taken back; what takes effect at `dueAt` is to be told then. */
export async function noteChange(
  transaction: Transaction,
  { scope, changes, dueAt: known }: CatalogLife,
  dueAt: number | null,
): Promise<void> {
  const text = `UPDATE catalog_life SET changes = ?, due_at = ? ${OF_SCOPE}`;
  const due = dueAt === null ? known : Math.min(dueAt, known ?? dueAt);
  await sql(transaction).run(statement(text, [changes + 1, due, ...scopeValues(scope)]));
}

export async function noteIndexed(transaction: Transaction, scope: Scope): Promise<void> {
  const text = `UPDATE catalog_life SET indexed = 1, changes = changes + 1 ${OF_SCOPE}`;
  await sql(transaction).run(statement(text, scopeValues(scope)));
}

export async function noteTold(
  transaction: Transaction,
  scope: Scope,
  { told, dueAt }: Pick<CatalogLife, 'told' | 'dueAt'>,
): Promise<void> {
  const text = `UPDATE catalog_life SET told_until = ?, told_number = ?, due_at = ? ${OF_SCOPE}`;
  const values = [told.moment, told.number, dueAt, ...scopeValues(scope)];
  await sql(transaction).run(statement(text, values));
}

/** True when a publish of this title needs the approval of a second person. */
export async function hasTwoPersonRule(reader: Reader, titleId: TitleId): Promise<boolean> {
  const text = 'SELECT two_person_rule FROM catalog_setting WHERE title_id = ?';
  const [row] = await sql(reader).rows(statement(text, [idBytes(titleId)]));
  return Number(row?.two_person_rule ?? 0) === 1;
}

export async function setTwoPersonRule(
  transaction: Transaction,
  titleId: TitleId,
  { on, at }: { on: boolean; at: number },
): Promise<void> {
  const [change] = sql(transaction).dialect.upsert({
    table: 'catalog_setting',
    columns: ['title_id', 'two_person_rule', 'changed_at'],
    key: ['title_id'],
    update: ['two_person_rule', 'changed_at'],
    rows: [[idBytes(titleId), on ? 1 : 0, at]],
  });
  await sql(transaction).run(change!);
}

function lifeOf(row: SqlRow): CatalogLife {
  return {
    scope: {
      titleId: idOf('title', row.title_id as Buffer),
      environment: ENVIRONMENTS.find((name) => name === row.environment) as Environment,
    },
    changes: Number(row.changes),
    isIndexed: Number(row.indexed) === 1,
    told: {
      moment: row.told_until === null ? null : Number(row.told_until),
      number: Number(row.told_number),
    },
    dueAt: row.due_at === null ? null : Number(row.due_at),
  };
}
