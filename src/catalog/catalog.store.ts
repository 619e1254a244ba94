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
  readonly createdAt: number;
}

export const scopeValues = (scope: Scope): SqlValue[] => [
  idBytes(scope.titleId),
  scope.environment,
];

const VERSION = 'SELECT id, content, hash, created_at FROM catalog_version WHERE id = ?';

/** A version that some row names; throws when it is not there. */
export async function versionOf(reader: Reader, id: CatalogVersionId): Promise<StoredVersion> {
  const [row] = await sql(reader).rows(statement(VERSION, [idBytes(id)]));
  if (!row) throw new Error('a publication names a catalog version that is not there');
  return storedVersion(row);
}

/** The version when it belongs to the scope. */
export async function ownVersionOf(
  reader: Reader,
  scope: Scope,
  id: CatalogVersionId,
): Promise<StoredVersion | null> {
  const text = `${VERSION} AND title_id = ? AND environment = ?`;
  const values = [idBytes(id), ...scopeValues(scope)];
  const [row] = await sql(reader).rows(statement(text, values));
  return row ? storedVersion(row) : null;
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

export async function hashOf(reader: Reader, id: CatalogVersionId): Promise<Buffer> {
  const text = 'SELECT hash FROM catalog_version WHERE id = ?';
  const [row] = await sql(reader).rows(statement(text, [idBytes(id)]));
  if (!row) throw new Error('a publication names a catalog version that is not there');
  return row.hash as Buffer;
}

export async function addVersion(
  transaction: Transaction,
  scope: Scope,
  version: StoredVersion,
): Promise<void> {
  const text = `INSERT INTO catalog_version
    (title_id, environment, id, hash, content, created_at) VALUES (?, ?, ?, ?, ?, ?)`;
  const { id, hash, text: content, createdAt } = version;
  const values = [...scopeValues(scope), idBytes(id), hash, content, createdAt];
  await sql(transaction).run(statement(text, values));
}

function storedVersion(row: SqlRow): StoredVersion {
  return {
    id: idOf('catalog', row.id as Buffer),
    text: String(row.content),
    hash: row.hash as Buffer,
    createdAt: Number(row.created_at),
  };
}
