import { Inject, Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  marks,
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { BookStore, RowChange } from '../till/book.js';
import type { RevealedSeed } from './draw-seed.js';
import { commitmentOf } from './roll.js';

const COLUMNS = [
  'player_id',
  'number',
  'server_seed',
  'commitment',
  'client_seed',
  'draws',
  'started_at',
  'revealed_at',
];

/** Appends seeds that are over. The primary key reveals each once. */
@Injectable()
export class RevealedSeedStore implements BookStore<RevealedSeed> {
  constructor(@Inject(Database) private readonly database: Database) {}

  load(): SqlStatement[] {
    return [];
  }

  read(): Map<string, RevealedSeed> {
    return new Map();
  }

  write(changes: readonly RowChange<RevealedSeed>[]): Statement[] {
    return this.database.dialect.insert({
      table: 'draw_revealed_seed',
      columns: COLUMNS,
      rows: changes.map(({ after }) => [
        idBytes(after.playerId),
        after.number,
        after.serverSeed,
        commitmentOf(after.serverSeed),
        after.clientSeed,
        after.draws,
        after.startedAt,
        after.revealedAt,
      ]),
    });
  }

  /** Those of these numbers that are revealed, by number. */
  async find(
    reader: Reader,
    playerId: PlayerId,
    numbers: readonly number[],
  ): Promise<Map<number, RevealedSeed>> {
    if (numbers.length === 0) return new Map();
    const rows = await sql(reader).rows(
      statement(
        `SELECT ${COLUMNS.join(', ')} FROM draw_revealed_seed
         WHERE player_id = ? AND number IN (${marks(numbers.length)})`,
        [idBytes(playerId), ...numbers],
      ),
    );
    return new Map(rows.map(revealedOf).map((seed) => [seed.number, seed]));
  }
}

export function revealedOf(row: SqlRow): RevealedSeed {
  return {
    playerId: idOf('player', row.player_id as Buffer),
    number: Number(row.number),
    serverSeed: row.server_seed as Buffer,
    clientSeed: String(row.client_seed),
    draws: Number(row.draws),
    startedAt: Number(row.started_at),
    revealedAt: Number(row.revealed_at),
  };
}
