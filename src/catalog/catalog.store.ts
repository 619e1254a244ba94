import { ENVIRONMENTS, type Environment } from '../kernel/environment.js';
import type { CatalogVersionId } from '../kernel/id.js';
import { idBytes, idOf } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';

export interface StoredVersion {
  readonly id: CatalogVersionId;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: Buffer;
}

/** One entry of a title's list of what it sold from; the highest number counts. */
export interface Publication {
  readonly number: number;
  readonly versionId: CatalogVersionId;
  readonly publishedAt: number;
  readonly publishedBy: string;
}

const scopeValues = (scope: Scope): SqlValue[] => [idBytes(scope.titleId), scope.environment];

/** What the title sells from, or null when nothing was published. */
export async function lastPublication(reader: Reader, scope: Scope): Promise<Publication | null> {
  const text = `SELECT number, version_id, published_at, published_by FROM catalog_publication
    WHERE title_id = ? AND environment = ? ORDER BY number DESC LIMIT 1`;
  const [row] = await sql(reader).rows(statement(text, scopeValues(scope)));
  return row ? publicationOf(row) : null;
}

/** The highest publication number of every scope that has one. Reads only the primary key. */
export async function lastNumbers(
  reader: Reader,
): Promise<readonly { readonly scope: Scope; readonly number: number }[]> {
  const text = `SELECT title_id, environment, MAX(number) AS number FROM catalog_publication
    GROUP BY title_id, environment`;
  const rows = await sql(reader).rows(statement(text));
  return rows.map((row) => ({
    scope: {
      titleId: idOf('title', row.title_id as Buffer),
      environment: ENVIRONMENTS.find((name) => name === row.environment) as Environment,
    },
    number: Number(row.number),
  }));
}

export async function versionOf(reader: Reader, id: CatalogVersionId): Promise<StoredVersion> {
  const text = 'SELECT id, content, hash FROM catalog_version WHERE id = ?';
  const [row] = await sql(reader).rows(statement(text, [idBytes(id)]));
  if (!row) throw new Error('a publication names a catalog version that is not there');
  return {
    id: idOf('catalog', row.id as Buffer),
    text: String(row.content),
    hash: row.hash as Buffer,
  };
}

/** The version of this content, if the scope ever had it. */
export async function versionIdOf(
  reader: Reader,
  scope: Scope,
  hash: Buffer,
): Promise<CatalogVersionId | null> {
  const text = `SELECT id FROM catalog_version
    WHERE title_id = ? AND environment = ? AND hash = ?`;
  const [row] = await sql(reader).rows(statement(text, [...scopeValues(scope), hash]));
  return row ? idOf('catalog', row.id as Buffer) : null;
}

export async function addVersion(
  transaction: Transaction,
  scope: Scope,
  version: StoredVersion & { readonly createdAt: number },
): Promise<void> {
  const text = `INSERT INTO catalog_version
    (title_id, environment, id, hash, content, created_at) VALUES (?, ?, ?, ?, ?, ?)`;
  const { id, hash, text: content, createdAt } = version;
  const values = [...scopeValues(scope), idBytes(id), hash, content, createdAt];
  await sql(transaction).run(statement(text, values));
}

/** The primary key refuses a number that another publisher took first. */
export async function addPublication(
  transaction: Transaction,
  scope: Scope,
  publication: Publication,
): Promise<void> {
  const text = `INSERT INTO catalog_publication
    (title_id, environment, number, version_id, published_at, published_by)
    VALUES (?, ?, ?, ?, ?, ?)`;
  const { number, versionId, publishedAt, publishedBy } = publication;
  const values = [number, idBytes(versionId), publishedAt, publishedBy];
  await sql(transaction).run(statement(text, [...scopeValues(scope), ...values]));
}

function publicationOf(row: SqlRow): Publication {
  return {
    number: Number(row.number),
    versionId: idOf('catalog', row.version_id as Buffer),
    publishedAt: Number(row.published_at),
    publishedBy: String(row.published_by),
  };
}
