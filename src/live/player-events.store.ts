import { Injectable } from '@nestjs/common';
import { idBytes, idOf, type PlayerId } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { marks, statement } from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';

/** One event as it is stored. */
export interface StoredEvent {
  readonly number: number;
  readonly id: string;
  readonly type: string;
  readonly createdAt: number;
  /** JSON text. */
  readonly data: string;
}

/** Where a player's events stand. */
export interface EventPlace extends Scope {
  /** The number of the newest; 0: there is none. */
  readonly newest: number;
}

/** Reads what was told to players. Numbers have no gap; a lower one is never committed later. */
@Injectable()
export class PlayerEventsStore {
  /** Events with numbers above `after`, in order. */
  async after(
    reader: Reader,
    playerId: PlayerId,
    { after, limit }: { after: number; limit: number },
  ): Promise<StoredEvent[]> {
    const text = `SELECT number, id, type, data, created_at FROM event
      WHERE player_id = ? AND number > ? ORDER BY number LIMIT ${Math.trunc(limit)}`;
    const rows = await sql(reader).rows(statement(text, [idBytes(playerId), after]));
    return rows.map((row) => ({
      number: Number(row.number),
      id: idOf('event', row.id as Buffer),
      type: String(row.type),
      createdAt: Number(row.created_at),
      data: String(row.data),
    }));
  }

  /** The numbers of the newest events of many players; a player without a wallet is left out. */
  async places(reader: Reader, players: readonly PlayerId[]): Promise<Map<PlayerId, EventPlace>> {
    const places = new Map<PlayerId, EventPlace>();
    if (players.length === 0) return places;
    const text = `SELECT player_id, title_id, environment, event_number FROM wallet
      WHERE player_id IN (${marks(players.length)})`;
    for (const row of await sql(reader).rows(statement(text, players.map(idBytes)))) {
      places.set(idOf('player', row.player_id as Buffer), {
        titleId: idOf('title', row.title_id as Buffer),
        environment: row.environment as EventPlace['environment'],
        newest: Number(row.event_number),
      });
    }
    return places;
  }
}
