import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { statement } from '../database/statement.js';
import type { Reader } from '../database/transaction.js';

@Injectable()
export class ReadinessStore {
  /** Resolves when the database answers. */
  async touch(reader: Reader): Promise<void> {
    await sql(reader).rows(statement('SELECT 1 AS one'));
  }
}
