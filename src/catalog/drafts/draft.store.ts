import { type DraftId, idBytes, idOf } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { scopeValues } from '../catalog.store.js';
import type { Approval, Author, Draft, DraftEnd } from './draft.js';

const COLUMNS = `id, name, state, base_id, revision, authors, approval, publication_number,
  version_id, takes_effect_at, publish_answer, created_at, updated_at`;
const OF_SCOPE = 'title_id = ? AND environment = ?';

export async function draftOf(reader: Reader, scope: Scope, id: DraftId): Promise<Draft | null> {
  const text = `SELECT ${COLUMNS} FROM catalog_draft WHERE id = ? AND ${OF_SCOPE}`;
  const values = [idBytes(id), ...scopeValues(scope)];
  const [row] = await sql(reader).rows(statement(text, values));
  return row ? draftOfRow(row) : null;
}

/** JSON text of the document, with the revision that it is. */
export async function draftContent(
  reader: Reader,
  scope: Scope,
  id: DraftId,
): Promise<{ readonly text: string; readonly draft: Draft } | null> {
  const text = `SELECT ${COLUMNS}, content FROM catalog_draft WHERE id = ? AND ${OF_SCOPE}`;
  const values = [idBytes(id), ...scopeValues(scope)];
  const [row] = await sql(reader).rows(statement(text, values));
  return row ? { text: String(row.content), draft: draftOfRow(row) } : null;
}

/** Newest first, older than `before`. */
export async function draftsOf(
  reader: Reader,
  scope: Scope,
  { before, limit }: { before: string | null; limit: number },
): Promise<Draft[]> {
  const text = `SELECT ${COLUMNS} FROM catalog_draft WHERE ${OF_SCOPE}
    ${before === null ? '' : 'AND id < ?'} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`;
  const values = [...scopeValues(scope), ...(before === null ? [] : [idBytes(before)])];
  return (await sql(reader).rows(statement(text, values))).map(draftOfRow);
}

export async function addDraft(
  transaction: Transaction,
  scope: Scope,
  { draft, text: content }: { readonly draft: Draft; readonly text: string },
): Promise<void> {
  const text = `INSERT INTO catalog_draft (title_id, environment, id, created_at, name, content,
    state, base_id, revision, authors, approval, publication_number, version_id, takes_effect_at,
    publish_answer, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  const fixed = [...scopeValues(scope), idBytes(draft.id), draft.createdAt, draft.name, content];
  await sql(transaction).run(statement(text, [...fixed, ...changeable(draft)]));
}

/** Writes what can change of a draft, and its content where one is given. */
export async function saveDraft(
  transaction: Transaction,
  draft: Draft,
  content?: string,
): Promise<void> {
  const more = content === undefined ? '' : ', content = ?';
  const text = `UPDATE catalog_draft SET state = ?, base_id = ?, revision = ?, authors = ?,
    approval = ?, publication_number = ?, version_id = ?, takes_effect_at = ?, publish_answer = ?,
    updated_at = ?${more} WHERE id = ?`;
  const values = [...changeable(draft), ...(content === undefined ? [] : [content])];
  await sql(transaction).run(statement(text, [...values, idBytes(draft.id)]));
}

/** Its publish was taken back: it can be changed and published again. */
export async function reopenDraft(
  transaction: Transaction,
  scope: Scope,
  { id, now }: { readonly id: DraftId; readonly now: number },
): Promise<void> {
  const text = `UPDATE catalog_draft SET state = 'open', publication_number = NULL,
    version_id = NULL, takes_effect_at = NULL, publish_answer = NULL, updated_at = ?
    WHERE id = ? AND ${OF_SCOPE} AND state = 'published'`;
  await sql(transaction).run(statement(text, [now, idBytes(id), ...scopeValues(scope)]));
}

function changeable(draft: Draft): SqlValue[] {
  const { state, baseId, revision, authors, approval, end, updatedAt } = draft;
  const { publicationNumber = null, versionId = null, takesEffectAt = null } = end ?? {};
  const answer = end && JSON.stringify({ askedAt: end.askedAt, answer: end.answer });
  return [
    state,
    baseId && idBytes(baseId),
    revision,
    JSON.stringify(authors),
    approval && JSON.stringify(approval),
    publicationNumber,
    versionId && idBytes(versionId),
    takesEffectAt,
    answer,
    updatedAt,
  ];
}

function draftOfRow(row: SqlRow): Draft {
  return {
    id: idOf('draft', row.id as Buffer),
    name: String(row.name),
    state: row.state as Draft['state'],
    baseId: row.base_id === null ? null : idOf('catalog', row.base_id as Buffer),
    revision: Number(row.revision),
    authors: JSON.parse(String(row.authors)) as Author[],
    approval: row.approval === null ? null : (JSON.parse(String(row.approval)) as Approval),
    end: endOf(row),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}

function endOf(row: SqlRow): DraftEnd | null {
  if (row.publish_answer === null) return null;
  return {
    ...(JSON.parse(String(row.publish_answer)) as Pick<DraftEnd, 'askedAt' | 'answer'>),
    publicationNumber: row.publication_number === null ? null : Number(row.publication_number),
    versionId: idOf('catalog', row.version_id as Buffer),
    takesEffectAt: Number(row.takes_effect_at),
  };
}
