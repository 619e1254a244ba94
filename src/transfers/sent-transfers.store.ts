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
import type { SentTransfers } from './transfer.js';

/** Counts what players sent last; guarded by the sender's lock. The transfers are the count. */
@Injectable()
export class SentTransfersStore implements BookStore<SentTransfers> {
  load(players: readonly string[]): SqlStatement[] {
    return [
      statement(
        `SELECT t.from_player_id, t.day, MAX(t.number) AS sent
         FROM transfer t JOIN (
           SELECT from_player_id, MAX(day) AS day FROM transfer
           WHERE from_player_id IN (${marks(players.length)}) GROUP BY from_player_id) last
         ON last.from_player_id = t.from_player_id AND last.day = t.day
         GROUP BY t.from_player_id, t.day`,
        players.map((id) => idBytes(id)),
      ),
    ];
  }

  read(results: readonly (readonly SqlRow[])[]): Map<string, SentTransfers> {
    const rows = results[0] ?? [];
    return new Map(
      rows.map((row) => [
        idOf('player', row.from_player_id as Buffer),
        { day: Number(row.day), count: Number(row.sent) },
      ]),
    );
  }

  write(): Statement[] {
    return [];
  }
}
