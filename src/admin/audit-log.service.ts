import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { IdSource } from '../kernel/id-source.js';
import { ID_SOURCE } from '../kernel/injection.js';
import { Database } from '../platform/database/database.js';
import type { Transaction } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';
import { Cursors } from '../platform/http/cursor.js';
import type { ListQuery } from '../platform/http/list-query.js';
import { type AuditEntry, auditEntryView } from './audit-entry.js';
import { AuditLogStore } from './audit-log.store.js';

/** What is to be written down; the log adds its id and the time. */
export interface Deed extends Omit<AuditEntry, 'id' | 'createdAt'> {
  readonly scope: Scope;
}

const LIST = 'audit log';

/** Who did what to a title, for the eyes of its operators. */
@Injectable()
export class AuditLog {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLogStore) private readonly store: AuditLogStore,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  /** In the transaction of the deed itself, so that there is never one without the other. */
  async record(transaction: Transaction, { scope, ...deed }: Deed): Promise<void> {
    const entry = { ...deed, id: this.ids.next('audit'), createdAt: this.clock.now() };
    await this.store.insert(transaction, scope, entry);
  }

  /** Newest first. */
  async list(scope: Scope, { limit, cursor }: ListQuery) {
    const list = `${LIST} ${scope.environment}`;
    const before = cursor === null ? null : this.cursors.read(list, scope.titleId, cursor);
    const wish = { before, limit: limit + 1 };
    const found = await this.store.list(this.database.reader, scope, wish);
    const data = found.slice(0, limit).map(auditEntryView);
    const last = found.length > limit ? data.at(-1) : undefined;
    const nextCursor = last ? this.cursors.write(list, scope.titleId, last.id) : null;
    return { data, nextCursor };
  }
}
