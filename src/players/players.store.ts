import { Injectable } from '@nestjs/common';
import type { Environment } from '../kernel/environment.js';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { type SqlValue, statement } from '../platform/database/statement.js';
import type { Reader, Transaction } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';
import type { CredentialKind } from './credential.js';

export interface Player extends Scope {
  readonly id: PlayerId;
  readonly createdAt: number;
  readonly blockedAt: number | null;
}

/** Where a credential stands: unique within a title and environment. */
export interface CredentialKey extends Scope {
  readonly kind: CredentialKind;
  readonly subjectHash: Buffer;
}

export interface Credential {
  readonly playerId: PlayerId;
  /** null: the identity provider proves it. */
  readonly secretHash: Buffer | null;
}

@Injectable()
export class PlayersStore {
  async player(reader: Reader, id: PlayerId): Promise<Player | null> {
    const text = 'SELECT title_id, environment, created_at, blocked_at FROM player WHERE id = ?';
    const row = (await sql(reader).rows(statement(text, [idBytes(id)])))[0];
    if (!row) return null;
    return {
      id,
      titleId: idOf('title', row.title_id as Buffer),
      environment: row.environment as Environment,
      createdAt: Number(row.created_at),
      blockedAt: row.blocked_at === null ? null : Number(row.blocked_at),
    };
  }

  /**
   * True when the player is there and was not deleted, and nobody deletes the player until the end
   * of the transaction. Asked before anything personal is written: it would outlive the deletion.
   */
  async stays(transaction: Transaction, id: PlayerId): Promise<boolean> {
    const session = sql(transaction);
    const text = `SELECT deleted_at FROM player WHERE id = ?${session.dialect.forUpdate}`;
    const [row] = await session.rows(statement(text, [idBytes(id)]));
    return row !== undefined && row.deleted_at === null;
  }

  async credential(reader: Reader, key: CredentialKey): Promise<Credential | null> {
    const text = `SELECT player_id, secret_hash FROM player_credential
      WHERE title_id = ? AND environment = ? AND kind = ? AND subject_hash = ?`;
    const row = (await sql(reader).rows(statement(text, keyValues(key))))[0];
    if (!row) return null;
    const playerId = idOf('player', row.player_id as Buffer);
    return { playerId, secretHash: row.secret_hash as Buffer | null };
  }

  /**
   * Writes a new player with an empty wallet. The credential comes first: of two first sign-ins of
   * one device the second fails on its primary key and leaves nothing.
   */
  async insert(
    transaction: Transaction,
    player: Player,
    key: CredentialKey,
    secretHash: Buffer | null,
  ): Promise<void> {
    const session = sql(transaction);
    const id = idBytes(player.id);
    const scope = [idBytes(player.titleId), player.environment];
    await session.run(
      statement(
        `INSERT INTO player_credential
           (title_id, environment, kind, subject_hash, secret_hash, player_id, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [...keyValues(key), secretHash, id, player.createdAt],
      ),
    );
    await session.run(
      statement('INSERT INTO player (id, title_id, environment, created_at) VALUES (?, ?, ?, ?)', [
        id,
        ...scope,
        player.createdAt,
      ]),
    );
    await session.run(
      statement(
        `INSERT INTO wallet (player_id, title_id, environment, seq, event_number)
         VALUES (?, ?, ?, 0, 0)`,
        [id, ...scope],
      ),
    );
  }
}

function keyValues(key: CredentialKey): SqlValue[] {
  return [idBytes(key.titleId), key.environment, key.kind, key.subjectHash];
}
