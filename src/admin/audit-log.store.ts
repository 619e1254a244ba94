import { Injectable } from '@nestjs/common';
import { idBytes, idOf } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { type SqlRow, type SqlValue, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';
import type { AuditEntry } from './audit-entry.js';

const COLUMNS = 'id, operator_id, operator_name, action, subject, reason, details, created_at';

/** Only adds and reads: what was written down stays as it is. */
@Injectable()
export class AuditLogStore {
  async insert(transaction: Transaction, scope: Scope, entry: AuditEntry): Promise<void> {
    const text = `INSERT INTO audit_log (title_id, environment, ${COLUMNS})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const { id, actor, action, subject, reason, details, createdAt } = entry;
    const who = [actor.operatorId === null ? null : idBytes(actor.operatorId), actor.name];
    const what = [action, subject, reason, JSON.stringify(details), createdAt];
    const values = [...scopeValues(scope), idBytes(id), ...who, ...what];
    await sql(transaction).run(statement(text, values));
  }

  /** Newest first, older than `before`. */
  async list(
    reader: Reader,
    scope: Scope,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<AuditEntry[]> {
    const text = `SELECT ${COLUMNS} FROM audit_log WHERE title_id = ? AND environment = ?
      ${before === null ? '' : 'AND id < ?'} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`;
    const values = [...scopeValues(scope), ...(before === null ? [] : [idBytes(before)])];
    return (await sql(reader).rows(statement(text, values))).map(entryOf);
  }
}

const scopeValues = (scope: Scope): SqlValue[] => [idBytes(scope.titleId), scope.environment];

function entryOf(row: SqlRow): AuditEntry {
  const operatorId = row.operator_id === null ? null : idOf('operator', row.operator_id as Buffer);
  return {
    id: idOf('audit', row.id as Buffer),
    actor: { operatorId, name: String(row.operator_name) },
    action: String(row.action),
    subject: String(row.subject),
    reason: row.reason === null ? null : String(row.reason),
    details: JSON.parse(String(row.details)) as AuditEntry['details'],
    createdAt: Number(row.created_at),
  };
}
