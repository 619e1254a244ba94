import { Injectable } from '@nestjs/common';
import { idBytes, type PlayerId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';

export type ConsentKind = 'consumption';
/** Who told us: the player in the game, the game's server, or a store (a parent's decision). */
export type ConsentSource = 'player' | 'server' | 'store';

export interface Consent {
  readonly playerId: PlayerId;
  readonly kind: ConsentKind;
  readonly given: boolean;
  readonly source: ConsentSource;
  readonly changedAt: number;
}

@Injectable()
export class ConsentsStore {
  /** The kinds that the player has given and not taken back. */
  async given(reader: Reader, playerId: PlayerId): Promise<ConsentKind[]> {
    const text = 'SELECT kind FROM player_consent WHERE player_id = ? AND given = 1';
    const rows = await sql(reader).rows(statement(text, [idBytes(playerId)]));
    return rows.map((row) => row.kind as ConsentKind);
  }

  async isWithdrawn(reader: Reader, playerId: PlayerId): Promise<boolean> {
    const text = "SELECT kind FROM player_consent WHERE player_id = ? AND source = 'store'";
    return (await sql(reader).rows(statement(text, [idBytes(playerId)]))).length > 0;
  }

  /** What is kept of a kind, and nobody else changes it until the end of the transaction. */
  async locked(
    transaction: Transaction,
    playerId: PlayerId,
    kind: ConsentKind,
  ): Promise<Pick<Consent, 'source' | 'changedAt'> | null> {
    const session = sql(transaction);
    const id = idBytes(playerId);
    // There may be no consent yet, but every player has a wallet: its row can be locked.
    const mutex = `SELECT player_id FROM wallet WHERE player_id = ?${session.dialect.forUpdate}`;
    await session.rows(statement(mutex, [id]));
    const text = 'SELECT source, changed_at FROM player_consent WHERE player_id = ? AND kind = ?';
    const [row] = await session.rows(statement(text, [id, kind]));
    if (!row) return null;
    return { source: row.source as ConsentSource, changedAt: Number(row.changed_at) };
  }

  async put(transaction: Transaction, consent: Consent): Promise<void> {
    const session = sql(transaction);
    const { playerId, kind, given, source, changedAt } = consent;
    const writes = session.dialect.upsert({
      table: 'player_consent',
      columns: ['player_id', 'kind', 'given', 'source', 'changed_at'],
      key: ['player_id', 'kind'],
      update: ['given', 'source', 'changed_at'],
      rows: [[idBytes(playerId), kind, given ? 1 : 0, source, changedAt]],
    });
    for (const write of writes) await session.run(write);
  }
}
