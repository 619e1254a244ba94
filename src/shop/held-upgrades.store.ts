import { Injectable } from '@nestjs/common';
import { idBytes, type PlayerId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { statement } from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';

/** Reads what `inventory` keeps: the levels that players hold, for the prices of the next ones. */
@Injectable()
export class HeldUpgradesStore {
  async levels(reader: Reader, playerId: PlayerId): Promise<ReadonlyMap<string, number>> {
    const text = `SELECT sku, level FROM inventory
      WHERE player_id = ? AND level IS NOT NULL AND quantity > 0`;
    const rows = await sql(reader).rows(statement(text, [idBytes(playerId)]));
    return new Map(rows.map((row) => [String(row.sku), Number(row.level)]));
  }
}
