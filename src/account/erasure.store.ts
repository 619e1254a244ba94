import { Injectable } from '@nestjs/common';
import type { PlayerId } from '../kernel/id.js';
import { idBytes, idOf } from '../kernel/id.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { Erasure } from './erase.js';

/** What says who a player is. The player's own row and the ledger stay, and name nobody. */
const PERSONAL = [
  'player_credential',
  'player_attributes',
  'player_consent',
  'spending_limit',
] as const;

/** Erases players. The wallet's lock, which the till holds, lets only one do it. */
@Injectable()
export class ErasureStore implements BookStore<Erasure> {
  load(keys: readonly string[]): SqlStatement[] {
    const text = `SELECT id, deleted_at FROM player WHERE id IN (${marks(keys.length)})`;
    return [statement(text, keys.map(idBytes))];
  }

  read([rows = []]: readonly (readonly SqlRow[])[]): Map<string, Erasure> {
    return new Map(
      rows.map((row) => [
        idOf('player', row.id as Buffer),
        { deletedAt: row.deleted_at === null ? null : Number(row.deleted_at) },
      ]),
    );
  }

  write(changes: readonly RowChange<Erasure>[]): Statement[] {
    return changes.flatMap(({ key, after }) => {
      const id = idBytes(key as PlayerId);
      return [
        statement('UPDATE player SET deleted_at = ? WHERE id = ?', [after.deletedAt, id]),
        statement(
          'UPDATE player_session SET revoked_at = ? WHERE player_id = ? AND revoked_at IS NULL',
          [after.deletedAt, id],
        ),
        ...PERSONAL.map((table) => statement(`DELETE FROM ${table} WHERE player_id = ?`, [id])),
      ];
    });
  }
}
