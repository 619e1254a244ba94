import { Injectable } from '@nestjs/common';
import { type Amount, amount } from '../kernel/amount.js';
import { idBytes, idOf } from '../kernel/id.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore } from '../till/book.js';
import { type ExpiredBonus, expiredKey } from './expired-bonus.js';

/** Reads what expired of bonus lots from the journal, which is where it was written. */
@Injectable()
export class ExpiredBonusStore implements BookStore<ExpiredBonus> {
  /** From the lots, which are few: an entry of one lot names it, others have movements. */
  load(players: readonly string[]): SqlStatement[] {
    const ids = players.map((id) => idBytes(id));
    const expired = (table: string) =>
      statement(
        `SELECT l.player_id, l.origin_id, l.currency, m.amount FROM lot l
         JOIN ${table} m ON m.player_id = l.player_id AND m.lot_id = l.id
         JOIN ledger_transaction t ON t.id = m.transaction_id AND t.kind = 'expiry'
         WHERE l.player_id IN (${marks(ids.length)})
           AND l.origin = 'bonus' AND l.expires_at IS NOT NULL`,
        ids,
      );
    return [expired('entry'), expired('lot_movement')];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, ExpiredBonus> {
    const players = new Map<string, Map<string, Amount>>();
    for (const row of results.flat()) {
      const playerId = idOf('player', row.player_id as Buffer);
      const key = expiredKey(idOf('payment', row.origin_id as Buffer), String(row.currency));
      const expired = players.get(playerId) ?? new Map<string, Amount>();
      players.set(playerId, expired.set(key, amount((expired.get(key) ?? 0) - Number(row.amount))));
    }
    return players;
  }

  write(): Statement[] {
    return [];
  }
}
