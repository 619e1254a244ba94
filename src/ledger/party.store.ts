import { Injectable } from '@nestjs/common';
import { idBytes, idOf } from '../kernel/id.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { BookStore } from '../till/book.js';
import type { Party } from './party.js';

/** Reads who is blocked or gone. */
@Injectable()
export class PartyStore implements BookStore<Party> {
  load(players: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT id, blocked_at, deleted_at FROM player WHERE id IN (${marks(players.length)})`,
        players.map((id) => idBytes(id)),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, Party> {
    const rows = results[0] ?? [];
    return new Map(
      rows.map((row) => [
        idOf('player', row.id as Buffer),
        { isBlocked: row.blocked_at !== null, isDeleted: row.deleted_at !== null },
      ]),
    );
  }

  write(): Statement[] {
    return [];
  }
}
