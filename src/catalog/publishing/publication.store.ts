import { type CatalogVersionId, idBytes, idOf } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { scopeValues } from '../catalog.store.js';
import type { ListedPublication, Publication } from './publication.js';

const COLUMNS = `p.number, p.version_id, p.published_at, p.recorded_at, p.published_by, p.reason,
  p.draft_id, p.base_id`;
const VALID = 'p.title_id = ? AND p.environment = ? AND p.cancelled_at IS NULL';

/** What sells at a moment as far as is known now: the latest by moment, then by number. */
export async function publicationAt(
  reader: Reader,
  scope: Scope,
  moment: number,
): Promise<Publication | null> {
  const text = `SELECT ${COLUMNS} FROM catalog_publication p
    WHERE ${VALID} AND p.published_at <= ? ORDER BY p.published_at DESC, p.number DESC LIMIT 1`;
  const [row] = await sql(reader).rows(statement(text, [...scopeValues(scope), moment]));
  return row ? publicationOf(row) : null;
}

/** Those that take effect after a moment, in order. */
export async function publicationsAfter(
  reader: Reader,
  scope: Scope,
  moment: number,
): Promise<Publication[]> {
  const text = `SELECT ${COLUMNS} FROM catalog_publication p
    WHERE ${VALID} AND p.published_at > ? ORDER BY p.published_at, p.number`;
  const rows = await sql(reader).rows(statement(text, [...scopeValues(scope), moment]));
  return rows.map(publicationOf);
}

/** A place in the order in which publications take effect. */
export interface TimelineMark {
  /** null: before the first. */
  readonly moment: number | null;
  readonly number: number;
}

/** Those after a mark that took effect by `until`, in order, at most `limit`. */
export async function publicationsFrom(
  reader: Reader,
  scope: Scope,
  { mark, until, limit }: { mark: TimelineMark; until: number; limit: number },
): Promise<Publication[]> {
  const after =
    mark.moment === null ? '' : 'AND (p.published_at > ? OR (p.published_at = ? AND p.number > ?))';
  const text = `SELECT ${COLUMNS} FROM catalog_publication p
    WHERE ${VALID} AND p.published_at <= ? ${after}
    ORDER BY p.published_at, p.number LIMIT ${Math.trunc(limit)}`;
  const place = mark.moment === null ? [] : [mark.moment, mark.moment, mark.number];
  const values = [...scopeValues(scope), until, ...place];
  return (await sql(reader).rows(statement(text, values))).map(publicationOf);
}

/** What sold at a mark: the last at it or before it. */
export async function publicationOfMark(
  reader: Reader,
  scope: Scope,
  { moment, number }: TimelineMark,
): Promise<Publication | null> {
  if (moment === null) return null;
  const text = `SELECT ${COLUMNS} FROM catalog_publication p
    WHERE ${VALID} AND (p.published_at < ? OR (p.published_at = ? AND p.number <= ?))
    ORDER BY p.published_at DESC, p.number DESC LIMIT 1`;
  const values = [...scopeValues(scope), moment, moment, number];
  const [row] = await sql(reader).rows(statement(text, values));
  return row ? publicationOf(row) : null;
}

/** True when the scope sold from this version by `now`. */
export async function wasSold(
  reader: Reader,
  scope: Scope,
  { versionId, now }: { versionId: CatalogVersionId; now: number },
): Promise<boolean> {
  const text = `SELECT p.number FROM catalog_publication p
    WHERE ${VALID} AND p.published_at <= ? AND p.version_id = ? LIMIT 1`;
  const values = [...scopeValues(scope), now, idBytes(versionId)];
  return (await sql(reader).rows(statement(text, values))).length > 0;
}

/** Newest record first, also those that were taken back. */
export async function listedPublications(
  reader: Reader,
  scope: Scope,
  { before, limit }: { before: number | null; limit: number },
): Promise<ListedPublication[]> {
  const text = `SELECT ${COLUMNS}, p.cancelled_at, v.hash FROM catalog_publication p
    JOIN catalog_version v ON v.id = p.version_id
    WHERE p.title_id = ? AND p.environment = ? ${before === null ? '' : 'AND p.number < ?'}
    ORDER BY p.number DESC LIMIT ${Math.trunc(limit)}`;
  const values = [...scopeValues(scope), ...(before === null ? [] : [before])];
  return (await sql(reader).rows(statement(text, values))).map((row) => ({
    ...publicationOf(row),
    hash: row.hash as Buffer,
    cancelledAt: row.cancelled_at === null ? null : Number(row.cancelled_at),
  }));
}

/** Each version of the scope that was ever sold, in the order in which it was first. */
export async function soldVersions(
  reader: Reader,
  scope: Scope,
  now: number,
): Promise<{ readonly versionId: CatalogVersionId; readonly takesEffectAt: number }[]> {
  const text = `SELECT p.version_id, p.published_at FROM catalog_publication p
    WHERE ${VALID} AND p.published_at <= ? ORDER BY p.published_at, p.number`;
  const rows = await sql(reader).rows(statement(text, [...scopeValues(scope), now]));
  return rows.map((row) => ({
    versionId: idOf('catalog', row.version_id as Buffer),
    takesEffectAt: Number(row.published_at),
  }));
}

export async function nextNumber(transaction: Transaction, scope: Scope): Promise<number> {
  const text = `SELECT COALESCE(MAX(number), 0) AS last FROM catalog_publication
    WHERE title_id = ? AND environment = ?`;
  const [row] = await sql(transaction).rows(statement(text, scopeValues(scope)));
  return Number(row?.last ?? 0) + 1;
}

/** The primary key refuses a number that another publisher took first. */
export async function addPublication(
  transaction: Transaction,
  scope: Scope,
  publication: Publication,
): Promise<void> {
  const text = `INSERT INTO catalog_publication (title_id, environment, number, version_id,
    published_at, recorded_at, published_by, reason, draft_id, base_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  const { number, versionId, takesEffectAt, recordedAt, publishedBy } = publication;
  const { reason, draftId, baseId } = publication;
  const values: SqlValue[] = [number, idBytes(versionId), takesEffectAt, recordedAt, publishedBy];
  values.push(reason, draftId && idBytes(draftId), baseId && idBytes(baseId));
  await sql(transaction).run(statement(text, [...scopeValues(scope), ...values]));
}

export async function cancelPublication(
  transaction: Transaction,
  scope: Scope,
  { number, at, reason }: { number: number; at: number; reason: string | null },
): Promise<void> {
  const text = `UPDATE catalog_publication SET cancelled_at = ?, cancelled_reason = ?
    WHERE title_id = ? AND environment = ? AND number = ? AND cancelled_at IS NULL`;
  await sql(transaction).run(statement(text, [at, reason, ...scopeValues(scope), number]));
}

function publicationOf(row: SqlRow): Publication {
  return {
    number: Number(row.number),
    versionId: idOf('catalog', row.version_id as Buffer),
    takesEffectAt: Number(row.published_at),
    recordedAt: Number(row.recorded_at ?? row.published_at),
    publishedBy: String(row.published_by),
    reason: row.reason === null ? null : String(row.reason),
    draftId: row.draft_id === null ? null : idOf('draft', row.draft_id as Buffer),
    baseId: row.base_id === null ? null : idOf('catalog', row.base_id as Buffer),
  };
}
