import { Injectable } from '@nestjs/common';
import type { StoreMode } from '../platform/config/configuration.js';
import { sql } from '../platform/database/sql.js';
import { statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';

/** The one row that says what kind of stores a database has heard of. */
@Injectable()
export class InstallationStore {
  async storeMode(reader: Reader): Promise<StoreMode | null> {
    const [row] = await sql(reader).rows(statement('SELECT store_mode FROM installation', []));
    return row ? (row.store_mode as StoreMode) : null;
  }

  /** Throws when there is a row already. */
  async put(transaction: Transaction, storeMode: StoreMode, now: number): Promise<void> {
    const text = 'INSERT INTO installation (id, store_mode, created_at) VALUES (1, ?, ?)';
    await sql(transaction).run(statement(text, [storeMode, now]));
  }
}
