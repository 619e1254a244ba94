import { Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId, type SessionId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { marks, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';

export interface Session {
  readonly id: SessionId;
  readonly playerId: PlayerId;
  readonly refreshHash: Buffer;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Whether a session's access tokens still open anything. */
export type SessionState = 'live' | 'ended' | 'blocked';

/** From one refresh token to the next. */
export interface Rotation {
  readonly id: SessionId;
  readonly from: Buffer;
  readonly to: Buffer;
  readonly now: number;
  readonly expiresAt: number;
}

@Injectable()
export class SessionsStore {
  async insert(transaction: Transaction, session: Session): Promise<void> {
    const text = `INSERT INTO player_session (id, player_id, refresh_hash, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?)`;
    const { refreshHash, createdAt, expiresAt } = session;
    const values = [idBytes(session.id), idBytes(session.playerId)];
    const rest = [refreshHash, createdAt, expiresAt];
    await sql(transaction).run(statement(text, [...values, ...rest]));
  }

  /** True when `from` was the current token of a live session. Two at once: one is true. */
  async rotate(transaction: Transaction, rotation: Rotation): Promise<boolean> {
    const text = `UPDATE player_session SET refresh_hash = ?, expires_at = ?
      WHERE id = ? AND refresh_hash = ? AND revoked_at IS NULL AND expires_at > ?`;
    const { id, from, to, now, expiresAt } = rotation;
    const values = [to, expiresAt, idBytes(id), from, now];
    return (await sql(transaction).run(statement(text, values))) > 0;
  }

  async end(transaction: Transaction, id: SessionId, now: number): Promise<void> {
    const text = 'UPDATE player_session SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL';
    await sql(transaction).run(statement(text, [now, idBytes(id)]));
  }

  async playerOf(reader: Reader, id: SessionId): Promise<PlayerId | null> {
    const text = 'SELECT player_id FROM player_session WHERE id = ?';
    const row = (await sql(reader).rows(statement(text, [idBytes(id)])))[0];
    return row ? idOf('player', row.player_id as Buffer) : null;
  }

  /** The states of sessions that there are; a session that is not in the answer is not there. */
  async states(reader: Reader, ids: readonly SessionId[]): Promise<Map<SessionId, SessionState>> {
    const text = `SELECT s.id AS id, s.revoked_at AS revoked_at, p.blocked_at AS blocked_at
      FROM player_session s JOIN player p ON p.id = s.player_id
      WHERE s.id IN (${marks(ids.length)})`;
    const states = new Map<SessionId, SessionState>();
    for (const row of await sql(reader).rows(statement(text, ids.map(idBytes)))) {
      const live = row.blocked_at === null ? 'live' : 'blocked';
      states.set(idOf('session', row.id as Buffer), row.revoked_at === null ? live : 'ended');
    }
    return states;
  }
}
