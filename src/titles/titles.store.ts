import { Injectable } from '@nestjs/common';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type TitleId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { type SqlRow, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { ApiKey, ApiKeyKind } from './title.js';

/** A title as it is stored: its settings are still JSON text. */
export interface StoredTitle {
  readonly id: TitleId;
  readonly slug: string;
  readonly name: string;
  readonly settings: string;
  readonly createdAt: number;
}

const TITLE = 'SELECT id, slug, name, settings, created_at FROM title';
const KEY = `SELECT id, title_id, environment, kind, hint, created_at, revoked_at FROM api_key`;

@Injectable()
export class TitlesStore {
  async title(reader: Reader, id: TitleId): Promise<StoredTitle | null> {
    const rows = await sql(reader).rows(statement(`${TITLE} WHERE id = ?`, [idBytes(id)]));
    return rows[0] ? titleOf(rows[0]) : null;
  }

  async titleBySlug(reader: Reader, slug: string): Promise<StoredTitle | null> {
    const rows = await sql(reader).rows(statement(`${TITLE} WHERE slug = ?`, [slug]));
    return rows[0] ? titleOf(rows[0]) : null;
  }

  async titles(reader: Reader): Promise<StoredTitle[]> {
    const rows = await sql(reader).rows(statement(`${TITLE} ORDER BY slug LIMIT 1000`));
    return rows.map(titleOf);
  }

  async insertTitle(transaction: Transaction, title: StoredTitle): Promise<void> {
    const text = 'INSERT INTO title (id, slug, name, settings, created_at) VALUES (?, ?, ?, ?, ?)';
    const { id, slug, name, settings, createdAt } = title;
    await sql(transaction).run(statement(text, [idBytes(id), slug, name, settings, createdAt]));
  }

  async updateSettings(transaction: Transaction, id: TitleId, settings: string): Promise<void> {
    const text = 'UPDATE title SET settings = ? WHERE id = ?';
    await sql(transaction).run(statement(text, [settings, idBytes(id)]));
  }

  async keyByHash(reader: Reader, hash: Buffer): Promise<ApiKey | null> {
    const rows = await sql(reader).rows(statement(`${KEY} WHERE hash = ?`, [hash]));
    return rows[0] ? keyOf(rows[0]) : null;
  }

  async keys(reader: Reader, titleId: TitleId): Promise<ApiKey[]> {
    const text = `${KEY} WHERE title_id = ? ORDER BY created_at, id`;
    return (await sql(reader).rows(statement(text, [idBytes(titleId)]))).map(keyOf);
  }

  async insertKey(transaction: Transaction, key: ApiKey, hash: Buffer): Promise<void> {
    const text = `INSERT INTO api_key (id, title_id, environment, kind, hash, hint, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`;
    const { id, titleId, environment, kind, hint, createdAt } = key;
    const values = [idBytes(id), idBytes(titleId), environment, kind, hash, hint, createdAt];
    await sql(transaction).run(statement(text, values));
  }

  /** Tells whether there was such a key that was not revoked before. */
  async revokeKey(transaction: Transaction, id: string, now: number): Promise<boolean> {
    const text = 'UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL';
    return (await sql(transaction).run(statement(text, [now, idBytes(id)]))) > 0;
  }
}

function titleOf(row: SqlRow): StoredTitle {
  return {
    id: idOf('title', row.id as Buffer),
    slug: String(row.slug),
    name: String(row.name),
    settings: String(row.settings),
    createdAt: Number(row.created_at),
  };
}

function keyOf(row: SqlRow): ApiKey {
  return {
    id: idOf('key', row.id as Buffer),
    titleId: idOf('title', row.title_id as Buffer),
    environment: row.environment as Environment,
    kind: row.kind as ApiKeyKind,
    hint: String(row.hint),
    createdAt: Number(row.created_at),
    revokedAt: row.revoked_at === null ? null : Number(row.revoked_at),
  };
}
