import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import { type PlayerRisk, riskKey } from './player-risk.js';

/** Keeps who was flagged; guarded by the wallet's lock, except that people lift flags. */
@Injectable()
export class PlayerRiskStore implements BookStore<PlayerRisk> {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** One statement for each key: each counts from a time of its own, and refunds are rare. */
  load(keys: readonly string[]): SqlStatement[] {
    return keys.map((key) => {
      const [player, since] = key.split(' ') as [string, string];
      return statement(
        `SELECT w.player_id, ? AS since, r.flagged_at, r.lifted_at, (
           SELECT COUNT(*) FROM payment_step s
           JOIN ledger_transaction t ON t.id = s.transaction_id AND t.kind = 'refund'
           WHERE s.player_id = w.player_id AND s.created_at >= ?
               AND s.created_at > COALESCE(r.lifted_at, 0)
             AND COALESCE(s.reason, '') <> 'unacknowledged') AS refunds
         FROM wallet w LEFT JOIN player_risk r ON r.player_id = w.player_id
         WHERE w.player_id = ?`,
        [Number(since), Number(since), idBytes(player)],
      );
    });
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, PlayerRisk> {
    const risks = new Map<string, PlayerRisk>();
    for (const row of results.flat()) {
      const risk = riskOf(row);
      risks.set(riskKey(risk.playerId, Number(row.since)), risk);
    }
    return risks;
  }

  write(changes: readonly RowChange<PlayerRisk>[]): Statement[] {
    const flagged = changes.filter(
      ({ before, after }) => after.flaggedAt !== null && after.flaggedAt !== before?.flaggedAt,
    );
    return this.database.dialect.upsert({
      table: 'player_risk',
      columns: ['player_id', 'flagged_at', 'refunds'],
      key: ['player_id'],
      update: ['flagged_at', 'refunds'],
      rows: flagged.map(({ after }) => [
        idBytes(after.playerId),
        after.flaggedAt,
        after.recentRefunds,
      ]),
    });
  }

  async find(
    reader: Reader,
    playerId: PlayerId,
  ): Promise<(PlayerRisk & { liftedReason: string | null }) | null> {
    const rows = await sql(reader).rows(
      statement(
        `SELECT player_id, flagged_at, refunds, lifted_at, lifted_reason
         FROM player_risk WHERE player_id = ?`,
        [idBytes(playerId)],
      ),
    );
    const row = rows[0];
    if (!row) return null;
    const liftedReason = row.lifted_reason === null ? null : String(row.lifted_reason);
    return { ...riskOf(row), liftedReason };
  }

  /** False when the player was never flagged. */
  async lift(
    transaction: Transaction,
    playerId: PlayerId,
    lifted: { at: number; reason: string },
  ): Promise<boolean> {
    const text = 'UPDATE player_risk SET lifted_at = ?, lifted_reason = ? WHERE player_id = ?';
    const values = [lifted.at, lifted.reason, idBytes(playerId)];
    return (await sql(transaction).run(statement(text, values))) > 0;
  }
}

function riskOf(row: SqlRow): PlayerRisk {
  return {
    playerId: idOf('player', row.player_id as Buffer),
    recentRefunds: Number(row.refunds),
    flaggedAt: row.flagged_at === null ? null : Number(row.flagged_at),
    liftedAt: row.lifted_at === null ? null : Number(row.lifted_at),
  };
}
