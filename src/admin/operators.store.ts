import { Injectable } from '@nestjs/common';
import { idBytes, idOf, type OperatorId, type TitleId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { type SqlRow, type SqlStatement, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { Role } from '../platform/http/caller.js';
import type { Operator, TitleRoles } from './operator.js';

const OPERATOR = `SELECT o.id, o.name, o.hint, o.created_at, o.revoked_at, r.title_id, r.role
  FROM operator o LEFT JOIN operator_role r ON r.operator_id = o.id`;
const ORDER = 'ORDER BY o.id, r.title_id, r.role';

/** What is stored of a token. */
export interface StoredToken {
  readonly hash: Buffer;
  readonly hint: string;
}

@Injectable()
export class OperatorsStore {
  async byHash(reader: Reader, hash: Buffer): Promise<Operator | null> {
    return (
      (await read(reader, statement(`${OPERATOR} WHERE o.hash = ? ${ORDER}`, [hash])))[0] ?? null
    );
  }

  async byId(reader: Reader, id: OperatorId): Promise<Operator | null> {
    return (
      (await read(reader, statement(`${OPERATOR} WHERE o.id = ? ${ORDER}`, [idBytes(id)])))[0] ??
      null
    );
  }

  async byName(reader: Reader, name: string): Promise<Operator | null> {
    return (
      (await read(reader, statement(`${OPERATOR} WHERE o.name = ? ${ORDER}`, [name])))[0] ?? null
    );
  }

  all(reader: Reader): Promise<Operator[]> {
    return read(reader, statement(`${OPERATOR} ${ORDER}`));
  }

  /** Throws a `duplicate` failure for a name that somebody has. */
  async insert(
    transaction: Transaction,
    { id, name, createdAt }: Pick<Operator, 'id' | 'name' | 'createdAt'>,
    { hash, hint }: StoredToken,
  ): Promise<void> {
    const text = 'INSERT INTO operator (id, name, hash, hint, created_at) VALUES (?, ?, ?, ?, ?)';
    await sql(transaction).run(statement(text, [idBytes(id), name, hash, hint, createdAt]));
  }

  /** The operator holds this token and no other from now on, and is not revoked. */
  async replaceToken(
    transaction: Transaction,
    id: OperatorId,
    { hash, hint }: StoredToken,
  ): Promise<void> {
    const text = 'UPDATE operator SET hash = ?, hint = ?, revoked_at = NULL WHERE id = ?';
    await sql(transaction).run(statement(text, [hash, hint, idBytes(id)]));
  }

  /** Tells whether there was such an operator who was not revoked before. */
  async revoke(transaction: Transaction, id: OperatorId, now: number): Promise<boolean> {
    const text = 'UPDATE operator SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL';
    return (await sql(transaction).run(statement(text, [now, idBytes(id)]))) > 0;
  }

  /** Replaces the roles in one title; none takes the title away. */
  async setRoles(
    transaction: Transaction,
    id: OperatorId,
    { titleId, roles }: TitleRoles,
  ): Promise<void> {
    const about = [idBytes(id), idBytes(titleId)];
    const remove = 'DELETE FROM operator_role WHERE operator_id = ? AND title_id = ?';
    await sql(transaction).run(statement(remove, about));
    const add = 'INSERT INTO operator_role (operator_id, title_id, role) VALUES (?, ?, ?)';
    for (const role of new Set(roles)) {
      await sql(transaction).run(statement(add, [...about, role]));
    }
  }
}

async function read(reader: Reader, query: SqlStatement): Promise<Operator[]> {
  const rows = await sql(reader).rows(query);
  const found = new Map<OperatorId, { operator: Operator; titles: Map<TitleId, Role[]> }>();
  for (const row of rows) {
    const id = idOf('operator', row.id as Buffer);
    const known = found.get(id) ?? { operator: operatorOf(id, row), titles: new Map() };
    found.set(id, known);
    if (row.title_id === null) continue;
    const titleId = idOf('title', row.title_id as Buffer);
    known.titles.set(titleId, [...(known.titles.get(titleId) ?? []), row.role as Role]);
  }
  return [...found.values()].map(({ operator, titles }) => ({
    ...operator,
    titles: [...titles].map(([titleId, roles]) => ({ titleId, roles })),
  }));
}

function operatorOf(id: OperatorId, row: SqlRow): Operator {
  return {
    id,
    name: String(row.name),
    hint: String(row.hint),
    createdAt: Number(row.created_at),
    revokedAt: row.revoked_at === null ? null : Number(row.revoked_at),
    titles: [],
  };
}
